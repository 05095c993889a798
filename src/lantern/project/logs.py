"""Logs hold a request id, a route and a time. Never a name, a query string, a body or a database's complaint with a
value in it.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import ItemsView
from typing import Any

from django.db import Error
from django.views.debug import SafeExceptionReporterFilter

_FIELDS = ("request", "method", "route", "status", "ms")


class Line(logging.Formatter):
    """One JSON object on a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "from": record.name,
        }
        line["message"] = record.getMessage()
        line |= {
            name: getattr(record, name)
            for name in _FIELDS
            if hasattr(record, name) and not hasattr(getattr(record, name), "META")
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = scrubbed(record.exc_info[1])
        return json.dumps(line)


class Scrub(logging.Filter):
    """Takes out the arguments Django puts into its own messages: they hold paths and sometimes values."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django"):
            record.msg, record.args = str(record.msg).split("%")[0].strip(" :"), ()
        return True


def scrubbed(error: BaseException) -> dict[str, Any]:
    """What may be said of an error: its kind and where it happened. Its text only when it can not quote a value."""
    frames = [
        f"{frame.name} ({frame.filename.rsplit('/', 1)[-1]}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
    ][-6:]
    told: dict[str, Any] = {"kind": type(error).__name__, "where": frames}
    if isinstance(error, Error) or isinstance(error.__cause__, Error):
        told["sqlstate"] = getattr(error.__cause__ or error, "sqlstate", None)
    return told


class NoLocals(SafeExceptionReporterFilter):
    """No local variables and no request data in an error report: they hold what people typed."""

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return dict[str, Any]().items()

    def get_post_parameters(self, request: Any) -> dict[str, Any]:
        return {}
