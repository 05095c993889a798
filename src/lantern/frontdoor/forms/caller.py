"""Who is worried, and how they can be answered."""

from __future__ import annotations

from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.forms.code_lists import source_choices
from lantern.frontdoor.models import Referrer
from lantern.interface.forms import (
    EmailField,
    Form,
    PhoneField,
    RadioField,
    SelectField,
    TextField,
    TickField,
)
from lantern.partnership import queries as partnership


class CallerForm(Form):
    """Who is worried and how they can be answered. Shared by every form that an officer fills in for a caller."""

    authority = RadioField(
        "Which area does the child live in?", required="Choose the area that the child lives in", inline=True
    )
    source = SelectField("Who is calling?", required="Choose who is calling", empty_label="Choose one")
    anonymous = TickField("They do not want to give their name")
    caller_name = TextField("Their name", max_length=120, autocomplete="off", width=20)
    caller_role = TextField("Job, or who they are to the child", max_length=120, autocomplete="off", width=20)
    organisation = TextField("Organisation", max_length=160, autocomplete="off", width=20)
    caller_phone = PhoneField("Telephone", autocomplete="off")
    caller_email = EmailField("E-mail", autocomplete="off", width=20)
    answer_by = RadioField(
        "How can we tell them what was decided?",
        Referrer.Answer,
        initial=Referrer.Answer.PHONE,
        inline=True,
    )
    safe_times = TextField(
        "When is it safe to ring them?", max_length=100, autocomplete="off", width=20, hint="Leave empty for any time"
    )
    keep_identity_from_family = TickField("Keep who they are from the family", initial=True)

    def __init__(self, *args: Any, by: ActingPerson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        areas = [(str(one.pk), one.short_name) for one in partnership.authorities() if one.pk in by.authorities]
        self.offer("authority", areas)
        self.offer("source", source_choices())
        if len(areas) == 1:
            self.fields["authority"].initial = areas[0][0]

    def clean_authority(self) -> int:
        return int(self.cleaned_data["authority"])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if (
            said.get("answer_by") == Referrer.Answer.PHONE
            and not said.get("anonymous")
            and not said.get("caller_phone")
        ):
            # Worth a word, never worth losing a call for: nobody is turned away for want of a number.
            said["answer_by"] = Referrer.Answer.EMAIL if said.get("caller_email") else Referrer.Answer.NONE
        return said

    def referrer(self) -> dict[str, Any]:
        """Columns of the referrer. Whoever stays anonymous leaves no name, number or address behind."""
        said = self.cleaned_data
        source = said["source"]
        professional = not source.startswith("1") and source not in ("9", "10")
        facts = {"source": source, "role": said.get("caller_role") or "", "professional": professional}
        if said.get("anonymous") or source == "9":
            return {**facts, "anonymous": True, "answer_by": Referrer.Answer.NONE, "keep_identity_from_family": True}
        agency = partnership.agency_of_email(said["caller_email"]) if said.get("caller_email") else None
        return {
            **facts,
            "agency": agency,
            "name": said.get("caller_name") or "",
            "organisation": said.get("organisation") or (agency.name if agency else ""),
            "phone": said.get("caller_phone") or "",
            "email": said.get("caller_email") or "",
            "answer_by": said.get("answer_by") or Referrer.Answer.NONE,
            "safe_times": said.get("safe_times") or "",
            "keep_identity_from_family": bool(said.get("keep_identity_from_family")),
        }
