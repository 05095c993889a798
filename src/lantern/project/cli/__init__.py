"""The `lantern` command: the work that is not a page."""

import argparse
import datetime
import errno
import functools
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence

from .errors import CommandError, Exit
from .registry import REGISTRY, call

__all__ = ["CommandError", "Exit", "main"]

EXIT_CODES = """exit codes:
  0  done
  1  failed; the message says why
  2  the command was not understood
  3  the database cannot be reached
  4  done, but some rows were refused; the report says which
"""

_DISK_WORDS = {
    errno.ENOENT: "There is no file {}.",
    errno.EACCES: "This user may not open {}.",
    errno.EPERM: "This user may not change {}.",
    errno.EROFS: "{} is on a disk that can only be read. Set LANTERN_HOME to a folder that this user may write to.",
    errno.ENOTDIR: "{} lies beneath a file, not a folder. Set LANTERN_HOME to a folder that this user may write to.",
    errno.EEXIST: "{} is in the way. Move it, or set LANTERN_HOME to another folder.",
    errno.ENOSPC: "The disk is full: {} could not be written. What was saved before is whole. Make room and try again.",
    errno.EDQUOT: "This user's share of the disk is used up: {} could not be written. Make room and try again.",
}

Work = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. The exit code; errors are told in plain English, with `--traceback` also in full."""
    parser = build_parser()
    parsed = parser.parse_args(arguments)
    work: Work | None = getattr(parsed, "work", None)
    if work is None:
        parsed.parser.print_help()
        return Exit.USAGE
    try:
        return int(work(parsed))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return Exit.FAILED
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except Exception as problem:
        if parsed.traceback:
            traceback.print_exc()
        message, code = explain(problem)
        print(message, file=sys.stderr)
        return code


def explain(problem: Exception) -> tuple[str, Exit]:
    """An error as a sentence for whoever typed the command, and its exit code."""
    import psycopg

    from lantern.project.server import DatabaseServerError

    if isinstance(problem, CommandError):
        return str(problem), problem.code
    if isinstance(problem, DatabaseServerError):
        return str(problem), Exit.DATABASE_UNREACHABLE
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, psycopg.OperationalError):
            # Only the first line: what follows can quote a row.
            reason = (str(cause).strip().splitlines() or ["no answer"])[0]
            return f"The database cannot be reached or gave up: {reason}", Exit.DATABASE_UNREACHABLE
        cause = cause.__cause__
    if isinstance(problem, OSError) and problem.errno in _DISK_WORDS:
        return _DISK_WORDS[problem.errno].format(problem.filename or "the folder it works in"), Exit.FAILED
    if type(problem).__name__ == "ImproperlyConfigured":
        return str(problem), Exit.FAILED
    return (
        f"Something went wrong that Lantern has no words for ({type(problem).__name__}). "
        "Run the command again with --traceback to see where, and report it."
    ), Exit.FAILED


def _within(module: str, function: str) -> Work:
    """One of this package's own commands, loaded when it is called."""

    def work(arguments: argparse.Namespace) -> int:
        return int(getattr(importlib.import_module(f"{__name__}.{module}"), function)(arguments))

    return work


def _of_a_room(name: str) -> Work:
    """A command that a room answers."""

    def work(arguments: argparse.Namespace) -> int:
        from .running import with_django

        return with_django(REGISTRY[name].role, functools.partial(call, name, arguments))

    return work


