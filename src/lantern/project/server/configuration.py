"""How the embedded server is set, and the check that refuses a server which would lose or leak."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import DatabaseServerError

# Without these an answer of "saved" may be untrue after a power cut or a killed process.
DURABILITY = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}

# Values of synchronous_commit that wait for the local disk (the last two wait for a standby as well).
SAFE_COMMITS = {"on", "remote_write", "remote_apply"}

# Without these a refused row is copied into the server's log, with the child's name in it.
SILENCE = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "debug_print_plan": "off",
}

CONNECTIONS = {
    "listen_addresses": "",
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0777",
    "max_connections": "80",
    "superuser_reserved_connections": "3",
    "authentication_timeout": "15s",
}

WORK = {
    # Recovery after a kill reads the log since the last checkpoint: these two keep it within seconds.
    "max_wal_size": "1GB",
    "checkpoint_timeout": "5min",
    "jit": "off",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "track_io_timing": "off",
    # A forgotten transaction blocks everybody's clean-up; roles set their own, shorter, limits.
    "idle_in_transaction_session_timeout": "10min",
    "lock_timeout": "30s",
}

LOGS = {
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_file_mode": "0600",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_line_prefix": "%m [%p] %u ",
    "log_connections": "",
    "log_startup_progress_interval": "2s",
}

DEFAULTS = {**DURABILITY, **SILENCE, **CONNECTIONS, **WORK, **LOGS}


def postgresql_conf(sockets: Path, changed: Mapping[str, str], archive: Path | None) -> str:
    """The server's settings as a file. `changed` overrides ours; `archive` is a folder that gets every log segment."""
    settings = {**DEFAULTS, "unix_socket_directories": str(sockets), **changed}
    if archive:
        settings |= {
            "archive_mode": "on",
            "archive_timeout": "60",
            # Copied under another name and then renamed: a half-written copy is never taken for a whole one.
            "archive_command": f'test ! -f "{archive}/%f" && cp "%p" "{archive}/%f.part" '
            f'&& mv "{archive}/%f.part" "{archive}/%f"',
        }
    lines = [
        "# Written by Lantern at every start: changes here are lost. ALTER SYSTEM is refused.",
        "allow_alter_system = off",
    ]
    lines += ["{} = '{}'".format(name, value.replace("'", "''")) for name, value in sorted(settings.items())]
    return "\n".join(lines) + "\n"


PG_HBA = """# Written by Lantern at every start. Passwords always, and no network at all.
local all         all scram-sha-256
local replication all scram-sha-256
"""


def unsafe_settings(connection: Any, *, embedded: bool) -> list[str]:
    """What is wrong with the server behind this psycopg connection, each as a sentence; empty when nothing is.

    Read through the role that will do the work, because a role or a database can override a server's settings.
    An external server's log settings are its administrator's affair and are not judged here.
    """
    names = [
        *DURABILITY,
        "data_checksums",
        *(["listen_addresses", "password_encryption", *SILENCE] if embedded else []),
    ]
    rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names]).fetchall()
    found = dict(rows)
    wrong = [
        f"{name} is “{found.get(name)}”: what is answered as saved could be lost."
        for name, safe in DURABILITY.items()
        if found.get(name) not in (SAFE_COMMITS if name == "synchronous_commit" else {safe})
    ]
    if embedded:
        if found.get("data_checksums") != "on":
            wrong.append("data_checksums is off: a damaged page would go unnoticed.")
        if found.get("listen_addresses"):
            wrong.append("listen_addresses is set: the embedded server has no TLS and must not be on a network.")
        if found.get("password_encryption") != "scram-sha-256":
            wrong.append("password_encryption is not scram-sha-256.")
        wrong += [
            f"{name} is “{found[name]}”: personal data could reach the server's log."
            for name, safe in SILENCE.items()
            if name in found and found[name] != safe
        ]
    return wrong


def refuse_unsafe_settings(connection: Any, *, embedded: bool) -> None:
    """Raise `DatabaseServerError` when the server could lose what it answered as saved, or leak it into a log."""
    wrong = unsafe_settings(connection, embedded=embedded)
    if wrong:
        raise DatabaseServerError("Lantern does not work on this database server. " + " ".join(wrong))


def refuse_powerful_role(connection: Any) -> None:
    """Raise `DatabaseServerError` when this role could see past row-level security."""
    row = connection.execute(
        "SELECT current_user, bool_or(rolsuper OR rolbypassrls) FROM pg_roles "
        "WHERE rolname = current_user OR pg_has_role(current_user, oid, 'MEMBER')"
    ).fetchone()
    if row is None or row[1]:
        raise DatabaseServerError(
            f"The database role “{row[0] if row else 'unknown'}” could see past the walls between records, so Lantern "
            "does not serve with it. Serve as lantern_app (see `lantern roles --print-sql`)."
        )
