"""Accounts from the command line: ``lantern account add``, ``post``, ``password``, ``close`` and ``list``."""

from __future__ import annotations

import argparse
import sys

from lantern.access import accounts

DONE, FAILED = 0, 1
"""Exit codes, as for every command of the product."""


def account(arguments: argparse.Namespace) -> int:
    """Do what was asked of an account. A first password goes to standard output, on a line of its own, and nowhere
    else.
    """
    try:
        return _WORK[arguments.what](arguments)
    except accounts.AccountError as problem:
        print(problem, file=sys.stderr)
        return FAILED


def _add(arguments: argparse.Namespace) -> int:
    first = accounts.add(arguments.email, arguments.name, arguments.post or [], password=not arguments.council_account)
    if first:
        _show(first)
    else:
        print("They can sign in with their council account now.")
    return DONE


def _post(arguments: argparse.Namespace) -> int:
    accounts.give_posts(arguments.email, arguments.post)
    print("Done. They can choose between their posts when they sign in.")
    return DONE


def _password(arguments: argparse.Namespace) -> int:
    _show(accounts.new_password(arguments.email))
    return DONE


def _close(arguments: argparse.Namespace) -> int:
    left = accounts.close(arguments.email)
    free = f" Free now: {', '.join(left)}." if left else ""
    print(f"The account is closed and signed out everywhere.{free}")
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    for code, title, team, holder in accounts.posts():
        if not (arguments.free and holder):
            print(f"{code}  {title}, {team}  {holder or '(free)'}")
    return DONE


def _show(first: str) -> None:
    print("Their first password, shown this once. Tell them in person; they set up a second factor when they sign in:")
    print(first)


_WORK = {"add": _add, "post": _post, "password": _password, "close": _close, "list": _list}
