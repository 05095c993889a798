"""Settings. What differs between places comes from the environment and one secret file; production refuses anything
unsafe.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from lantern.access import patience

BASE_DIR = Path(__file__).resolve().parents[3]
LANTERN_HOME = Path(os.environ.get("LANTERN_HOME", BASE_DIR / ".lantern"))
MODE = os.environ.get("LANTERN_MODE", "production")
if MODE not in {"demonstration", "production", "test"}:
    raise ImproperlyConfigured("LANTERN_MODE is demonstration, production or test.")
DEMONSTRATION = MODE == "demonstration"
"""Whether anybody may sign in as one of the synthetic people. Production settings can not switch it on: the mode is
one or the other.
"""

_SECRET_FILE = Path(os.environ.get("LANTERN_SECRET_FILE", LANTERN_HOME / "secrets.toml"))


def _secrets() -> dict[str, Any]:
    if MODE == "test" and "LANTERN_SECRET_FILE" not in os.environ:
        # Fixed keys, good for nothing but tests: nothing outside a test database is ever signed or sealed with them.
        # Never those of the checkout's own demonstration: processes of one test would disagree about the key.
        return {
            "django": {"secret_key": "only-for-tests-" * 4},
            "context": {"key": "11" * 32},
            "fields": {"key": "22" * 32},
            "database": {},
        }
    if _SECRET_FILE.exists():
        return tomllib.loads(_SECRET_FILE.read_text())
    raise ImproperlyConfigured(
        f"There is no secret file at {_SECRET_FILE}. `lantern run` makes one for a demonstration; for production see "
        "docs/deploy.md."
    )


SECRETS = _secrets()


def _secret(table: str, name: str) -> str:
    value = os.environ.get(f"LANTERN_{table.upper()}_{name.upper()}") or SECRETS.get(table, {}).get(name)
    if not value:
        raise ImproperlyConfigured(f"The secret [{table}] {name} is missing.")
    return str(value)


SECRET_KEY = _secret("django", "secret_key")
if MODE == "production" and (len(SECRET_KEY) < 50 or "only-for-tests" in SECRET_KEY):
    raise ImproperlyConfigured("The secret key is too short or is the one for tests.")
CONTEXT_KEY = bytes.fromhex(_secret("context", "key"))
CONTEXT_MAY_NEST = False
FIELD_KEYS = {1: bytes.fromhex(_secret("fields", "key"))}
FIELD_KEY_ID = 1
RECEIVED_FIELD_KEYS = [bytes.fromhex(key) for key in SECRETS.get("fields", {}).get("received", [])]
"""Keys of Lanterns whose records were received: they open what was sealed there, and seal nothing here."""

DEBUG = False
ALLOWED_HOSTS = os.environ.get("LANTERN_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LANTERN_ORIGINS", "").split(",") if origin]
BEHIND_TLS = MODE == "production"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "lantern.interface",
    "lantern.spine",
    "lantern.partnership",
    "lantern.access",
    "lantern.people",
    "lantern.meetings",
    "lantern.plans",
    "lantern.waiting",
    "lantern.frontdoor",
    "lantern.protection",
    "lantern.legal",
    "lantern.supervision",
    "lantern.cohorts",
    "lantern.earlyhelp",
    "lantern.reviews",
    "lantern.assurance",
    "lantern.sources",
    "lantern.boards",
    "lantern.improvement",
    "lantern.section11",
    "lantern.voices",
    "lantern.money",
    "lantern.governance",
    "lantern.learning",
    "lantern.training",
    "lantern.dissemination",
    "lantern.oversight",
    "lantern.reporting",
    "lantern.disclosure",
    "lantern.custody",
    "lantern.home",
    "lantern.project.apps.ProjectConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lantern.project.middleware.RequestLine",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lantern.project.middleware.Headers",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "lantern.project.middleware.DatabaseAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lantern.access.middleware.AccessMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "lantern.project.urls"
WSGI_APPLICATION = "lantern.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "lantern.project.pages.environment",
            "context_processors": ["lantern.project.pages.shell"],
            "autoescape": True,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "lantern.interface.forms.Renderer"

# --- Finding people
# ---------------------------------------------------------------------------------------------------

# --- The database: one process, one role
# ---------------------------------------------------------------------------------------------------

DATABASE_ROLE = os.environ.get("LANTERN_ROLE", "app")


def database() -> dict[str, Any]:
    """Where the database is, and as which role this process connects."""
    # Statements are prepared from their fifth time on: what row-level security adds makes reading and planning one
    # cost more than running it. The pool is our own, so a prepared statement is where it was left.
    options: dict[str, Any] = {"server_side_binding": True, "connect_timeout": 5, "prepare_threshold": 5}
    url = os.environ.get("LANTERN_DATABASE_URL") or os.environ.get("DATABASE_URL")
    name = os.environ.get("LANTERN_DATABASE_NAME", "lantern")
    if url:
        parts = urlsplit(url)
        options |= {key: values[-1] for key, values in parse_qs(parts.query).items()}
        host, port, name = parts.hostname or "", str(parts.port or ""), parts.path.lstrip("/") or name
        given_password = unquote(parts.password or "")
    else:
        host, port, given_password = os.environ.get("LANTERN_DATABASE_SOCKET", ""), "", ""
    password = (
        os.environ.get("LANTERN_DATABASE_PASSWORD") or SECRETS.get("database", {}).get(DATABASE_ROLE) or given_password
    )
    if DATABASE_ROLE == "app":
        options["pool"] = {
            "min_size": 1,
            "max_size": 8,
            "timeout": 5,
            # As long as somebody waits: the pool's own five minutes double the pause with every failure, so that a
            # database away for half a minute would be found again only after another half.
            "reconnect_timeout": 5,
            "max_lifetime": 1800,
            "check": patience.check,
            "connection_class": patience.ImpatientConnection,
        }
    if DATABASE_ROLE == "migrate":
        options["assume_role"] = "lantern_owner"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": f"lantern_{DATABASE_ROLE}",
        "PASSWORD": password,
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


DATABASES = {"default": database()}

# --- Signing in
# ---------------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
SESSION_ENGINE = "lantern.access.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: nobody stays signed in longer, whatever they do
# Seconds without use. Long enough for a telephone call with a worried parent and the notes on paper that go with it
# (pages count typing and clicking as use); short enough that a screen left open in a shared office is not open for the
# rest of a shift. A local choice of this product, not a number in law. Pages warn three minutes before, one press goes
# on, and what was typed is kept.
SESSION_IDLE_SECONDS = 20 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # it goes when the browser closes: whoever shares a computer finds nothing of who was here
CSRF_FAILURE_VIEW = "lantern.access.views.form_expired"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "lantern.access.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# Counted for an account and a source together (the key), so that nobody can lock a hub out; a hub's people share one
# address.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/1m/key,10/15m/key,100/15m/ip"}
# Where somebody comes from: what the proxy in front adds to X-Forwarded-For, or without one the connection's address.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0
TRIES = {
    # Wrong codes of saved reports. A code has 77 bits, so this is not what keeps it safe; it keeps a guesser from
    # costing anybody else anything. Ten wrong ones in a quarter of an hour are no school full of people mistyping.
    "return_code": (10, 15),
    # Reports begun without signing in, and reports sent. A school's two hundred people share one address, and after a
    # frightening day many may write; more than these in an hour is a machine.
    "public_draft": (200, 60),
    "public_report": (100, 60),
    # Contacts sent by one person who signed in: a whole team's day, sent by one, still fits.
    "professional_contact": (60, 60),
    # Drafts saved by one person who signed in. A form saves itself two seconds after the last key, so the fastest
    # typist in one window stays below thirty a minute; one a second for five minutes is many windows, or a machine.
    "staff_draft": (300, 5),
    # Links sent to one work address: somebody whose mail is slow asks three times, nobody needs a sixth before the
    # first has come, and nobody's letterbox is filled by a stranger.
    "link_to": (5, 15),
    # Links asked for from one place, whatever the address: a council's or a trust's whole building behind one address.
    "link_from": (60, 15),
}
"""How often one source may try each thing, within how many minutes (``access.tries``)."""
# Local choices of this product, not numbers in law: mail between organisations is sometimes slow, and a contact about
# several children takes an hour to write. What was typed is kept, and a new link goes on with it.
SENDER_LINK_MINUTES = 60
"""How long a link in an e-mail can be opened."""
SENDER_BROWSER_MINUTES = 120
"""How long the browser that opened one may go on."""
SITE_ADDRESS = CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else f"http://{ALLOWED_HOSTS[0]}"
"""What addresses in messages begin with."""
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_FORMS = {
    "login": "lantern.access.forms.SignInForm",
    "reauthenticate": "lantern.access.forms.ConfirmPasswordForm",
    "change_password": "lantern.access.forms.ChangePasswordForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Lantern"
MFA_ADAPTER = "lantern.access.sign_in.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "lantern.access.forms.CodeForm",
    "reauthenticate": "lantern.access.forms.ConfirmCodeForm",
    "activate_totp": "lantern.access.forms.AuthenticatorAppForm",
    "add_webauthn": "lantern.access.forms.AddKeyForm",
    "edit_webauthn": "lantern.access.forms.RenameKeyForm",
}
SECOND_FACTOR_REQUIRED = MODE == "production"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION
SOCIALACCOUNT_ADAPTER = "lantern.access.sign_in.CouncilAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
OIDC_ORIGIN = ""
OIDC_ADDRESSES_VERIFIED = os.environ.get("LANTERN_OIDC_ADDRESSES") == "verified"
"""Whether every address this provider tells is the organisation's own, though it does not say ``email_verified``."""
if os.environ.get("LANTERN_OIDC_SERVER"):
    _oidc = urlsplit(os.environ["LANTERN_OIDC_SERVER"])
    OIDC_ORIGIN = f"{_oidc.scheme}://{_oidc.netloc}"
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "council",
                    "name": os.environ.get("LANTERN_OIDC_NAME", "Council account"),
                    "client_id": os.environ.get("LANTERN_OIDC_CLIENT", ""),
                    "secret": os.environ.get("LANTERN_OIDC_SECRET", ""),
                    "settings": {"server_url": os.environ["LANTERN_OIDC_SERVER"]},
                }
            ],
        }
    }

