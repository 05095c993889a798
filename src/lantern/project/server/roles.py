"""The database's roles and what each may do: the same SQL for the embedded server and for one of your own.

Nobody but `lantern_migrate` and `lantern_backup` sees past row-level security, and `lantern_app`, with which pages are
served, owns nothing. Grants on tables come with the tables, in the migrations of the rooms.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from .errors import DatabaseServerError
from .secrets import ROLES_WITH_PASSWORD

OWNER = "lantern_owner"
EXTENSIONS = ("pg_trgm", "fuzzystrmatch", "btree_gist", "unaccent")
SEARCH_PATH = "public, extensions"

# Attributes of each role that signs in, and why.
ATTRIBUTES = {
    "app": "NOBYPASSRLS",  # serves pages
    "task": "NOBYPASSRLS",  # background work
    "report": "NOBYPASSRLS",  # copies for analytics
    "seal": "NOBYPASSRLS",  # seals the event ledger
    "migrate": "BYPASSRLS",  # used by the migrate command alone; creates everything as the owner
    "backup": "BYPASSRLS",  # reads everything and writes nothing
}

# Limits of each role. A page answers within 15 seconds whatever the database does, so its statements end before that.
LIMITS = {
    "app": {"statement_timeout": "10s", "lock_timeout": "4s", "idle_in_transaction_session_timeout": "30s"},
    "task": {"statement_timeout": "10min", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "2min"},
    "report": {"statement_timeout": "10min", "lock_timeout": "4s", "idle_in_transaction_session_timeout": "2min"},
    "seal": {"statement_timeout": "60s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "30s"},
    # A migration that cannot get its lock gives up, rather than making every page wait behind it.
    "migrate": {"statement_timeout": "0", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "10min"},
    "backup": {
        "statement_timeout": "0",
        "lock_timeout": "30s",
        "idle_in_transaction_session_timeout": "1h",
        "default_transaction_read_only": "on",
    },
}

MEMBERS = tuple(f"lantern_{role}" for role in ROLES_WITH_PASSWORD)


def role_statements(*, may_create_databases: bool = False) -> list[str]:
    """The SQL that makes the roles, without passwords. Run it as often as you like, as a role that may create roles.

    `may_create_databases` is for test servers, where each run makes databases of its own.
    """
    creates_databases = "CREATEDB" if may_create_databases else "NOCREATEDB"
    statements = [
        _create_if_missing(OWNER),
        f"ALTER ROLE {OWNER} NOLOGIN NOSUPERUSER NOBYPASSRLS {creates_databases} NOCREATEROLE NOREPLICATION",
    ]
    for role, bypass in ATTRIBUTES.items():
        name = f"lantern_{role}"
        creates = creates_databases if role == "migrate" else "NOCREATEDB"
        statements += [
            _create_if_missing(name),
            f"ALTER ROLE {name} LOGIN NOSUPERUSER {bypass} {creates} NOCREATEROLE NOREPLICATION",
            f"ALTER ROLE {name} SET search_path = {SEARCH_PATH}",
            *(f"ALTER ROLE {name} SET {setting} = '{value}'" for setting, value in LIMITS[role].items()),
        ]
    return [
        *statements,
        f"ALTER ROLE {OWNER} SET search_path = {SEARCH_PATH}",
        # Inherits the owner's rights for data steps (row-level security stays off for it), becomes the owner to create.
        f"GRANT {OWNER} TO lantern_migrate WITH INHERIT TRUE, SET TRUE",
        "GRANT pg_read_all_data TO lantern_backup",
    ]


def _create_if_missing(role: str) -> str:
    return (
        f"DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f"THEN CREATE ROLE {role}; END IF; END $do$"
    )


def database_statements(name: str) -> list[str]:
    """The SQL to run inside the database: extensions, schemas, and nothing for everybody."""
    database = sql.Identifier(name).as_string(None)
    members = ", ".join(MEMBERS)
    return [
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {OWNER}, {members}",
        f"GRANT CREATE ON DATABASE {database} TO {OWNER}",
        "CREATE SCHEMA IF NOT EXISTS extensions",
        "REVOKE ALL ON SCHEMA extensions FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA extensions TO {OWNER}, {members}",
        *(f"CREATE EXTENSION IF NOT EXISTS {extension} WITH SCHEMA extensions" for extension in EXTENSIONS),
        f"ALTER SCHEMA public OWNER TO {OWNER}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {members}",
    ]


def create_roles(superuser_dsn: str, passwords: Mapping[str, str], *, may_create_databases: bool = False) -> None:
    """Create the roles, or bring existing ones into order, with these passwords (by role: `app`, `task`, …).

    Passwords are turned into SCRAM verifiers here: the server never sees them in a statement.
    """
    missing = sorted(set(ATTRIBUTES) - set(passwords))
    if missing:
        raise DatabaseServerError(f"There is no password for the database roles {', '.join(missing)}.")
    with psycopg.connect(superuser_dsn, connect_timeout=30) as connection:
        for statement in role_statements(may_create_databases=may_create_databases):
            connection.execute(statement)
        for role in ATTRIBUTES:
            name = f"lantern_{role}"
            verifier = connection.pgconn.encrypt_password(
                passwords[role].encode(), name.encode(), b"scram-sha-256"
            ).decode()
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(verifier)))


def prepare_database(superuser_dsn: str, name: str) -> bool:
    """Create the database when it is missing and bring its schemas, extensions and rights into order.

    Needs the roles. Whether the database was created. An external server's database keeps the order it was made with.
    """
    with psycopg.connect(superuser_dsn, connect_timeout=30, autocommit=True) as connection:
        exists = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
        if not exists:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin "
                        "BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'").format(sql.Identifier(name), sql.Identifier(OWNER))
            )  # fmt: skip
    with psycopg.connect(superuser_dsn, dbname=name, connect_timeout=30) as connection:
        for statement in database_statements(name):
            connection.execute(statement)
    return not exists


def close_other_databases(superuser_dsn: str) -> None:
    """Let nobody but the superuser into the server's own databases. For the embedded server."""
    with psycopg.connect(superuser_dsn, connect_timeout=30) as connection:
        for name in ("postgres", "template1"):
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def printable_sql(name: str = "lantern") -> str:
    """All of it as a psql script for the administrator of a server of your own; psql asks for each password."""
    database = sql.Identifier(name).as_string(None)
    creating = (
        f"CREATE DATABASE {database} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' "
        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
    )
    lines = [
        "-- Roles and database for Lantern, for an administrator of the server: psql -f roles.sql postgres",
        "-- psql asks for each role's password; put the same ones into the secret file that LANTERN_SECRET_FILE names.",
        "-- To bring an existing database into order again without new passwords: psql -v keep_passwords=1 …",
        "\\set ON_ERROR_STOP on",
        "",
        *(f"{statement};" for statement in role_statements()),
        "",
        "\\if :{?keep_passwords}",
        "\\else",
        *(f"\\password lantern_{role}" for role in ATTRIBUTES),
        "\\endif",
        "",
        f"SELECT {sql.Literal(creating).as_string(None)}",
        f"    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {sql.Literal(name).as_string(None)}) \\gexec",
        f"\\connect {database}",
        *(f"{statement};" for statement in database_statements(name)),
    ]
    return "\n".join(lines) + "\n"
