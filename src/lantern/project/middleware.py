"""What happens around every request: one log line, headers, and a plain answer when the database is away."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from psycopg_pool import PoolTimeout

from lantern.access.pages import unavailable

log = logging.getLogger("lantern.requests")

type Respond = Callable[[HttpRequest], HttpResponse]


class RequestLine:
    """One structured line for each request: id, method, route name, status, milliseconds. No path, no query string, no
    body, no name.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.number = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "request": request.number,  # type: ignore[attr-defined]
                "method": request.method,
                "route": (match.view_name if match else None) or "none",
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            },
        )
        response["X-Request-Id"] = request.number  # type: ignore[attr-defined]
        return response


class Headers:
    """Headers that Django does not set: nothing is stored by browsers or proxies, and no device features are asked
    for.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return response


class DatabaseAway:
    """When the database can not be reached: a plain page with everything that was typed, in seconds, and word of when
    to try again.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError | PoolTimeout):
            return unavailable(request)
        return None
