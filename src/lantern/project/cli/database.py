"""Which database a command works on, and having it ready: the embedded one, or the one `DATABASE_URL` names."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from lantern.project.server import EmbeddedServer
from lantern.project.server.configuration import refuse_powerful_role, refuse_unsafe_settings
from lantern.project.server.embedded import DATABASE
from lantern.project.server.roles import close_other_databases, create_roles, prepare_database, printable_sql
from lantern.project.server.secrets import Secrets, home, read_or_create_secrets, read_secrets

from .bridge import without_tls
from .errors import CommandError, Exit
from .progress import Progress


def external_url() -> str | None:
    """The address of a server of your own, when one is set."""
    return os.environ.get("LANTERN_DATABASE_URL") or os.environ.get("DATABASE_URL") or None


def database_name() -> str:
    """The database's name: the address's, `LANTERN_DATABASE_NAME`, or `lantern`."""
    url = external_url()
    named = unquote(urlsplit(url).path.lstrip("/")) if url else ""
    return named or os.environ.get("LANTERN_DATABASE_NAME") or DATABASE


def embedded_server(secrets: Secrets | None = None) -> EmbeddedServer:
    """This checkout's embedded server, running or not."""
    return EmbeddedServer(home() / "postgres", secrets=secrets)


def dsn(role: str, secrets: Secrets) -> str:
    """How a role connects to the database in use."""
    url = external_url()
    if url:
        return make_conninfo(
            _without_user(url), user=f"lantern_{role}", password=secrets.database[role], dbname=database_name()
        )
    socket = os.environ.get("LANTERN_DATABASE_SOCKET")
    if socket:
        return make_conninfo(
            host=socket, user=f"lantern_{role}", password=secrets.database[role], dbname=database_name()
        )
    return embedded_server(secrets).dsn(role, database_name())


def _without_user(url: str) -> str:
    try:
        parts = urlsplit(url)
        if parts.scheme not in {"postgresql", "postgres"}:
            raise CommandError(
                "DATABASE_URL must begin with postgresql://, for instance postgresql://db.example.org/lantern."
            )
        known = {"host", "hostaddr", "port", *dict(parse_qsl(parts.query))}
        _ = parts.port  # a port that is no number is told here
        return make_conninfo("", **{name: value for name, value in conninfo_to_dict(url).items() if name in known})
    except (ValueError, psycopg.ProgrammingError):
        # Without its own words, which may quote the password.
        raise CommandError(
            "DATABASE_URL can not be read. It looks like postgresql://db.example.org:5432/lantern?sslmode=verify-full."
        ) from None


def ready(report: Callable[[str], None] | None = None) -> Secrets:
    """Have the database up, with its roles, and tell later processes where it is. For `run` and `db start`."""
    secrets = read_or_create_secrets()
    url = external_url()
    if url:
        _set_up_external(url, secrets)
    else:
        server = embedded_server(secrets)
        server.start(report)
        _set_up_embedded(server, secrets)
        point_to(server)
    return secrets


def _set_up_embedded(server: EmbeddedServer, secrets: Secrets) -> None:
    create_roles(server.superuser_dsn(), secrets.database)
    prepare_database(server.superuser_dsn(), database_name())
    close_other_databases(server.superuser_dsn())


def point_to(server: EmbeddedServer) -> None:
    """Tell settings where the embedded server is."""
    os.environ["LANTERN_DATABASE_SOCKET"] = str(server.socket_dir)
    os.environ["LANTERN_DATABASE_NAME"] = database_name()


def require() -> Secrets:
    """The database must already be up; a command that finds none says how to start it."""
    secrets = read_secrets()
    if url := external_url():
        _without_user(url)
    if not url and not os.environ.get("LANTERN_DATABASE_SOCKET"):
        server = embedded_server(secrets)
        if not server.is_running():
            raise CommandError(
                "The database is not running. Start Lantern with `lantern run`, or the database alone with "
                "`lantern db start`.",
                Exit.DATABASE_UNREACHABLE,
            )
        point_to(server)
    return secrets


