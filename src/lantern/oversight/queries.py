"""What pages read of risks, matters, scrutiny and agreements: a stated few SQL statements each."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.boards.models import Body, Seat
from lantern.interface.paging import Page
from lantern.oversight.models import Agreement, Arrangements, Edition, Matter, Risk, RiskLook, ScrutinyLine
from lantern.oversight.states.matters import SILENT, WAITING
from lantern.partnership.models import Agency
from lantern.spine.models import Episode

SHOWN = 300


def _one(found: Any, reference: str, by: ActingPerson) -> Any:
    """One record of the reader's partnerships. Missing and forbidden look the same. One statement."""
    record = found.filter(reference=reference.upper(), authority_id__in=by.partnerships).first()
    if record is None:
        raise Http404
    return record


def _standing_and_over[M: Model](found: QuerySet[M], page: Page, *order: Any) -> tuple[list[M], list[M]]:
    """What is open in this order, and a page of what is closed, the latest first. Two statements."""
    standing = found.filter(closed_at__isnull=True).order_by(*order)[:SHOWN]
    return list(standing), page.of(found.filter(closed_at__isnull=False).order_by("-closed_at", "pk"))


def risks(page: Page, *, by: ActingPerson) -> tuple[list[Risk], list[Risk]]:
    """The open risks, the highest score first, and a page of the closed ones. Two statements."""
    here = Risk.objects.filter(authority_id__in=by.partnerships).select_related("owner_seat__body")
    return _standing_and_over(here, page, (F("likelihood") * F("impact")).desc(), "next_due_at")


def risk_for(reference: str, *, by: ActingPerson) -> Risk:
    """One risk with its owner. One statement."""
    found: Risk = _one(Risk.objects.select_related("owner_seat__body"), reference, by)
    return found


def looks_at(risk: Risk) -> list[RiskLook]:
    """Every look at a risk, oldest first. One statement."""
    return list(RiskLook.objects.filter(episode_id=risk.pk).order_by("looked_at"))


@dataclass(frozen=True)
class Matters:
    """A register of what was put to somebody: what waits, the longest silence first, and what is over."""

    waiting: list[Matter]
    answered: list[Matter]
    over: list[Matter]

    def longest(self, today: dt.date) -> Matter | None:
        """The matter that is silent for longest."""
        return max(self.waiting, key=lambda each: each.silence(today) or 0, default=None)


def matters(sorts: Iterable[str], page: Page, *, by: ActingPerson) -> Matters:
    """The register of one or several sorts: what stands, and a page of what is over. Two statements."""
    here = Matter.objects.filter(authority_id__in=by.partnerships, sort__in=list(sorts))
    here = here.select_related("to_seat", "body", "because_of")
    standing, over = _standing_and_over(here, page, "sent_on")
    return Matters(
        waiting=[each for each in standing if each.state == WAITING],
        answered=[each for each in standing if each.state == "answered"],
        over=over,
    )


def matter_for(reference: str, *, by: ActingPerson) -> Matter:
    """One matter with whom it was put to and what it comes from. One statement."""
    found: Matter = _one(Matter.objects.select_related("to_seat__body", "body", "because_of"), reference, by)
    return found


def matters_about(episode_id: uuid.UUID) -> list[Matter]:
    """What was put to somebody because of a record. One statement."""
    return list(Matter.objects.filter(because_of_id=episode_id).select_related("to_seat").order_by("sent_on"))


def unanswered(keeper: int, *, outside: bool) -> list[Matter]:
    """What waits, or was given up without an answer, in a partnership; the longest silence first. One statement."""
    sorts = ("escalation", "report_out") if outside else ("challenge",)
    here = Matter.objects.filter(authority_id=keeper, sort__in=sorts, state__in=(WAITING, SILENT))
    return list(here.select_related("to_seat").order_by("silent_since"))


def scrutiny(page: Page, *, by: ActingPerson) -> tuple[list[ScrutinyLine], list[ScrutinyLine]]:
    """The plan of scrutiny: what is still to come by day, and a page of what was reported. Two statements."""
    here = ScrutinyLine.objects.filter(authority_id__in=by.partnerships)
    return _standing_and_over(here, page, "due_on")


def scrutiny_for(reference: str, *, by: ActingPerson) -> ScrutinyLine:
    """One line of the plan. One statement."""
    found: ScrutinyLine = _one(ScrutinyLine.objects.all(), reference, by)
    return found


def agreements(*, by: ActingPerson) -> list[Agreement]:
    """Every agreement, the next to renew first; ended ones last. One statement."""
    here = Agreement.objects.filter(authority_id__in=by.partnerships).select_related("agency")
    return list(here.order_by(F("closed_at").asc(nulls_first=True), "renew_by")[:SHOWN])


def agreement_for(reference: str, *, by: ActingPerson) -> Agreement:
    """One agreement. One statement."""
    found: Agreement = _one(Agreement.objects.select_related("agency"), reference, by)
    return found


def editions_of(agreement: Agreement) -> list[Edition]:
    """Earlier editions, the newest first. One statement."""
    return list(Edition.objects.filter(episode_id=agreement.pk).order_by("-number"))


def without_agreement(*, by: ActingPerson) -> list[Agency]:
    """Agencies of the reader's partnerships of which no agreement holds. One statement."""
    held = Agreement.objects.filter(closed_at__isnull=True, authority_id__in=by.partnerships).values("agency_id")
    here = Agency.objects.filter(partnerships__authorities__in=by.partnerships, until_date__isnull=True)
    return list(here.exclude(pk__in=held).distinct().order_by("name"))


def agencies(keeper: int) -> list[Agency]:
    """The agencies of a keeper's partnership. One statement."""
    here = Agency.objects.filter(partnerships__authorities=keeper, until_date__isnull=True)
    return list(here.distinct().order_by("name"))


def arrangements(*, by: ActingPerson) -> list[Arrangements]:
    """Every edition of the published arrangements, the one in force first. One statement."""
    here = Arrangements.objects.filter(authority_id__in=by.partnerships)
    return list(here.order_by(F("closed_at").asc(nulls_first=True), "-published_on"))


def arrangements_for(reference: str, *, by: ActingPerson) -> Arrangements:
    """One edition. One statement."""
    found: Arrangements = _one(Arrangements.objects.all(), reference, by)
    return found


def seats(keeper: int) -> list[Seat]:
    """The seats that can own a risk or be challenged: those of the partnership's own bodies. One statement."""
    here = Seat.objects.filter(authority_id=keeper, until__isnull=True, body__outside=False)
    return list(here.select_related("body").order_by("body__name", "number"))


def bodies(keeper: int) -> list[Body]:
    """The partnership's own bodies. One statement."""
    return list(Body.objects.filter(authority_id=keeper, outside=False).order_by("name"))


def record_named(reference: str, *, keeper: int) -> Episode | None:
    """The partnership's record with this reference. One statement."""
    return Episode.objects.filter(Q(authority_id=keeper), reference=reference.strip().upper()).first()
