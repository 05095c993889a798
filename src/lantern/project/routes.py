"""How the routes of all rooms become one table: by the first step of their addresses, so that an address is compared
with those that begin as it does and not with every route of every room before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, include, path


def by_first_step(rooms: Iterable[str]) -> list[URLPattern | URLResolver]:
    """The routes of these modules, those that begin alike together, each in the order in which it was declared. Raises
    ImproperlyConfigured for a route whose first step is not written out: it could hide those of another room.
    """
    steps: dict[str, list[URLPattern]] = {}
    for room in rooms:
        for each in import_module(room).urlpatterns:
            step, slash, rest = str(each.pattern).partition("/")
            if not isinstance(each, URLPattern) or "<" in step:
                raise ImproperlyConfigured(f"{room}: the first step of {each.pattern} must be written out.")
            alike = path(rest, each.callback, each.default_args, each.name)
            steps.setdefault(step + slash, []).append(alike)
    return [path(step, include(alike)) for step, alike in steps.items()]