def _set_up_external(url: str, secrets: Secrets) -> None:
    """Create roles and schemas when the address's user may; otherwise an administrator has done so."""
    _without_user(url)
    if urlsplit(url).username:
        # The database need not be there yet; the one named postgres always is.
        administrator = make_conninfo(url, dbname="postgres")
        with psycopg.connect(administrator, connect_timeout=10) as connection:
            row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if row and row[0]:
            create_roles(administrator, secrets.database)
            prepare_database(administrator, database_name())
    try:
        psycopg.connect(dsn("app", secrets), connect_timeout=10).close()
    except psycopg.OperationalError as problem:
        if "FATAL" not in str(problem):  # no server spoke
            raise
        raise CommandError(
            f"The database server does not let lantern_app in: {first_line(problem)}\n"
            "Its administrator creates the roles with: lantern roles --print-sql",
            Exit.DATABASE_UNREACHABLE,
        ) from None


def check_serving_role(secrets: Secrets) -> None:
    """Refuse to serve on a server that could lose saved work, or as a role that sees past the walls between records."""
    with psycopg.connect(dsn("app", secrets), connect_timeout=10) as connection:
        refuse_unsafe_settings(connection, embedded=not external_url())
        refuse_powerful_role(connection)


def first_line(problem: BaseException) -> str:
    """An error's own first line, without the detail that could hold a row's values."""
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]


# --- The commands ----------------------------------------------------------------------------------------------------


def start(_arguments: argparse.Namespace) -> int:
    """Start the embedded database, to stay until `lantern db stop`."""
    _only_embedded()
    with Progress("Starting the database") as progress:
        secrets = ready(progress.say)
    standing_mark().touch()
    print(embedded_server(secrets).status())
    return Exit.OK


def stop(arguments: argparse.Namespace) -> int:
    """Stop the embedded database."""
    _only_embedded()
    server = embedded_server()
    server.stop(arguments.mode)
    standing_mark().unlink(missing_ok=True)
    print(server.status())
    return Exit.OK


def status(_arguments: argparse.Namespace) -> int:
    """Say how the embedded database is."""
    _only_embedded()
    found = embedded_server().status()
    print(found)
    if found.server_pid:
        print(f"Server process {found.server_pid}, guardian {found.guardian_pid or 'none'}.")
    return Exit.OK if found.state == "ready" else Exit.DATABASE_UNREACHABLE


def psql(arguments: argparse.Namespace) -> int:
    """Open PostgreSQL's own prompt as one of the roles."""
    secrets = require()
    server = embedded_server(secrets)
    if arguments.superuser:
        _only_embedded()
        address = server.superuser_dsn(database_name())
    else:
        address = dsn(arguments.role, secrets)
    with without_tls(address) as reached:
        parts = conninfo_to_dict(reached)
        # By the environment: a password among the arguments could be read by every user of this machine.
        environment = {**os.environ, "PGPASSWORD": str(parts.pop("password", ""))}
        parts["port"] = parts.get("port") or "5432"
        program = server.programs() / "psql"
        # The wheel's psql looks for the terminal's descriptions where they were on the machine that built it.
        environment.setdefault("TERMINFO_DIRS", "/etc/terminfo:/lib/terminfo:/usr/share/terminfo")
        address = make_conninfo("", **{name: str(value) for name, value in parts.items() if value is not None})
        return subprocess.run([str(program), address, *arguments.rest], env=environment, check=False).returncode


def roles(arguments: argparse.Namespace) -> int:
    """Print the SQL that makes the roles, or bring those of the database in use into order."""
    if arguments.print_sql:
        sys.stdout.write(printable_sql(database_name()))
        return Exit.OK
    secrets = require()
    url = external_url()
    if url:
        _set_up_external(url, secrets)
    else:
        _set_up_embedded(embedded_server(secrets), secrets)
    print("The roles and their rights are in order.")
    return Exit.OK


def standing_mark() -> Path:
    """A file that says the database was started to stay, so that `lantern run` leaves it running."""
    return home() / "postgres-stays"


def _only_embedded() -> None:
    if external_url():
        raise CommandError(
            "DATABASE_URL names a server of your own, which Lantern neither starts nor stops.", Exit.USAGE
        )
