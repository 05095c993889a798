"""Bringing police notifications in: a file becomes contacts, each notice once, however often it is sent or the work
is broken off.

``notices`` reads the file and stores nothing; this module keeps the file sealed until it is imported, says what is
new in it, and receives
each new notice through the front door.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from lantern.frontdoor import actions, notices
from lantern.frontdoor.actions import Reported
from lantern.frontdoor.models import Channel, NoticeBatch, NoticeReceipt, ParentsAware, Referrer, ReportedPerson
from lantern.frontdoor.notices import Notice, NoticeAdult, NoticeChild
from lantern.partnership.queries import LONDON
from lantern.people.matching import Birth
from lantern.spine.actors import Actor
from lantern.spine.sealing import seal, unseal

POLICE = "6"
"""Referral source of the children in need census."""


@dataclass(frozen=True)
class Sorted:
    """What is in a file, against what came in before."""

    read: notices.NoticeBatch
    new: tuple[Notice, ...]
    repeated: tuple[Notice, ...]
    changed: tuple[Notice, ...]
    """Of an incident that came in before, in other words than now: a person reads them beside the contact they belong
    to.
    """


def _place(batch: NoticeBatch) -> str:
    return f"frontdoor_noticebatch.sealed_content:{batch.pk}"


@transaction.atomic
def take_in(content: bytes, *, authority_id: int, by: Actor, at: dt.datetime) -> NoticeBatch:
    """Keep a file, sealed, and count what is in it. The same file sent again is the same batch.

    Raises NoticeFileError, in plain English, when the file as a whole can not be read.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    earlier = NoticeBatch.objects.filter(authority_id=authority_id, sha256=sha256).first()
    if earlier is not None:
        return earlier
    batch = NoticeBatch(
        authority_id=authority_id,
        sha256=sha256,
        file_name=f"{sha256[:8]}.csv",
        uploaded_at=at,
        uploaded_by_id=by.user_id,
    )
    sorted_out = _sort(notices.read_notices(content, received_on=_london_day(at)), authority_id)
    batch.rows = sorted_out.read.rows_read
    batch.refused = len(sorted_out.read.refused)
    batch.repeated = len(sorted_out.read.duplicates) + len(sorted_out.repeated) + len(sorted_out.changed)
    batch.sealed_content = seal(base64.b64encode(content).decode(), place=_place(batch))
    batch.save(force_insert=True)
    return batch


def sort(batch: NoticeBatch) -> Sorted:
    """Read a batch again and say what in it is new now. One statement. Raises LookupError when its file is no longer
    kept.
    """
    return _sort(_read(batch), batch.authority_id)


def _read(batch: NoticeBatch) -> notices.NoticeBatch:
    if batch.sealed_content is None:
        raise LookupError("The file of this batch is no longer kept.")
    content = base64.b64decode(unseal(batch.sealed_content, place=_place(batch)))
    return notices.read_notices(content, received_on=_london_day(batch.uploaded_at))


def _sort(read: notices.NoticeBatch, authority_id: int) -> Sorted:
    known = dict(
        NoticeReceipt.objects.filter(
            authority_id=authority_id, fingerprint__in=[each.identity for each in read.notices]
        ).values_list("fingerprint", "content")
    )
    new = tuple(each for each in read.notices if each.identity not in known)
    repeated = tuple(each for each in read.notices if known.get(each.identity) in (each.fingerprint, ""))
    changed = tuple(
        each for each in read.notices if each.identity in known and known[each.identity] not in (each.fingerprint, "")
    )
    return Sorted(read, new, repeated, changed)


def import_some(batch: NoticeBatch, *, by: Actor, at: dt.datetime, at_most: int) -> int:
    """Receive the next notices of a batch, as many as one request may take. How many are left; when none, the file is
    forgotten.
    """
    if batch.sealed_content is None:
        return 0
    found = sort(batch)
    for notice in found.new[:at_most]:
        import_notice(notice, batch, by=by, at=at)
    left = max(0, len(found.new) - at_most)
    finish(batch, found, at=at, left=left)
    return left


@transaction.atomic
def import_notice(notice: Notice, batch: NoticeBatch, *, by: Actor, at: dt.datetime) -> bool:
    """Receive one notice as a contact, with its receipt; False when it came in meanwhile by another hand."""
    try:
        with transaction.atomic():
            made = contact_from(notice)
            contact = actions.receive(
                authority_id=batch.authority_id,
                contact=made.contact,
                referrer=made.referrer,
                people=made.people,
                by=by,
                at=at,
                received_at=received_at(notice, at=at),
            )
            NoticeReceipt(
                authority_id=batch.authority_id,
                fingerprint=notice.identity,
                content=notice.fingerprint,
                batch=batch,
                contact=contact,
                row_number=notice.row_numbers[0],
            ).save(force_insert=True)
    except IntegrityError:
        if NoticeReceipt.objects.filter(authority_id=batch.authority_id, fingerprint=notice.identity).exists():
            return False
        raise
    return True


