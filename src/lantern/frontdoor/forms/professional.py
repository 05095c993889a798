"""What a professional tells the hub: the worry, the child's own words, the family's view, and on what ground it is
shared.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import ringing_back
from lantern.frontdoor.actions import Reported
from lantern.frontdoor.forms.code_lists import lawful_bases, reason_choices
from lantern.frontdoor.forms.reported import AdultRow, ChildRow
from lantern.frontdoor.forms.ringing_back import RingAtField, ring_choices
from lantern.frontdoor.forms.rows import Rows
from lantern.frontdoor.models import Channel, Consent, ParentsAware, Referrer
from lantern.interface.display import london_date
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    PhoneField,
    RadioField,
    TextField,
    TickField,
)
from lantern.law.codes import default_referral_source
from lantern.law.declared import UnknownEntryError
from lantern.partnership import queries as partnership

DRAFT = "professional_contact"
_NOT_KNOWN = "10"


class KnownChildRow(ChildRow):
    """A child as a professional knows them, who types for themselves."""

    born = DatePartsField(
        _("Date of birth"),
        thing=_("Date of birth"),
        partial=True,
        not_after_today=True,
        hint=_("As much as you know: the year is enough"),
    )


class WorryForm(Form):
    """One worry about one family, from somebody whose job it is to notice."""

    authority = RadioField(
        _("Which area does the child live in?"), required=_("Choose the area that the child lives in"), inline=True
    )
    immediate_danger = TickField(
        _("A child is in danger now"), hint=_("Ring 999 first, then the hub. Tick this so that we see it at once.")
    )
    what_happened = LongTextField(
        _("What has happened?"),
        required=_("Write what has happened"),
        rows=7,
        hint=_("What you saw or were told, when, and by whom. Keep fact and opinion apart."),
    )
    child_words = LongTextField(
        _("What does the child say?"), rows=3, hint=_("In the child's own words, even if it is one word.")
    )
    worries = LongTextField(
        _("What is it like for the child, and what are you worried will happen?"),
        required=_("Write what you are worried about"),
        rows=4,
        hint=_("How it affects the child day by day."),
    )
    strengths = LongTextField(
        _("What is going well, and what has been tried?"),
        rows=3,
        hint=_("Who helps, what you have done, and what came of it."),
    )
    wanted = LongTextField(_("What do you think should happen?"), rows=2)
    reasons = CheckboxesField(
        _("What is it about?"), small=True, hint=_("As many as fit."), required=_("Choose at least one reason")
    )
    parents_aware = RadioField(
        _("Do the parents know that you are telling us?"),
        [
            Choice(ParentsAware.AWARE, _("Yes")),
            Choice(ParentsAware.NOT_AWARE, _("No"), reveals=["not_told_why"]),
            Choice(ParentsAware.NOT_SAFE, _("No, it would not be safe"), reveals=["parents_why_not"]),
            Choice(ParentsAware.NOT_KNOWN, _("I do not know")),
        ],
        required=_("Choose whether the parents know"),
        hint=_(
            "Tell them, unless that puts somebody at risk or harms an enquiry."
            " You need no agreement to share a worry about a child's safety."
        ),
    )
    not_told_why = LongTextField(
        _("Why have they not been told?"), required=_("Say why they have not been told"), rows=2, max_length=2000
    )
    parents_why_not = LongTextField(
        _("Why would it not be safe?"), required=_("Say why it would not be safe"), rows=2, max_length=2000
    )
    consent = RadioField(
        _("Does the family agree to being helped?"),
        [
            Choice(Consent.YES, _("Yes")),
            Choice(Consent.NO, _("No"), reveals=["consent_why"]),
            Choice(Consent.NOT_SOUGHT, _("They have not been asked"), reveals=["consent_not_sought_why"]),
        ],
        required=_("Choose whether the family agrees to being helped"),
        hint=_("This is about help, not about sharing. Early help needs it; protecting a child does not."),
    )
    consent_why = LongTextField(_("What did they say?"), rows=2, max_length=2000)
    consent_not_sought_why = LongTextField(
        _("Why have they not been asked?"), required=_("Say why they have not been asked"), rows=2, max_length=2000
    )
    lawful_basis = RadioField(
        _("On what ground do you share this?"), required=_("Choose the ground on which you share this"), small=True
    )
    name = TextField(_("Your name"), max_length=120, required=_("Enter your name"), width=20, autocomplete="name")
    role = TextField(_("Your job"), max_length=120, required=_("Enter your job"), width=20)
    phone = PhoneField(_("A telephone number on which we reach you"), required=_("Enter a telephone number"))
    ring_at = RingAtField(
        _("When shall we ring you back?"), hint=_("If you would like to talk. You can leave this open."), small=True
    )
    keep_identity_from_family = TickField(
        _("Do not tell the family who contacted the hub"),
        hint=_("Say in what happened why not. As a rule the family knows."),
    )

    def __init__(self, *given: Any, by: ActingPerson, **named: Any) -> None:
        team = partnership.teams()[by.team_id] if by.team_id else None
        areas = sorted(partnership.authorities(), key=lambda each: (each.pk not in by.covers, each.name))
        initial = {
            "role": "" if by.by_link else by.post_title,
            "phone": team.telephone if team else "",
            "authority": str(areas[0].pk) if areas[0].pk in by.covers and len(by.covers) == 1 else None,
        }
        super().__init__(*given, **{"initial": initial, **named})
        self.by = by
        if by.by_link is None:
            del self.fields["name"]  # whoever signed in has told it
        self.offer("authority", [(str(each.pk), each.short_name) for each in areas])
        self.offer("reasons", reason_choices())
        self.offer("lawful_basis", lawful_bases())
        chosen = str(self["authority"].value() or areas[0].pk)
        self.ring_area = next((each.pk for each in areas if str(each.pk) == chosen), None)
        self.offer("ring_at", ring_choices(self.ring_area, timezone.now()))

    def clean_authority(self) -> int:
        return int(self.cleaned_data["authority"])

    def ring(self, at: dt.datetime) -> ringing_back.Wish | None:
        """When they asked to be rung back."""
        return ringing_back.wish(self.cleaned_data.get("ring_at") or "", self.ring_area, at)

    def contact(self) -> dict[str, Any]:
        """Columns of the contact."""
        said = self.cleaned_data
        texts = ("what_happened", "child_words", "worries", "strengths", "wanted", "lawful_basis")
        reasons = [
            said.get("not_told_why"),
            said.get("parents_why_not"),
            said.get("consent_why"),
            said.get("consent_not_sought_why"),
        ]
        return {
            **{name: said.get(name) or "" for name in texts},
            "channel": Channel.PROFESSIONAL_FORM,
            "immediate_danger": bool(said.get("immediate_danger")),
            "reasons": said["reasons"],
            "parents_aware": said["parents_aware"],
            "parents_why_not": "\n".join(reason for reason in reasons if reason),
            "consent": said["consent"],
            "sent_by_id": self.by.user_id,
        }

    def referrer(self, *, email: str) -> dict[str, Any]:
        """Columns of the referrer: who is signed in, as far as we know them already."""
        team = partnership.teams()[self.by.team_id] if self.by.team_id else None
        link = self.by.by_link
        kind = link.agency_kind if link else team.agency.kind if team else ""
        return {
            "source": source_of(kind) if kind else _NOT_KNOWN,
            "agency_id": link.agency_id if link else self.by.agency_id,
            "name": self.cleaned_data["name"] if link else self.by.name[:120],
            "verified_by": Referrer.Verified.EMAIL_DOMAIN if link else Referrer.Verified.ACCOUNT,
            "role": self.cleaned_data["role"],
            "organisation": self.by.agency_name[:160],
            "phone": self.cleaned_data["phone"],
            "email": email,
            "answer_by": Referrer.Answer.ONLINE,
            "keep_identity_from_family": bool(self.cleaned_data.get("keep_identity_from_family")),
            "professional": True,
        }


def source_of(agency_kind: str) -> str:
    """The census's referral source for an agency of this kind; not known for a kind the list does not map."""
    try:
        return default_referral_source(agency_kind) or _NOT_KNOWN
    except UnknownEntryError:
        return _NOT_KNOWN


