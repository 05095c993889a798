"""Parts of pages that are the same for many readers, drawn once by each process and kept: ``{% remember facts %}``.

A part is kept under the facts it is drawn from, all of which stand in the tag: a part that reads anything else would
show one reader what belongs to another. So nothing about anybody is ever kept, only what stands around it: navigation,
choices of a filter, help. What a form needs from this very request, the token against forgery, is left open
in the kept part and filled in.
"""

from __future__ import annotations

import functools
import itertools
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Undefined
from markupsafe import Markup

from lantern.interface.spoken import read_in

KEPT = 1024
"""Parts a process keeps at most; those used longest ago go first."""
_OPEN = Markup("\x1a")
"""Stands in a kept part where the token belongs: a sign no page may hold."""
_PLACES = itertools.count()
"""Each tag in each template is a place of its own."""


class Remembering(Extension):
    """``{% remember one, two %}…{% endremember %}`` draws its body once for each value of the facts."""

    tags = {"remember"}

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._kept: OrderedDict[tuple[Any, ...], list[str]] = OrderedDict()

    def parse(self, parser: Parser) -> nodes.Node:
        """The tag, as a call that is handed its body."""
        line = next(parser.stream).lineno
        facts = parser.parse_tuple(explicit_parentheses=False, with_condexpr=True)
        body = parser.parse_statements(("name:endremember",), drop_needle=True)
        place = nodes.Const(next(_PLACES))
        token = nodes.Name("csrf_input", "load")
        call = self.call_method("draw", [place, facts, token])
        return nodes.CallBlock(call, [nodes.Name("csrf_input", "param")], [], body).set_lineno(line)

    def draw(self, place: str, facts: Any, token: Any, caller: Callable[..., str]) -> Markup:
        """The part, from memory or drawn now. One of facts that can change unseen, such as a list, is never kept."""
        key = (place, read_in(), facts, tuple(map(type, facts)) if type(facts) is tuple else type(facts))
        try:
            parts = self._kept.get(key)
        except TypeError:
            return Markup(caller(token))  # noqa: S704 - drawn by a template
        if parts is None:
            parts = self._kept[key] = str(caller(_OPEN)).split(_OPEN)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if len(parts) == 1:
            return Markup(parts[0])  # noqa: S704 - drawn by a template
        return Markup(("" if isinstance(token, Undefined) else str(token)).join(parts))  # noqa: S704 - as above


def remembered(component: Callable[..., str]) -> Callable[..., str]:
    """A small component that says the same of the same words, whose answers are kept: a mark, a colour with its name.

    Text and HTML with the same letters are kept apart.
    """

    @functools.lru_cache(maxsize=KEPT, typed=True)
    def kept(_language: str, *args: Any, **kwargs: Any) -> str:
        return component(*args, **kwargs)

    @functools.wraps(component, updated=())
    def answer(*args: Any, **kwargs: Any) -> str:
        try:
            return kept(read_in(), *args, **kwargs)
        except TypeError:  # given something that can change, such as attributes
            return component(*args, **kwargs)

    return answer