# --- Pages
# ---------------------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("pl", "Polski")]
"""Languages in which the pages for everybody are offered; staff pages are in English (``interface.languages``)."""
LOCALE_PATHS = [LANTERN_HOME / "languages"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = LANTERN_HOME / "served"
STATICFILES_DIRS = [BASE_DIR / "build" / "static"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(LANTERN_HOME / "tries"),
    }
}
"""Holds nothing but how often somebody tried to sign in; shared by the processes of one machine."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lantern.project.pages.StaticStorage"},
}
if MODE == "test":
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; no real password is ever in a test
    ALLOWED_HOSTS = ["*"]
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ATTACHMENTS = LANTERN_HOME / "attachments"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF, *([OIDC_ORIGIN] if OIDC_ORIGIN else [])],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_TLS:
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

MAILERS: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(LANTERN_HOME / "mail")},
    }
}
if os.environ.get("LANTERN_MAIL_SERVER"):
    _mail = urlsplit(f"smtp://{os.environ['LANTERN_MAIL_SERVER']}")
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _mail.hostname,
            "port": _mail.port or 587,
            "use_ssl": _mail.port == 465,
            "use_tls": _mail.port != 465,
            "username": os.environ.get("LANTERN_MAIL_USER", ""),
            "password": os.environ.get("LANTERN_MAIL_PASSWORD") or SECRETS.get("mail", {}).get("password", ""),
            "timeout": 10,
        },
    }
"""Messages say no more than that there is something to do; without a server they are files, which suits a demonstration
and which ``lantern check`` refuses in production.
"""
DEFAULT_FROM_EMAIL = os.environ.get("LANTERN_MAIL_FROM", "lantern@localhost")
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- Logs: a request id, a route and a time; never a query string, a body, a name
# --------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "lantern.project.logs.Scrub"}},
    "formatters": {"line": {"()": "lantern.project.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["scrub"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "lantern": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "lantern.project.logs.NoLocals"
