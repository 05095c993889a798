"""Themes for every room: what is learned about practice, carried by whatever told it.

themes.library(keeper)                                     # the themes of a partnership, by name
themes.carry(theme, by=, at=, episode=audit, evidence="audit")
themes.carry(theme, by=, at=, text="…", source="…", evidence="said")
themes.panel(episode, by=by, keeper=keeper)                # a small panel for the page of any record
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.template.loader import render_to_string
from markupsafe import Markup

from lantern.access.people_acting import ActingPerson
from lantern.law.timescales import london_date
from lantern.learning import permissions as may
from lantern.learning.models import Carried, Theme
from lantern.spine.actors import Actor
from lantern.spine.acts import claim, require
from lantern.spine.models import Episode


def library(keeper: int) -> list[Theme]:
    """The themes of a partnership that are in use, by name. One statement."""
    return list(Theme.objects.filter(authority_id=keeper, retired_at__isnull=True).order_by("name"))


@transaction.atomic
def add(
    *, keeper: int, name: str, about: str = "", priority_id: uuid.UUID | None = None, by: Actor, at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Theme:  # fmt: skip
    """Put a theme into the library. One of that name that is there already is given back as it is."""
    require(by.may(may.RUN_LEARNING))
    claim(key, move="theme.add", by=by)
    found = Theme.objects.filter(authority_id=keeper, name__iexact=name.strip()).first()
    if found is not None:
        return found
    theme = Theme(authority_id=keeper, name=name.strip(), about=about.strip(), priority_id=priority_id, added_at=at)
    theme.save(force_insert=True)
    return theme


@transaction.atomic
def carry(
    theme: Theme,
    *,
    by: Actor,
    at: dt.datetime,
    episode: Episode | None = None,
    text: str = "",
    evidence: str = "",
    source: str = "",
    weight: int = Carried.Weight.HINT,
    agency_id: int | None = None,
    on: dt.date | None = None,
    key: uuid.UUID | None = None,
) -> Carried | None:
    """Let a record, or words from outside the product, carry a theme. ``evidence`` says which of the five kinds it is;
    none for the partnership's own work on the theme. ``text`` names nobody.

    A record carries a theme once: None, and nothing is written, where it does already. Raises ValueError where there
    is neither record nor words, and AlreadyDone for a key that was used.
    """
    if episode is None and not text.strip():
        raise ValueError("A theme is carried by a record or by words.")
    require(by.may(may.PROPOSE_LEARNING))
    claim(key, move="theme.carry", by=by)
    if episode is not None and Carried.objects.filter(theme=theme, found_in_id=episode.pk).exists():
        return None
    carried = Carried(
        authority_id=theme.authority_id,
        theme=theme,
        found_in_id=episode.pk if episode else None,
        evidence=evidence,
        text=text.strip(),
        source=source.strip()[:200],
        weight=weight,
        agency_id=agency_id if agency_id is not None else by.agency_id,
        told_on=on or london_date(at),
        by_id=by.user_id,
        by_name=by.name[:120],
        recorded_at=at,
    )
    carried.save(force_insert=True)
    return carried


def carry_all(themes: Iterable[Theme], *, episode: Episode, by: Actor, at: dt.datetime, evidence: str = "") -> None:
    """Let a record carry each of these themes. What it carries already stays."""
    for theme in themes:
        carry(theme, by=by, at=at, episode=episode, evidence=evidence)


def carried_by(episode: Episode) -> list[Theme]:
    """The themes that a record carries, by name. One statement."""
    return list(Theme.objects.filter(carried__found_in_id=episode.pk).order_by("name").distinct())


def panel(episode: Episode, *, by: ActingPerson) -> Markup:
    """What stands on the page of any record: the themes it carries, and the way to let it carry one more. Nothing,
    and no statement, for whoever may not see what the partnership learns. One statement.
    """
    if not by.may(may.SEE_LEARNING):
        return Markup("")
    facts = {"episode": episode, "themes": carried_by(episode), "adds": bool(by.may(may.PROPOSE_LEARNING))}
    return Markup(render_to_string("learning/themes_panel.jinja", facts))  # noqa: S704 - a template of ours, which escapes