@transaction.atomic
def finish(batch: NoticeBatch, found: Sorted, *, at: dt.datetime, left: int = 0) -> None:
    """Count what came in. Once nothing is left, the file is forgotten, unless somebody still needs its refused or
    changed rows.
    """
    batch.imported = NoticeReceipt.objects.filter(batch=batch).count()
    if left == 0:
        batch.imported_at = batch.imported_at or at
        if not found.read.refused and not found.changed:
            batch.sealed_content = None
    batch.save(update_fields=["imported", "imported_at", "sealed_content"])


@transaction.atomic
def forget(batch: NoticeBatch) -> None:
    """Give up a file: what came in stays, what did not is gone from here. The force still has it."""
    batch.sealed_content = None
    batch.save(update_fields=["sealed_content"])


def received_at(notice: Notice, *, at: dt.datetime) -> dt.datetime:
    """When the hub is taken to have received a notice: now, or, sent on late, on the day the force says it reported it.

    A notice names a day without an hour: midday stands for it, so that being keyed late never buys a later clock.
    Never after now.
    """
    if notice.reported_on is None or notice.reported_on >= _london_day(at):
        return at
    return min(at, dt.datetime.combine(notice.reported_on, dt.time(12), tzinfo=LONDON))


def _london_day(at: dt.datetime) -> dt.date:
    return at.astimezone(LONDON).date()


# ---- A notice as a contact -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FromNotice:
    """A notice as ``actions.receive`` takes it."""

    contact: dict[str, Any]
    referrer: dict[str, Any]
    people: list[Reported]


class _Kept:
    """Fits texts into columns. What does not fit, or has no column, is told in the contact's text: nothing sent is
    dropped.
    """

    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, label: str, value: str) -> None:
        if value:
            self.told.append(f"{label}: {value}")

    def fit(self, label: str, value: str, column: str, model: Any = ReportedPerson) -> str:
        limit = model._meta.get_field(column).max_length
        if limit is not None and len(value) > limit:
            self.tell(label, value)
        return value[:limit]


def contact_from(notice: Notice) -> FromNotice:
    """The contact that a police notification makes. Facts the force sent and we have no box for stand beneath its own
    words.
    """
    kept = _Kept()
    for label, value in (
        ("Police reference", notice.reference),
        ("Kind of notice", notice.notice_type),
        ("Happened", _when(notice)),
        ("Place", ", ".join(part for part in (notice.place, notice.place_postcode) if part)),
        ("Risk as graded by the police", notice.risk),
        ("Domestic abuse risk", notice.domestic_abuse_risk),
        ("Were the parents told", notice.parents_told),
    ):
        kept.tell(label, value)
    people = [Reported("child", _child(child, number, kept)) for number, child in enumerate(notice.children, 1)]
    people += [Reported("adult", _adult(adult, kept)) for adult in notice.adults]
    for heading, value in notice.other:
        kept.tell(heading, value)
    if notice.refused_rows:
        rows = ", ".join(str(row) for row in notice.refused_rows)
        kept.told.append(
            f"Row {rows} of this incident could not be read: somebody may be missing here. Ask the police."
        )
    referrer = {
        "source": POLICE,
        "name": kept.fit("Officer", notice.officer, "name", Referrer),
        "role": "Police officer" if notice.officer else "",
        "organisation": "Police",
        "answer_by": "none",
        "professional": True,
    }
    referrer |= _reach(notice.officer_contact, kept)
    summary = notice.summary or "The notice holds no account of what happened."
    return FromNotice(
        contact={
            "channel": Channel.POLICE_NOTICE,
            "what_happened": "\n".join([summary, "", *kept.told]).strip(),
            "child_words": notice.childs_words,
            "reasons": _reasons(notice),
            "parents_aware": _parents_aware(notice.parents_told),
            "lawful_basis": "public_task",
        },
        referrer=referrer,
        people=people,
    )


def _when(notice: Notice) -> str:
    if notice.occurred_on is None:
        return ""
    day = f"{notice.occurred_on.day} {notice.occurred_on:%B %Y}"
    return f"{day} at {notice.occurred_at:%H:%M}" if notice.occurred_at else day


def _reach(officer_contact: str, kept: _Kept) -> dict[str, str]:
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", officer_contact) and len(officer_contact) <= 254:
        return {"email": officer_contact, "answer_by": "email"}
    if officer_contact and len(officer_contact) <= 40 and re.search(r"\d{3}", officer_contact):
        return {"phone": officer_contact, "answer_by": "phone"}
    kept.tell("How to reach the officer", officer_contact)
    return {}


