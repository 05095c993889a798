"""Questions of this room: requests and how far they are, what was gathered, what is withheld. Each a stated small
number of SQL statements.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.http import Http404

from lantern.disclosure.models import AccessRequest, AgencyView, Chronology, DisclosedCopy, HeldItem, Redaction
from lantern.disclosure.passages import Piece, Span, pieces, words_in
from lantern.disclosure.states import ASKED
from lantern.spine.actors import Actor

PAGE_OF_ITEMS = 50
SHOWN = 200
"""Finished requests of a list."""


def request_for(reference: str, *, by: Actor) -> AccessRequest:
    """One request, as this reader may see it; missing and hidden look the same. One statement."""
    found = (
        AccessRequest.objects.select_related("worker", "submitted_by", "approved_by")
        .filter(reference=reference, authority_id__in=by.authorities)
        .first()
    )
    if found is None:
        raise Http404
    return found


def requests(*, by: Actor) -> list[dict[str, Any]]:
    """Every request of the reader's authorities, open ones by their clock, then the latest finished. One statement."""
    found: Iterable[Any] = (
        AccessRequest.objects.filter(authority_id__in=by.authorities)
        .order_by(F("closed_at").desc(nulls_first=True), F("next_due_at").asc(nulls_last=True), "opened_at")
        .values(
            "reference",
            "state",
            "requester",
            "requester_name",
            "opened_at",
            "closed_at",
            "next_due_at",
            "worker__display_name",
            "authority_id",
        )[:SHOWN]
    )
    return list(found)


@dataclass
class Dossier:
    """What the page of a request shows beside the request and the agencies that were asked."""

    people: list[dict[str, Any]]
    copies: list[dict[str, Any]]
    items: int
    owned: list[int]
    """Numbers of the items that belong to other agencies."""
    withheld: int
    undone: int
    words_withheld: int
    views: list[AgencyView]

    @property
    def waiting(self) -> list[AgencyView]:
        return [each for each in self.views if each.state == ASKED]

    @property
    def unasked(self) -> int:
        """Items about which the agency whose they are was not asked yet."""
        heard = {row["number"] for view in self.views for row in view.items}
        return len([number for number in self.owned if number not in heard])


_DOSSIER = """
select
 (select json_agg(json_build_object('reference', p.reference, 'name', p.name) order by p.sort_name)
  from spine_involvement i join people_person p on p.id = i.person_id
  where i.episode_id = %(request)s and i.part = 'subject'),
 (select json_agg(json_build_object('number', c.number, 'recipient', c.recipient, 'made_at', c.made_at,
                                    'made_by', c.made_by_name) order by c.number)
  from disclosure_disclosedcopy c where c.request_id = %(request)s),
 (select count(*) from disclosure_helditem h where h.request_id = %(request)s),
 (select json_agg(h.number order by h.number) from disclosure_helditem h
  where h.request_id = %(request)s and h.agency_id is not null),
 (select json_agg(json_build_array(r.item_id, r.start, r."end", substr(h.text, r.start + 1, r."end" - r.start)))
  from disclosure_redaction r join disclosure_helditem h on h.id = r.item_id
  where r.request_id = %(request)s and r.undoes_id is null
    and not exists (select 1 from disclosure_redaction u where u.undoes_id = r.id)),
 (select count(*) from disclosure_redaction r where r.request_id = %(request)s and r.undoes_id is not null)
"""


def dossier(request: AccessRequest) -> Dossier:
    """People, copies and counts of a request, and the agencies that were asked. Two statements; what they read of the
    agencies serves the lifecycle too.
    """
    prefetch_related_objects(
        [request],
        Prefetch("views", AgencyView.objects.select_related("asked_team__agency").order_by("opened_at")),
    )
    with connection.cursor() as cursor:
        cursor.execute(_DOSSIER, {"request": request.pk})
        people, copies, items, owned, passages, undone = (plain(value) for value in cursor.fetchone() or ())
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for item, start, end, text in passages or []:
        spans.setdefault(item, []).append((start, end, text))
    request.owned_numbers = owned or []
    return Dossier(
        people=people or [],
        copies=[{**each, "made_at": dt.datetime.fromisoformat(each["made_at"])} for each in copies or []],
        items=items,
        owned=owned or [],
        withheld=len(passages or []),
        undone=undone,
        words_withheld=sum(_words(each) for each in spans.values()),
        views=list(request.views.all()),
    )


def _words(passages: list[tuple[int, int, str]]) -> int:
    """How many words are withheld in one item, none counted twice."""
    counted, reached = 0, 0
    for start, end, text in sorted(passages):
        if end > reached:
            counted += words_in(text[max(0, reached - start) :])
            reached = end
    return counted


def plain(value: Any) -> Any:
    """What the database gave as JSON: Django's cursor hands it over as text, a bare one as it is."""
    return json.loads(value) if isinstance(value, str) else value


