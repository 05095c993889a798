"""The Jinja environment that every page of the product is drawn with.

Undefined names are errors: a blank where a risk should stand is a danger. Settings name this factory:
`"OPTIONS": {"environment": "lantern.interface.environment.environment"}`.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from lantern.interface import display
from lantern.interface.compiling import WORDS, PageEnvironment, counted_words, words
from lantern.interface.remembering import Remembering, remembered

_NOTHING = Markup()
asset = functools.cache(static)
"""The address of a file of the build that this process was started with."""


@functools.lru_cache(maxsize=8192)  # lists name the same records for everybody who opens them
def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named route: `url("report", reference="R-1")`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def html_attributes(attributes: Mapping[str, Any]) -> Markup:
    """Writes a mapping as HTML attributes, each with a leading space.

    None and False leave an attribute out; True writes its name alone. Values are escaped.
    `style` and event handlers are refused, because the content security policy would block them without a word.
    """
    if not attributes:  # most calls, on pages with hundreds of cells
        return _NOTHING
    written: list[str] = []
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        if name == "style" or name.startswith("on"):
            raise ValueError(
                f"The attribute {name!r} is blocked by the content security policy. Use a class or a module."
            )
        written.append(f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"')
    return Markup("".join(written))  # noqa: S704 - names and values were escaped one by one


def moment_attribute(value: date | datetime) -> str:
    """The machine-readable form for `<time datetime="…">`."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def error_links(forms: Iterable[Any]) -> list[dict[str, str]]:
    """Every error of the forms and form sets, in page order, with the address of the control to repair."""
    links: list[dict[str, str]] = []
    for form in forms:
        if hasattr(form, "management_form"):
            links += [{"text": message, "href": ""} for message in form.non_form_errors()]
            links += error_links(form.forms)
            continue
        links += [{"text": message, "href": ""} for message in form.non_field_errors()]
        for name in form.fields:
            if name in form.errors:
                bound = form[name]
                target = getattr(bound, "summary_target", None) or bound.id_for_label or bound.auto_id
                links += [{"text": message, "href": f"#{target}"} for message in form.errors[name]]
    return links


def in_words(value: Any) -> str:
    """Yes, No or Not known for a fact that may be unknown; anything else is written as it is."""
    if value is None:
        return gettext("Not known")
    if value is True:
        return gettext("Yes")
    if value is False:
        return gettext("No")
    return str(value)


def paragraphs(text: str) -> Markup:
    """Typed text as HTML paragraphs and line breaks, escaped. It never makes links or bold out of what was typed."""
    blocks = [block.strip() for block in str(escape(text)).replace("\r\n", "\n").split("\n\n")]
    drawn = [f'<p class="govuk-body">{block.replace("\n", "<br>")}</p>' for block in blocks if block]
    return Markup("".join(drawn))  # noqa: S704 - escaped as a whole, before anything was put around it


FILTERS: dict[str, Callable[..., Any]] = {
    "date": display.full_date,
    "short_date": display.short_date,
    "weekday": display.weekday,
    "time": display.time_of_day,
    "datetime": display.date_and_time,
    "short_datetime": display.short_date_and_time,
    "pounds": display.pounds,
    "short_deadline": display.short_deadline,
    "relative": display.relative,
    "ago": display.ago,
    "is_late": display.is_late,
    "plural": display.plural,
    "age": display.age,
    "moment": moment_attribute,
    "is_whole_day": display.is_whole_day,
    "at_moment": dt.datetime.fromisoformat,
    "in_words": in_words,
    "paragraphs": paragraphs,
}


def environment(**options: Any) -> Environment:
    """Builds the environment. Options given by Django are kept, except that undefined names are always errors."""
    options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True, **options}
    options["undefined"] = StrictUndefined
    options["extensions"] = [*options.get("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do", Remembering]
    env = PageEnvironment(**options)
    env.globals.update(dict.fromkeys(WORDS, words), ngettext=counted_words)
    env.globals.update(
        static=asset, url=url, html_attributes=html_attributes, error_links=error_links, remembered=remembered
    )
    env.filters.update(FILTERS)
    return env
