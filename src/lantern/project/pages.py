"""What stands around every page of this product, and how its templates and static files are found."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from copy import copy
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import json_script
from django.utils.translation import gettext
from jinja2 import Environment
from markupsafe import Markup, escape
from whitenoise.storage import CompressedManifestStaticFilesStorage

from lantern.access.navigation import navigation_for
from lantern.access.people_acting import ActingPerson
from lantern.access.permissions import BREAK_GLASS
from lantern.access.sign_in import work_accounts
from lantern.custody.queries import kept_elsewhere
from lantern.interface import environment as interface
from lantern.interface import languages
from lantern.interface.display import time_of_day
from lantern.interface.environment import url
from lantern.interface.shell import Account, HelpLine, Language, Link, Session, Shell
from lantern.interface.spoken import read_in
from lantern.partnership.models import CASE_HOLDING, TeamKind

ENDS_SOON = dt.timedelta(minutes=45)
"""So long before signing in ends, pages say so: time to finish a call and its notes."""

STAFF_LAYOUT, PUBLIC_LAYOUT = "interface/layouts/staff.jinja", "interface/layouts/page.jinja"
_AT_DESKS = CASE_HOLDING | {TeamKind.BUSINESS_UNIT, TeamKind.LEADERSHIP}
"""Kinds of team whose people work here all day: their pages are dense, with every place in the head."""
"""Teams that hold cases have the wide staff layout; everybody else the narrow one. Templates may say ``{% extends
layout %}``.
"""

EMERGENCY = (
    HelpLine("A child in immediate danger", "999", "at any time", "tel:999"),
    HelpLine("Not an emergency, police", "101", "at any time", "tel:101"),
)


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Static files under hashed names, the imports between our modules included. A missing file stops the build."""

    support_js_module_import_aggregation = True


def environment(**options: Any) -> Environment:
    """The design system's environment, with what this product's own pages call."""
    env = interface.environment(**options)
    env.globals.update(
        now=timezone.now,
        form_key=uuid.uuid4,
        json_script=json_script,
        drawing=drawing,
        work_accounts=work_accounts,
        demonstration=lambda: settings.DEMONSTRATION,
        kept_elsewhere=kept_elsewhere,
        language_checked=lambda: languages.checked(read_in()),
        second_factor_required=lambda: settings.SECOND_FACTOR_REQUIRED,
    )
    return env


_FOOTER = (
    ("Help", "help"),
    ("Threshold document", "threshold"),
    ("Privacy", "privacy"),
    ("Accessibility", "accessibility"),
)


@functools.cache
def _footer(_language: str) -> tuple[Link, ...]:
    """The links at the foot of every page, in the language that is read now."""
    return tuple(Link(gettext(text), url(route)) for text, route in _FOOTER)


def _account(request: HttpRequest, actor: ActingPerson) -> Account:
    facts = getattr(request.session, "facts", None) or {"posts": ()}
    links = [Link("How you sign in", url("mfa_index")), Link("Keyboard shortcuts", url("keyboard"))]
    if actor.may(BREAK_GLASS):
        links.append(Link("Open a restricted record in an emergency", url("break_glass")))
    if len(facts["posts"]) > 1:
        links.insert(0, Link("Work in another post", url("choose_post")))
    return Account(actor.name, f"{actor.post_title}, {actor.team_name}", url("account_logout"), links)


def _languages(request: HttpRequest) -> tuple[Language, ...]:
    """The languages this page is offered in, when there is a choice. The address stays; a cookie holds the choice."""
    if not getattr(request, "offers_languages", False) or len(settings.LANGUAGES) < 2:
        return ()
    here = read_in()
    return tuple(
        Language(code.partition("-")[0], name, f"{request.path}?language={code}", current=code == here)
        for code, name in settings.LANGUAGES
    )


def drawing(svg: str, title: str) -> Markup:
    """An SVG made by a package, inside the page: a picture by address would need a wider content security policy."""
    inner = svg[svg.index("<svg") :].replace("<svg", '<svg role="img" aria-label="{}"', 1)
    return Markup(inner.replace("{}", escape(title), 1))  # noqa: S704 - drawn by the qrcode package from our own text


def _ends_soon(request: HttpRequest, actor: ActingPerson | None) -> list[Message]:
    """Signing in ends after so many hours, whatever somebody does. In a long shift that is in the middle of work, so
    every page says it before.
    """
    began = request.session.get("began") if actor and actor.by_link is None else None
    if not began:
        return []
    ends = dt.datetime.fromtimestamp(began + settings.SESSION_COOKIE_AGE, dt.UTC)
    if ends - timezone.now() > ENDS_SOON:
        return []
    hours = settings.SESSION_COOKIE_AGE // 3600
    told = (
        f"You signed in almost {hours} hours ago and will be signed out at {time_of_day(ends)}. Sign out and in again"
        " before, at a moment that suits you. What you type in long forms is kept."
    )
    return [Message(messages.WARNING, told)]


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every layout reads: whose service it is, who is signed in, where they may go, whom to ring. Makes no query
    of its own.
    """
    if getattr(request, "database_away", False):
        return {"shell": Shell(service_name="Lantern", help_lines=EMERGENCY), "actor": None, "layout": PUBLIC_LAYOUT}
    actor = copy(getattr(request, "actor", None)) or None  # what was found for this request, without the asking
    demonstration = settings.DEMONSTRATION
    language = read_in().partition("-")[0]
    return {
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),  # one disguise of the token serves a whole page
        "actor": actor,
        "layout": STAFF_LAYOUT if actor and actor.team_kind in _AT_DESKS else PUBLIC_LAYOUT,
        "shell": Shell(
            service_name="Lantern",
            home_url="/",
            owner="",
            phase="Demonstration" if demonstration else "",
            phase_text="Everybody here is invented. Do not enter anything about a real person."
            if demonstration
            else "",
            help_lines=EMERGENCY,
            footer_links=_footer(language),
            languages=_languages(request),
            language=language,
            direction="rtl" if language in settings.LANGUAGES_BIDI else "ltr",
            navigation=navigation_for(actor, request.path) if actor else (),
            account=Account(actor.name, f"{actor.post_title}, {actor.team_name}", url("account_logout"))
            if actor and actor.by_link is None
            else None,
            search_url=url("find_child") if actor and actor.may("find_child") else "",
            search_label="Find a child",
            session=Session(settings.SESSION_IDLE_SECONDS, url("stay_signed_in"), settings.LOGIN_URL)
            if actor and actor.by_link is None
            else None,
            shortcuts=request.COOKIES.get("shortcuts") != "off",
            shortcuts_url=url("keyboard"),
            messages=[*_ends_soon(request, actor), *(get_messages(request) if hasattr(request, "_messages") else ())],
        ),
    }