@dataclass
class ShownItem:
    """An item as the page of the bundle shows it: its pieces, and what its agency said."""

    item: HeldItem
    pieces: list[Piece]
    view: dict[str, str]
    redactions: list[dict[str, Any]]
    before: int | None = None
    after: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all of it is withheld."""
        return len(self.pieces) == 1 and self.pieces[0].withheld

    @property
    def withheld(self) -> int:
        return len([each for each in self.pieces if each.withheld])


def _views_by_number(views: Iterable[AgencyView]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for view in views:
        for row in view.items:
            said = view.answers.get(str(row["number"]), {})
            found[row["number"]] = {
                "agency": view.asked_team.agency.name,
                "state": view.state,
                "view": AgencyView.View(said["view"]).label if said else "",
                "words": said.get("words", "") if said else view.why_without,
            }
    return found


def _shown(items: Iterable[Any], views: Iterable[AgencyView]) -> list[ShownItem]:
    said = _views_by_number(views)
    found = []
    for item in items:
        standing = sorted(item.standing, key=lambda each: (each["start"], each["at"]))
        for each in standing:
            each["at"] = dt.datetime.fromisoformat(each["at"])
            each["how"] = Redaction.How(each["how"]).label
        spans = [Span(each["start"], each["end"], each["reason"]) for each in standing]
        found.append(ShownItem(item, pieces(item.text, spans), said.get(item.number, {}), standing))
    return found


def _items(request: AccessRequest) -> QuerySet[Any]:
    """What was gathered in the order of time, each with what is withheld in it now."""
    standing = Redaction.objects.filter(item_id=OuterRef("pk"), undoes__isnull=True, undone_by__isnull=True)
    told = JSONObject(**{name: name for name in ("id", "start", "end", "reason", "how", "because", "by_name", "at")})
    return (
        request.items.select_related("agency")
        .annotate(standing=ArraySubquery(standing.values_list(told)))
        .order_by("happened_at", "number")
    )


def bundle(request: AccessRequest, *, page: int) -> tuple[list[ShownItem], bool]:
    """One page of what was gathered, and whether there is another. Two statements."""
    items = list(_items(request)[(page - 1) * PAGE_OF_ITEMS : page * PAGE_OF_ITEMS + 1])
    views = request.views.select_related("asked_team__agency")
    return _shown(items[:PAGE_OF_ITEMS], views), len(items) > PAGE_OF_ITEMS


def item_of(request: AccessRequest, number: int) -> ShownItem:
    """One item with what is withheld in it, and the items before and after. Two statements. Raises Http404."""
    others = HeldItem.objects.filter(request_id=request.pk)
    at, its = OuterRef("happened_at"), OuterRef("number")
    before = others.filter(Q(happened_at__lt=at) | Q(happened_at=at, number__lt=its))
    after = others.filter(Q(happened_at__gt=at) | Q(happened_at=at, number__gt=its))
    found = (
        _items(request)
        .filter(number=number)
        .annotate(
            before=Subquery(before.order_by("-happened_at", "-number").values("number")[:1]),
            after=Subquery(after.order_by("happened_at", "number").values("number")[:1]),
        )
        .first()
    )
    if found is None:
        raise Http404
    shown = _shown([found], request.views.select_related("asked_team__agency"))[0]
    shown.before, shown.after = found.before, found.after
    return shown


def copy_of(request: AccessRequest, number: int) -> DisclosedCopy:
    """One copy that went out. One statement. Raises Http404."""
    found = request.copies.filter(number=number).first()
    if found is None:
        raise Http404
    return found


# ---- For agencies ----------------------------------------------------------------------------------------------------


def views_to_give(*, by: Actor) -> list[AgencyView]:
    """What the reader's agency is asked about its own information: open first, nearest clock first. One statement."""
    return list(
        AgencyView.objects.filter(partner_agency_id=by.agency_id)
        .order_by(F("closed_at").desc(nulls_first=True), F("next_due_at").asc(nulls_last=True))
        .only("reference", "state", "next_due_at", "subjects", "asked_by_name", "authority_id", "closed_at")[:SHOWN]
    )


def view_for_agency(reference: str, *, by: Actor) -> AgencyView:
    """One question, for the agency it was put to. Another agency's looks the same as none. One statement."""
    found = (
        AgencyView.objects.select_related("asked_team__agency")
        .filter(reference=reference, partner_agency_id=by.agency_id)
        .first()
    )
    if found is None or by.agency_id is None:
        raise Http404
    return found


def view_of(request: AccessRequest, reference: str) -> AgencyView:
    """One question to an agency, for the controller. One statement. Raises Http404."""
    found = request.views.select_related("asked_team__agency").filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


# ---- Accounts for a court or for the family -------------------------------------------------------------------------


def chronology_for(reference: str, *, by: Actor) -> Chronology:
    """One account as this reader may see it, without the document that is kept. One statement."""
    found = (
        Chronology.objects.select_related("submitted_by", "approved_by")
        .defer("sealed_content")
        .filter(reference=reference, authority_id__in=by.authorities)
        .first()
    )
    if found is None:
        raise Http404
    return found


def chronologies(*, by: Actor, about: Iterable[Any] | None = None) -> list[Mapping[str, Any]]:
    """Accounts of the reader's authorities, or those about these people; open ones first. One statement."""
    found = Chronology.objects.filter(authority_id__in=by.authorities)
    if about is not None:
        found = found.filter(involvements__person_id__in=list(about)).distinct()
    rows: Iterable[Any] = found.order_by(F("closed_at").desc(nulls_first=True), "-opened_at").values(
        "reference",
        "state",
        "audience",
        "recipient",
        "purpose",
        "opened_at",
        "closed_at",
        "compiled_by_name",
        "released_at",
        "released_by_name",
        "sha256",
    )[:SHOWN]
    return list(rows)


def children_of(chronology: Chronology) -> list[Mapping[str, Any]]:
    """Whom it is about: reference and name. One statement."""
    rows: Iterable[Any] = (
        chronology.involvements.filter(part="subject")
        .order_by("person_id")
        .values(reference=F("person__reference"), name=F("person__name"))
    )
    return list(rows)