class ProfessionalContact:
    """The whole page: the worry, the children and the adults."""

    def __init__(self, *, by: ActingPerson, data: QueryDict | None = None, judge: bool = True) -> None:
        changes = {name: _pressed(data, name) for name in ("children", "adults")}
        self.form = WorryForm(data, by=by)
        self.children = Rows(KnownChildRow, "children", data, judge=judge, **changes["children"])
        self.adults = Rows(AdultRow, "adults", data, judge=judge, **changes["adults"])
        if data is not None and not judge:
            self.form.unjudged()

    def is_valid(self) -> bool:
        """Whether it can be sent. At least one child must be described, even if only by age or school."""
        sound = all([self.form.is_valid(), self.children.is_valid(), self.adults.is_valid()])
        if not self.children.filled:
            self.children.forms[0].add_error("first_names", _("Describe at least one child, as far as you can"))
            return False
        return sound

    @property
    def problems(self) -> list[Form]:
        children = self.children.shown or self.children.forms[:1]
        return [*children, *self.adults.shown, self.form]

    def people(self, at: dt.datetime) -> list[Reported]:
        today = london_date(at)
        children = [Reported("child", form.facts(today)) for form in self.children.filled]
        return [
            *children,
            *(Reported("adult", form.facts(today, like=children[0].facts)) for form in self.adults.filled),
        ]


def changes_rows(posted: QueryDict) -> bool:
    """Whether the button pressed draws the page again (a row more or less, the levels) rather than sending."""
    return any(name in posted for name in ("add_another", "remove_children", "remove_adults", "show_levels"))


def _pressed(data: QueryDict | None, name: str) -> dict[str, Any]:
    if data is None:
        return {}
    pressed: dict[str, Any] = {"more": 1} if data.get("add_another") == name else {}
    number = data.get(f"remove_{name}", "")
    return pressed | ({"drop": int(number)} if number.isdecimal() else {})