def _reasons(notice: Notice) -> list[str]:
    """Contact reasons that the notice itself names; the officer who screens it adds what it is really about."""
    kind = notice.notice_type.lower()
    named = {
        "domestic_abuse": bool(notice.domestic_abuse_risk) or "domestic" in kind,
        "missing": "missing" in kind,
        "criminal_exploitation": "criminal exploitation" in kind or "county lines" in kind,
        "sexual_exploitation": "sexual exploitation" in kind,
        "unborn_child": any(child.unborn for child in notice.children),
    }
    return [code for code, is_named in named.items() if is_named]


def _parents_aware(told: str) -> str:
    word = told.strip().lower()
    if word in {"yes", "y", "true", "1"}:
        return ParentsAware.AWARE
    if word in {"no", "n", "false", "0"}:
        return ParentsAware.NOT_AWARE
    return ParentsAware.NOT_KNOWN


def _child(child: NoticeChild, number: int, kept: _Kept) -> dict[str, Any]:
    who = f"Child {number}"
    for label, value in (
        ("ethnicity as told", child.ethnicity),
        ("part in the incident", child.involvement),
        ("police reference", child.person_reference),
    ):
        kept.tell(f"{who}, {label}", value)
    return {
        "first_names": kept.fit(f"{who}, first names", child.given_names, "first_names"),
        "last_name": kept.fit(f"{who}, last name", child.surname, "last_name"),
        "also_known_as": kept.fit(f"{who}, also known as", child.known_as, "also_known_as"),
        "school": kept.fit(f"{who}, school", child.school, "school"),
        "relation": kept.fit(f"{who}, relationship", child.relationship, "relation"),
        "nhs_number": kept.fit(f"{who}, NHS number", child.nhs_number, "nhs_number"),
        "upn": kept.fit(f"{who}, unique pupil number", child.upn, "upn"),
        "sex": {"male": "M", "female": "F"}.get(child.sex, "U"),
        "unborn": child.unborn,
        **_address(child.address, child.postcode, who, kept),
        **(_expected(child.birth) if child.unborn else _born(child.birth)),
    }


def _adult(adult: NoticeAdult, kept: _Kept) -> dict[str, Any]:
    who = adult.role.capitalize() or "Adult"
    relation = adult.relationship or adult.role
    if adult.relationship and adult.role:
        kept.tell(f"{who}, relationship", adult.relationship)
    return {
        "first_names": kept.fit(f"{who}, first names", adult.given_names, "first_names"),
        "last_name": kept.fit(f"{who}, last name", adult.surname, "last_name"),
        "relation": kept.fit(f"{who}, part", relation, "relation"),
        "phone": kept.fit(f"{who}, telephone", adult.phone, "phone"),
        **_address(adult.address, "", who, kept),
        **_born(adult.birth),
    }


def _born(birth: Birth | None) -> dict[str, Any]:
    """When somebody was born, as closely as it is known; of a stretch of time, its middle is kept."""
    if birth is None or birth.expected:
        return {}
    days = (birth.latest - birth.earliest).days
    if days == 0:
        return {"born_on": birth.earliest, "birth_known_to": "day"}
    if birth.earliest.day == 1 and days <= 31:
        return {"born_on": birth.earliest, "birth_known_to": "month"}
    if (birth.earliest.month, birth.earliest.day, days) in ((1, 1, 364), (1, 1, 365)):
        return {"born_on": birth.earliest, "birth_known_to": "year"}
    middle = birth.earliest + (birth.latest - birth.earliest) / 2
    return {
        "born_on": middle,
        "birth_known_to": "about",
        "age_words": f"born between {birth.earliest:%Y} and {birth.latest:%Y}",
    }


def _expected(birth: Birth | None) -> dict[str, Any]:
    return {"expected_on": birth.earliest} if birth is not None and birth.earliest == birth.latest else {}


def _address(whole: str, postcode: str, who: str, kept: _Kept) -> dict[str, str]:
    """An address in one line, as far as its parts are plain: the number, the street, the town."""
    if not postcode:
        found = re.search(r"[,\s]+([A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2})\s*$", whole)
        if found:
            whole, postcode = whole[: found.start()], re.sub(r"\s+", "", found[1]).upper()
            postcode = f"{postcode[:-3]} {postcode[-3:]}"
    parts = [part.strip() for part in whole.split(",") if part.strip()]
    numbered = re.match(r"(\d+\s?[A-Za-z]?)\s+(\S.*)", parts[0]) if parts else None
    if numbered:
        parts[0:1] = [numbered[1], numbered[2]]
    house = parts[0] if len(parts) > 1 else ""
    rest = parts[1:] if len(parts) > 1 else parts
    return {
        "house": kept.fit(f"{who}, address", house, "house"),
        "street": kept.fit(f"{who}, address", rest[0] if rest else "", "street"),
        "town": kept.fit(f"{who}, address", ", ".join(rest[1:]), "town"),
        "postcode": kept.fit(f"{who}, postcode", postcode, "postcode"),
    }