def build_parser() -> argparse.ArgumentParser:
    """Every command with its help."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--traceback", action="store_true", help="show the whole of an unexpected error")
    parser = argparse.ArgumentParser(
        prog="lantern", description="Runs a safeguarding children partnership and its Children's Hub.",
        epilog=EXIT_CODES, formatter_class=argparse.RawDescriptionHelpFormatter, parents=[common],
    )  # fmt: skip
    parser.set_defaults(parser=parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(
        within: "argparse._SubParsersAction[argparse.ArgumentParser]",
        name: str,
        work: Work | None,
        summary: str,
        more: str = "",
    ) -> argparse.ArgumentParser:
        made = within.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.{' ' + more if more else ''}",
            epilog=EXIT_CODES, formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        # SUPPRESS: a default here would undo a --traceback given before the command.
        made.add_argument("--traceback", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        made.set_defaults(parser=made, **({"work": work} if work else {}))
        return made

    made = command(
        commands, "run", _within("running", "run"), "start everything on this machine and serve it until Ctrl-C"
    )
    made.add_argument(
        "--port", type=_port, default=os.environ.get("PORT", "8000"), help="port on 127.0.0.1 (default: PORT or 8000)"
    )
    made.add_argument("--workers", type=_at_least_one, default=2, help="web processes (default: 2)")
    made.add_argument("--threads", type=_at_least_one, default=4, help="threads in each (default: 4)")
    made.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    made = command(commands, "serve", _within("running", "serve"), "serve the pages only, on a database that is up",
                   "For a service manager, behind TLS; see docs/deploy.md.")  # fmt: skip
    made.add_argument("--bind", default="127.0.0.1:8000", help="address and port (default: 127.0.0.1:8000)")
    made.add_argument("--workers", type=_at_least_one, default=2, help="web processes (default: 2)")
    made.add_argument("--threads", type=_at_least_one, default=4, help="threads in each (default: 4)")

    command(commands, "migrate", _within("running", "migrate"), "bring tables, policies and areas up to date")

    made = command(commands, "demo", _of_a_room("demo"), "fill the database with an invented partnership",
                   "People, families and contacts are synthetic. The same seed gives the same ones.")  # fmt: skip
    made.add_argument("--if-empty", action="store_true", help="do nothing when there is anything in the database")
    made.add_argument("--contacts", type=_at_least_one, help="how many contacts (default: two years of a borough)")
    made.add_argument("--children", type=_at_least_one, help="how many children (default: 45,000)")
    made.add_argument("--seed", type=int, default=808, help="which invented borough (default: 808)")
    made.add_argument("--area", action="append", help="which authority, by name or number; again for another")

    importing = command(commands, "import", None, "read a file of another system")
    kinds = importing.add_subparsers(title="what", metavar="WHAT")
    made = command(kinds, "contacts", _of_a_room("import contacts"), "a batch of contacts, such as police notices",
                   "A CSV file. Good rows are kept; refused ones are written beside it with reasons.")  # fmt: skip
    made.add_argument("file", metavar="FILE")
    made.add_argument("--check", action="store_true", help="say what would happen and store nothing")
    made.add_argument("--refused", metavar="FILE", help="where to write refused rows (default: FILE with -refused)")
    made.add_argument("--authority", help="the authority that receives them, by its ONS or local code")
    made.add_argument("--by", help="the post in whose name they are received")
    made = command(kinds, "known-to", _of_a_room("import known-to"), "pointers of an agency for the known-to index",
                   "A CSV file that replaces what the agency fed before. Refused rows are told by number.")  # fmt: skip
    made.add_argument("file", metavar="FILE")
    made.add_argument("--agency", required=True, help="the agency whose pointers they are, by its code")
    made.add_argument("--authority", help="the area they are for, by its ONS or local code")
    made = command(kinds, "cin", _of_a_room("import cin"), "a children in need census file in the DfE's format (XML)")
    made.add_argument("file", metavar="FILE")
    made.add_argument("--check", action="store_true", help="say what would happen and store nothing")
    made.add_argument("--authority", help="the authority whose children they are")
    made.add_argument("--by", help="the post in whose name they are received")
    made = command(kinds, "names", _of_a_room("import names"), "names of children who came from a census by number",
                   "A CSV file: the authority's child number or the pupil number (UPN), first names, last name, and if "
                   "it has one the date of birth. Only children without a name are named.")  # fmt: skip
    made.add_argument("file", metavar="FILE")
    made.add_argument("--check", action="store_true", help="say what would happen and store nothing")
    made.add_argument("--authority", help="the authority whose children they are")

    made = command(kinds, "plan", _of_a_room("import plan"), "an improvement plan in Word or Markdown",
                   "Reads its tables, lists the blanks, and keeps them to be checked in the browser.")  # fmt: skip
    made.add_argument("file", metavar="FILE")
    made.add_argument("--check", action="store_true", help="say what would happen and store nothing")
    made.add_argument("--partnership", help="the partnership whose plan it is, by its code")
    made.add_argument("--by", help="the post in whose name it is read in")
    made.add_argument("--title", help="what the plan is called (default: the name of the file)")

    made = command(kinds, "minutes", _of_a_room("import minutes"), "minutes of a body, to be checked in the browser",
                   "Word or Markdown. What was read is proposed; what is doubtful is asked.")  # fmt: skip
    made.add_argument("file", metavar="FILE")
    made.add_argument("--body", required=True, help="the body whose minutes they are, by its code")
    made.add_argument("--check", action="store_true", help="say what was read and store nothing")

    made = command(kinds, "wards", _of_a_room("import wards"), "a file of postcodes and the wards they lie in",
                   "The ONS postcode directory, or a CSV file of postcodes and wards.")  # fmt: skip
    made.add_argument("file", metavar="FILE")
    made.add_argument("--names", metavar="FILE", help="the list of ward codes and names that comes with the directory")
    made.add_argument("--authority", help="whose wards a file without a column of authorities means")
    made.add_argument("--since", metavar="DATE", type=_day, help="the first day of new boundaries, such as 2027-05-06")
    made.add_argument("--check", action="store_true", help="say what would happen and store nothing")

    people = command(commands, "people", None, "a whole register of people")
    made = command(people.add_subparsers(title="what", metavar="WHAT"), "load", _of_a_room("people load"),
                   "bring in a register from a CSV file",
                   "Columns: person_id, first_names, last_name, date_of_birth, sex, house, street, postcode, "
                   "nhs_number, upn. Whoever is here under the same person_id is left as they are.")  # fmt: skip
    made.add_argument("file", metavar="FILE")
    made.add_argument("--authority", help="the authority whose people they are")
    made.add_argument("--source", default="register", help="whose numbers person_id are (default: register)")

    made = command(commands, "find", _of_a_room("find"), "look for every person described in a file, or learn weights",
                   "Columns in: query_id and those of `people load`. Columns out: query_id, rank, person_id, score, "
                   "weight, reasons. `train` learns from those on record how common names are and what agreeing tells; "
                   "`weights` shows what was learned, and takes up another with --use.")  # fmt: skip
    made.add_argument("what", nargs="?", choices=["train", "weights"], help="learn, or show what was learned")
    made.add_argument("--engine", choices=["own", "splink"], help="who learns (default: Splink where it is installed)")
    made.add_argument("--use", type=int, metavar="NUMBER", help="weigh by these weights; 0 came with the product")
    made.add_argument("--batch", metavar="FILE", help="the descriptions, a CSV file")
    made.add_argument("--out", metavar="FILE", help="where to write candidates")
    made.add_argument("--top", type=_at_least_one, default=5, help="how many for each (default: 5)")
    made.add_argument("--authority", help="the authority on whose records to look")
    made.add_argument("--source", default="register", help="whose numbers to name people by (default: register)")

    made = command(commands, "link", _of_a_room("link"), "compare another agency's list with the people on record",
                   "A CSV file. Rows that are somebody here point at them once a sample was compared; no records are "
                   "joined. How columns read is remembered; --check shows it.")  # fmt: skip
    made.add_argument("--source", required=True, metavar="FILE", help="the list, a CSV file")
    made.add_argument("--as", required=True, dest="code", metavar="SOURCE",
                      help="whose list it is: police, school, health, early-help or a name of your own")  # fmt: skip
    made.add_argument("--title", help="what pages call the source, when its first list is sent")
    made.add_argument("--authority", help="the area the list is for")
    made.add_argument("--check", action="store_true", help="say how the list would read and store nothing")
    made.add_argument("--column", action="append", metavar="HEADING=FACT",
                      help="what a column says; nothing after = leaves it out; again for another")  # fmt: skip
    made.add_argument("--engine", choices=["own", "splink", "spark"], help="who compares (default: by length)")
    made.add_argument("--learn", action="store_true", help="learn the weights afresh from this list")

    accounts = command(commands, "account", None, "who may sign in, and in which posts")
    doing = accounts.add_subparsers(title="what", metavar="WHAT")

    def on_account(what: str, summary: str, more: str = "") -> argparse.ArgumentParser:
        made = command(doing, what, _of_a_room("account"), summary, more)
        made.set_defaults(what=what)
        if what != "list":
            made.add_argument("email", metavar="ADDRESS", help="their work e-mail address")
        return made

    made = on_account("add", "open an account and show its first password", "Run it where nobody looks on.")
    made.add_argument("--name", required=True, help="what they are called")
    made.add_argument("--post", action="append", metavar="CODE", help="a post they hold; again for another")
    made.add_argument("--council-account", action="store_true", help="no password: they sign in with a council account")
    made = on_account("post", "put somebody into a post")
    made.add_argument("--post", action="append", required=True, metavar="CODE", help="the post; again for another")
    on_account("password", "give a new first password", "Also takes their second factors off and ends their sessions.")
    on_account("close", "close an account, end its sessions and free its posts")
    made = on_account("list", "list the posts and who holds them")
    made.add_argument("--free", action="store_true", help="only posts nobody holds")

    made = command(commands, "clocks", _of_a_room("clocks"), "list the open statutory clocks, or compute them again")
    made.add_argument("--overdue", action="store_true", help="only those past their time")
    made.add_argument("--authority", help="only this authority's")
    made.add_argument("--limit", type=_at_least_one, default=50, help="how many (default: 50)")
    made.add_argument("--recompute", action="store_true", help="compute every open clock afresh from its events")
    made.add_argument("--tick", action="store_true", help="do what is due now: reminders, escalations, handovers, mail")

    figures = command(commands, "figures", None, "the figures of each day that the demand page is drawn from")
    doing = figures.add_subparsers(title="what", metavar="WHAT")
    made = command(doing, "rebuild", _of_a_room("figures rebuild"), "count every finished day afresh",
                   "Nobody has to wait meanwhile. The clockwork keeps them true by itself.")  # fmt: skip
    made.add_argument("--authority", help="only this authority's")

    made = command(commands, "backup", _within("backup", "backup"), "dump the database and prove the dump complete")
    made.add_argument("file", nargs="?", metavar="FILE", help="where to (default: a dated file in Lantern's home)")
    made.add_argument("--verify", action="store_true", help="restore it and compare; also for an old FILE")

    made = command(
        commands,
        "verify",
        _of_a_room("verify"),
        "verify that the record agrees with itself, and its walls with the rules",
    )

    _separating(command, commands)

    db = command(commands, "db", None, "the embedded database: start, stop, status, psql")
    actions = db.add_subparsers(title="what", metavar="WHAT")
    command(actions, "start", _within("database", "start"), "start it, to stay until `lantern db stop`")
    made = command(actions, "stop", _within("database", "stop"), "stop it")
    made.add_argument("--mode", choices=["fast", "smart", "immediate"], default="fast",
                      help="fast ends sessions cleanly (default), smart waits for them")  # fmt: skip
    command(actions, "status", _within("database", "status"), "say how it is")
    made = command(actions, "psql", _within("database", "psql"), "open PostgreSQL's own prompt")
    made.add_argument("--role", choices=["app", "task", "report", "seal", "migrate", "backup"], default="report")
    made.add_argument("--superuser", action="store_true", help="as the embedded server's superuser")
    made.add_argument("rest", nargs="*", metavar="ARG", help="arguments for psql, after --")

    made = command(commands, "roles", _within("database", "roles"), "bring the database's roles and rights into order")
    made.add_argument("--print-sql", action="store_true", help="print the SQL for a server of your own instead")

    command(commands, "check", _within("running", "check"), "check settings, database server and roles; change nothing")
    made = command(commands, "docs", _of_a_room("docs"), "write the generated diagrams and tables of the documents")
    made.add_argument("--check", action="store_true", help="fail when one is stale, and write nothing")
    return parser


def _separating(command: "Callable[..., argparse.ArgumentParser]", commands: object) -> None:
    """An authority leaves a shared hub with its records, or arrives from another Lantern."""
    parting = command(commands, "separate", None, "let an authority leave with its records, or bring another's in",
                      "Nothing changes for readers before `close`; docs/separation.md walks through it.")  # fmt: skip
    steps = parting.add_subparsers(title="what", metavar="WHAT")

    def step(what: str, summary: str, more: str = "") -> argparse.ArgumentParser:
        made = command(steps, what, _of_a_room("separate"), summary, more)
        made.set_defaults(what=what)
        if what not in ("plan", "receive", "list"):
            made.add_argument("run", metavar="RUN", help="the run's reference, such as S-7KXM4T9")
        return made

    made = step("plan", "begin a run and count what would go")
    made.add_argument("--leaving", action="append", required=True, metavar="AUTHORITY",
                      help="who leaves; again for another")  # fmt: skip
    made.add_argument("--on", type=_day, required=True, metavar="YYYY-MM-DD", help="the day they leave")
    made.add_argument("--to", required=True, help="who keeps the records from then on")
    made.add_argument("--ask", required=True, help="whom readers here ask then, and how")
    step("preview", "count again what would go")
    made = step("rule", "choose a rule", "People choose rules on the run's page; this does the same.")
    made.add_argument("question", help="what is decided, such as families, open_contacts or family:P-7KXM4T9")
    made.add_argument("rule", help="goes, stays, joint, finish or expire")
    made.add_argument("--lead", metavar="AUTHORITY", help="who leads what both keep")
    made = step("export", "write everything that goes into a new directory", "Both councils have approved.")
    made.add_argument("directory", metavar="DIR")
    made = step("receive", "bring an export into this Lantern, all of it or nothing")
    made.add_argument("directory", metavar="DIR")
    made.add_argument("--receipt", metavar="FILE", help="where to write the receipt (default: into DIR)")
    made = step("prove", "prove that both sides hold the same, by the receipt")
    made.add_argument("directory", metavar="DIR")
    made.add_argument("--receipt", metavar="FILE", help="the receipt that came back (default: in DIR)")
    made = step("close", "close here what went; the only step that changes anything for readers")
    made.add_argument("directory", metavar="DIR")
    made.add_argument("--early", action="store_true", help="before the day they leave")
    step("list", "list the runs and arrivals")


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day: write it as 2026-12-01") from None


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 1 to 65535")


def _at_least_one(text: str) -> int:
    digits = text.replace(",", "").replace("_", "")
    if digits.isdecimal() and int(digits) >= 1:
        return int(digits)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
