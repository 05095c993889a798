"""A police notice sent again in other words: what it says now beside what the contact holds, and taking the change on.

The contact keeps what was told first. What is new becomes an event of it, with the new words, so that whoever is at
work on it is told, and whoever reads it later sees when it was known.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from lantern.frontdoor import importing, presenters
from lantern.frontdoor.models import Contact, NoticeBatch, NoticeReceipt, ReportedPerson
from lantern.frontdoor.notices import Notice
from lantern.frontdoor.states import CONTACT
from lantern.interface.display import london_date
from lantern.people import telling
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made


@dataclass(frozen=True)
class Difference:
    """One thing that a notice tells otherwise now."""

    label: str
    before: str
    now: str

    def marked(self) -> tuple[Markup, Markup]:
        """Both texts, word by word: what is gone marked in the first, what is new in the second."""
        before, now = (re.findall(r"\s+|[^\s]+", text) for text in (self.before, self.now))
        left, right = Markup(), Markup()
        for step, a, b, c, d in difflib.SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
            gone, new = _written(before[a:b]), _written(now[c:d])
            left += gone if step == "equal" or not gone else Markup("<del>{}</del>").format(gone)
            right += new if step == "equal" or not new else Markup("<ins>{}</ins>").format(new)
        return left, right


def _written(words: Iterable[str]) -> Markup:
    return Markup("<br>").join(escape(line) for line in "".join(words).split("\n"))


@dataclass(frozen=True)
class Update:
    """A changed notice beside its contact."""

    notice: Notice
    contact: Contact
    """What the first notice became."""
    onto: Contact
    """Where work goes on: the same, or the contact it was joined to."""
    differences: tuple[Difference, ...]
    sealed: bool
    """Somebody's address is protected, so no address of the notice is shown or kept here."""

    @property
    def what(self) -> str:
        """What changed, as labels."""
        return ", ".join(each.label.lower() for each in self.differences) or _("nothing that is shown here")


def changed_notice(batch: NoticeBatch, row: int) -> Notice | None:
    """The changed notice that begins in this row of a file, or None. One statement. Raises LookupError when the file
    is no longer kept.
    """
    return next((each for each in importing.sort(batch).changed if each.row_numbers[0] == row), None)


def update_of(notice: Notice, authority_id: int, *, at: dt.datetime) -> Update | None:
    """What a changed notice says beside what its contact holds. None where the reader may not see the contact. At most
    four statements.
    """
    receipt = (
        NoticeReceipt.objects.select_related("contact__referrer", "contact__joined_to")
        .filter(authority_id=authority_id, fingerprint=notice.identity)
        .first()
    )
    if receipt is None:
        return None
    contact = receipt.contact
    held = list(contact.reported.select_related("person"))
    sealed = any(each.address_protected for each in held) or bool(
        telling.with_protected_address([each.person_id for each in held if each.person_id])
    )
    now = importing.contact_from(notice)
    sent = [ReportedPerson(part=each.part, **each.facts) for each in now.people]
    referrer = contact.referrer
    told = [
        (_("What happened"), contact.what_happened, now.contact["what_happened"]),
        (_("The child’s own words"), contact.child_words, now.contact["child_words"]),
        *(
            (label, _lines(held, part, at, sealed=sealed), _lines(sent, part, at, sealed=sealed))
            for label, part in ((_("Children"), "child"), (_("Adults"), "adult"))
        ),
        (
            _("Officer"),
            _together(referrer.name, referrer.phone, referrer.email),
            _together(*(now.referrer.get(name, "") for name in ("name", "phone", "email"))),
        ),
    ]
    return Update(
        notice=notice,
        contact=contact,
        onto=contact.joined_to or contact,
        differences=tuple(Difference(*each) for each in told if each[1].strip() != each[2].strip()),
        sealed=sealed,
    )


def _together(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _lines(people: Iterable[ReportedPerson], part: str, at: dt.datetime, *, sealed: bool) -> str:
    today = london_date(at)
    return "\n".join(
        _together(
            each.name,
            f"{_('also known as')} {each.also_known_as}" if each.also_known_as else "",
            each.relation,
            f"{_('born')} {presenters.born_in_words(each, today)}" if each.born_on else "",
            *(() if sealed else presenters.whereabouts(each)),
        )
        for each in people
        if each.part == part
    )


@transaction.atomic
def take_on(
    update: Update, batch: NoticeBatch, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Take what the police sent again onto the contact: its history tells the new words, its team is told. The file is
    forgotten once nothing in it waits.

    Raises MoveRefused, StaleRecord or AlreadyDone, as every move does.
    """
    made = CONTACT.make(
        "update_notice",
        update.onto,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"what": update.what},
        note="\n\n".join(f"{each.label}:\n{each.now or _('Nothing is said now.')}" for each in update.differences),
    )
    NoticeReceipt.objects.filter(authority_id=batch.authority_id, fingerprint=update.notice.identity).update(
        content=update.notice.fingerprint
    )
    found = importing.sort(batch)
    importing.finish(batch, found, at=at, left=len(found.new))
    return made
