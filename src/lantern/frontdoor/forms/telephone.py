"""The telephone form: what an officer types while somebody speaks. Required things are few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import queries
from lantern.frontdoor.actions import Reported
from lantern.frontdoor.forms.caller import CallerForm
from lantern.frontdoor.forms.code_lists import lawful_bases, reason_choices
from lantern.frontdoor.forms.reported import AdultRow, ChildRow
from lantern.frontdoor.forms.rows import Rows
from lantern.frontdoor.models import Channel, Consent, Contact, ParentsAware
from lantern.interface.display import london_date
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    Form,
    HiddenField,
    LongTextField,
    RadioField,
    SelectField,
    TickField,
)
from lantern.spine.models import Priority

_BY_PHONE = Channel.TELEPHONE.value


PARENTS = [
    Choice("aware", "They know"),
    Choice("not_aware", "They do not know"),
    Choice("not_safe", "It was not safe to ask", reveals=["parents_why_not"]),
    Choice("not_known", "Not known"),
]


class TelephoneForm(CallerForm):
    """A worry told on the telephone."""

    channel = SelectField(
        "How did it reach us?",
        [(_BY_PHONE, "Telephone"), (Channel.EMAIL.value, "E-mail or letter"), (Channel.IN_PERSON.value, "In person")],
        empty_label=None,
        initial=_BY_PHONE,
    )
    immediate_danger = TickField(
        "A child is in danger now", hint="Ring 999 first. The contact is red from this moment."
    )
    what_happened = LongTextField(
        "What has happened?",
        required="Write what the caller told you",
        rows=6,
        hint="What they saw or heard, when, and how they know",
    )
    worries = LongTextField("What are they worried about?", rows=3)
    strengths = LongTextField("What is going well? Who helps?", rows=2)
    wanted = LongTextField("What do they think should happen?", rows=2)
    child_words = LongTextField("What does the child say?", rows=2, hint="In the child's own words")
    parents_aware = RadioField("Do the parents know about this contact?", PARENTS, initial=ParentsAware.NOT_KNOWN)
    parents_why_not = LongTextField("Why was it not safe to ask?", required="Say why it was not safe to ask", rows=2)
    consent = RadioField("Does the family agree to help?", Consent, initial=Consent.NOT_KNOWN, inline=True)
    lawful_basis = SelectField("Lawful basis for sharing", empty_label="Not said yet")
    reasons = CheckboxesField("What is it about?", hint="As many as fit")
    urgency = RadioField(
        "How urgent does it sound?",
        [*((str(one.value), one.label) for one in Priority), ("", "Not rated yet")],
        initial="",
        inline=True,
        hint="Not rated counts as red until somebody has screened it",
    )
    child_not_known = TickField("The caller can not say who the child is")
    from_advice = HiddenField("Made from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reasons", reason_choices())
        self.offer("lawful_basis", [(one.value, one.label) for one in lawful_bases()])

    def contact(self) -> dict[str, Any]:
        """Columns of the contact."""
        said = self.cleaned_data
        texts = ("what_happened", "worries", "strengths", "wanted", "child_words", "parents_why_not", "lawful_basis")
        return {
            **{name: said.get(name) or "" for name in texts},
            "channel": said.get("channel") or _BY_PHONE,
            "immediate_danger": bool(said.get("immediate_danger")),
            "parents_aware": said.get("parents_aware") or ParentsAware.NOT_KNOWN,
            "consent": said.get("consent") or Consent.NOT_KNOWN,
            "reasons": said.get("reasons") or [],
            "taken_by_id": self.by.user_id,
        }


class TelephoneContact:
    """The whole page: the caller, the worry, the children and the adults."""

    NAME = "telephone_contact"

    def __init__(
        self,
        *,
        by: ActingPerson,
        data: QueryDict | None = None,
        judge: bool = True,
        initial: Mapping[str, Any] | None = None,
        children: list[dict[str, Any]] | None = None,
        adults: list[dict[str, Any]] | None = None,
    ) -> None:
        self.by = by
        press = _pressed(data)
        self.form = TelephoneForm(data, by=by, initial=dict(initial or {}))
        self.children = Rows(ChildRow, "children", data, initial=children or (), judge=judge, **press["children"])
        self.adults = Rows(AdultRow, "adults", data, initial=adults or (), judge=judge, **press["adults"])
        if data is not None and not judge:
            self.form.unjudged()

    @classmethod
    def from_advice(cls, advice: Contact, *, by: ActingPerson) -> TelephoneContact:
        """The form as far as a consultation already filled it in: nobody types a thing twice."""
        told = advice.referrer
        caller = {
            name: getattr(told, name)
            for name in ("source", "anonymous", "organisation", "answer_by", "safe_times", "keep_identity_from_family")
        }
        rows: dict[str, list[dict[str, Any]]] = {"child": [], "adult": []}
        for each in advice.reported.all():
            columns = (
                "first_names",
                "last_name",
                "also_known_as",
                "sex",
                "house",
                "street",
                "town",
                "postcode",
                "school",
                "relation",
                "phone",
            )
            facts: dict[str, Any] = {name: getattr(each, name) for name in columns}
            if each.born_on:
                facts["born"] = each.born_on
            rows[each.part].append(facts)
        return cls(
            by=by,
            initial={
                **caller,
                "caller_name": told.name,
                "caller_role": told.role,
                "caller_phone": told.phone,
                "caller_email": told.email,
                "authority": str(advice.authority_id),
                "what_happened": f"{advice.what_happened}\n\nAdvice given then: {advice.told_words}",
                "reasons": advice.reasons,
                "from_advice": advice.reference,
            },
            children=rows["child"],
            adults=rows["adult"],
        )

    def choose(self, row: int, reference: str) -> None:
        """The officer recognised a known child: remember whom, until the form is sent."""
        if row < len(self.children.forms):
            form = self.children.forms[row]
            data = QueryDict(mutable=True)
            data.update(form.data)
            data[f"{form.prefix}-person"] = reference
            form.data = data

    def is_valid(self) -> bool:
        """Whether it can be kept as a contact.

        A child must be described, or it must be said that nobody knows who it is.
        """
        sound = all([self.form.is_valid(), self.children.is_valid(), self.adults.is_valid()])
        if self.form.is_valid() and not self.children.filled and not self.form.cleaned_data.get("child_not_known"):
            self.form.add_error(
                "child_not_known", "Describe at least one child, or say that the caller can not tell who it is"
            )
            return False
        return sound

    @property
    def problems(self) -> list[Form]:
        """The forms of the page in its own order, for the error summary."""
        return [self.form, *self.children.shown, *self.adults.shown]

    def people(self, on: dt.datetime) -> list[Reported]:
        """Everybody who was described, the known children linked already. One statement for each known child."""
        today = london_date(on)
        told: list[Reported] = []
        for form in self.children.filled:
            known = (
                queries.person_for(self.by, form.cleaned_data.get("person") or "")
                if form.cleaned_data.get("person")
                else None
            )
            told.append(Reported("child", form.facts(today), known.pk if known else None))
        if not told:
            told.append(Reported("child", {}))
        first = told[0].facts
        return [
            *told,
            *(
                Reported("adult", form.facts(today, like=first if self.children.filled else None))
                for form in self.adults.filled
            ),
        ]

    @property
    def urgent(self) -> Priority | None:
        chosen = self.form.cleaned_data.get("urgency")
        return Priority(int(chosen)) if chosen else None


def _pressed(data: QueryDict | None) -> dict[str, dict[str, Any]]:
    """Which button changed the form rather than sent it: another row, or one row less."""
    changes: dict[str, dict[str, Any]] = {"children": {}, "adults": {}}
    if data is not None:
        added = str(data.get("add_another", ""))
        if added in changes:
            changes[added]["more"] = 1
        for name in changes:
            removed = str(data.get(f"remove_{name}", ""))
            if removed.isdecimal():
                changes[name]["drop"] = int(removed)
    return changes
