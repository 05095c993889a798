"""The telephone form and the one-minute consultation: what an officer types while somebody speaks.

Required things are few.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import QueryDict

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import queries
from lantern.frontdoor.actions import Reported
from lantern.frontdoor.forms.rows import Rows, unjudged
from lantern.frontdoor.models import Channel, Consent, Contact, ParentsAware, Referrer
from lantern.interface.display import london_date
from lantern.interface.forms import (
    ApproximateAgeField,
    CheckboxesField,
    Choice,
    DatePartsField,
    EmailField,
    Form,
    HiddenField,
    LongTextField,
    PhoneField,
    RadioField,
    SelectField,
    TextField,
    TickField,
)
from lantern.interface.partial_dates import ApproximateAge, PartialDate
from lantern.law.codes import code_set
from lantern.law.identifiers import parse_nhs_number, parse_postcode, parse_upn
from lantern.partnership import queries as partnership
from lantern.people.models import Person, Sex
from lantern.spine.models import Priority

_BY_PHONE = Channel.TELEPHONE.value

PARENTS = [
    Choice("aware", "They know"),
    Choice("not_aware", "They do not know"),
    Choice("not_safe", "It was not safe to ask", reveals=["parents_why_not"]),
    Choice("not_known", "Not known"),
]


def source_choices() -> list[tuple[str, str]]:
    """Who contacts a front door, by the list of the children in need census."""
    return code_set("referral_source").choices(dt.datetime.now(dt.UTC).date())


def reason_choices() -> list[tuple[str, str]]:
    """Contact reasons: a house list, as none is national."""
    return code_set("contact_reason").choices(dt.datetime.now(dt.UTC).date())


def lawful_bases() -> list[Choice]:
    """Grounds for sharing with the help somebody needs who is on the telephone. Consent stands last, and says why."""
    helps = {
        "public_task": "The usual ground for the council, police and health: it is their job by law.",
        "legal_obligation": "A law says that it must be shared, such as a duty to report.",
        "vital_interests": "Somebody's life is at risk now.",
        "consent": "Rarely right in safeguarding: people can not freely say no. "
        "Agreeing to help is a different question.",
    }
    offered = [
        code
        for code in code_set("lawful_basis").on(dt.datetime.now(dt.UTC).date())
        if code.also.get("who") in ("public", "any")
    ]
    order = {code: place for place, code in enumerate(helps)}
    return [
        Choice(code.code, code.label, hint=helps.get(code.code, ""))
        for code in sorted(offered, key=lambda code: order.get(code.code, 9))
    ]


class PersonRow(Form):
    """What a caller can say about anybody."""

    says_nothing: ClassVar[frozenset[str]] = frozenset({"sex", "same_address"})

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was typed in it and nothing is known: it looks like every other empty row."""
        return not self.is_bound and not self.initial

    first_names = TextField("First names", max_length=100, autocomplete="off", width=20, spellcheck=False)
    last_name = TextField("Last name", max_length=100, autocomplete="off", width=20, spellcheck=False)
    house = TextField("House number or name", max_length=60, autocomplete="off", width=10)
    street = TextField("Street", max_length=120, autocomplete="off", width=20)
    town = TextField("Town", max_length=80, autocomplete="off", width=20)
    postcode = TextField("Postcode", max_length=10, autocomplete="off", width=10, spellcheck=False)
    needs = TextField("Language, interpreter or access needs", max_length=300, autocomplete="off")

    def clean_postcode(self) -> str:
        """A postcode as it is stored. What can not be one is sent back, still in its box."""
        typed = self.cleaned_data.get("postcode") or ""
        if not typed.strip():
            return ""
        found = parse_postcode(typed)
        if not found.ok:
            raise ValidationError(found.reason)
        return found.value

    def place(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name) or "" for name in ("house", "street", "town", "postcode", "needs")}


class ChildRow(PersonRow):
    """A child as somebody describes them. Anything may be unknown; nothing is guessed."""

    says_nothing: ClassVar[frozenset[str]] = frozenset({"sex"})

    also_known_as = TextField("Also known as", max_length=100, autocomplete="off", width=20, spellcheck=False)
    born = DatePartsField(
        "Date of birth",
        thing="Date of birth",
        partial=True,
        not_after_today=True,
        hint="As much as the caller knows: the year is enough",
    )
    age = ApproximateAgeField("Or about how old", hint="For example 7, or 18 months")
    unborn = TickField("Not born yet", reveals=["expected_on"])
    expected_on = DatePartsField("When is the baby expected?", thing="The expected date")
    sex = SelectField("Sex", Sex.choices, empty_label=None, initial=Sex.UNKNOWN)
    address_protected = TickField(
        "This address must be protected", hint="Somebody could be in danger if it became known"
    )
    school = TextField("School, nursery or college", max_length=120, autocomplete="off")
    nhs_number = TextField("NHS number", max_length=20, autocomplete="off", width=10, spellcheck=False)
    upn = TextField("Unique pupil number", max_length=20, autocomplete="off", width=10, spellcheck=False)
    person = HiddenField("Known child")

    def clean_nhs_number(self) -> str:
        return _number(self.cleaned_data.get("nhs_number"), parse_nhs_number)

    def clean_upn(self) -> str:
        return _number(self.cleaned_data.get("upn"), parse_upn)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("unborn") and self.cleaned_data.get("born"):
            self.add_error(
                "unborn", "A child who has a date of birth is born. Untick this, or empty the date of birth."
            )
        return self.cleaned_data

    def facts(self, today: dt.date) -> dict[str, Any]:
        """Columns of a reported person."""
        said = self.cleaned_data
        named = {
            name: said.get(name) or ""
            for name in ("first_names", "last_name", "also_known_as", "school", "nhs_number", "upn")
        }
        unborn = bool(said.get("unborn"))
        return {
            **named,
            **self.place(),
            **({} if unborn else birth_facts(said.get("born"), said.get("age"), today)),
            "unborn": unborn,
            "expected_on": said.get("expected_on"),
            "sex": said.get("sex") or Sex.UNKNOWN,
            "address_protected": bool(said.get("address_protected")),
        }


def birth_facts(born: PartialDate | None, age: ApproximateAge | None, today: dt.date) -> dict[str, Any]:
    """A birth date as far as it is known: the day, the month, the year, or about an age.

    The middle of what it may be is kept.
    """
    known = Person.BirthKnownTo
    if born is not None:
        to = known.DAY if born.day else known.MONTH if born.month else known.YEAR
        return {"born_on": born.earliest, "birth_known_to": to, "age_words": ""}
    if age is not None:
        first, last = age.born_between(today)
        return {"born_on": first + (last - first) / 2, "birth_known_to": known.ABOUT, "age_words": str(age)}
    return {"born_on": None, "birth_known_to": known.UNKNOWN, "age_words": ""}


def _number(typed: str | None, parse: Any) -> str:
    if not (typed or "").strip():
        return ""
    found = parse(typed)
    if not found.ok:
        raise ValidationError(found.reason)
    return found.value


class AdultRow(PersonRow):
    """A parent, carer or anybody else who matters in what is told."""

    says_nothing: ClassVar[frozenset[str]] = frozenset({"same_address"})

    relation = TextField(
        "Relationship to the child",
        max_length=60,
        autocomplete="off",
        width=20,
        hint="For example mother, or mother's partner",
    )
    born = DatePartsField("Date of birth", thing="Date of birth", partial=True, not_after_today=True)
    phone = PhoneField("Telephone", autocomplete="off")
    same_address = TickField("Lives with the first child")

    def facts(self, today: dt.date, like: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Columns of a reported person. ``like``: the first child, whose address is theirs when ticked."""
        said = self.cleaned_data
        place = self.place()
        if said.get("same_address") and like:
            place |= {name: like[name] for name in ("house", "street", "town", "postcode")}
        named = {name: said.get(name) or "" for name in ("first_names", "last_name", "relation", "phone")}
        protected = bool(said.get("same_address") and like and like.get("address_protected"))
        return {**named, **place, **birth_facts(said.get("born"), None, today), "address_protected": protected}


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
        self.fields["authority"].replace_choices(areas)  # type: ignore[attr-defined]
        self.fields["source"].replace_choices(source_choices())  # type: ignore[attr-defined]
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
        self.fields["reasons"].replace_choices(reason_choices())  # type: ignore[attr-defined]
        self.fields["lawful_basis"].replace_choices([(one.value, one.label) for one in lawful_bases()])  # type: ignore[attr-defined]

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
            unjudged(self.form)

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


class AdviceForm(CallerForm):
    """A professional asks for advice: a minute's work. The child may stay unnamed."""

    asked = LongTextField("What did they ask?", required="Write what they asked about", rows=4)
    advice = LongTextField("What did you advise?", required="Write what you advised", rows=4)
    reasons = CheckboxesField("What was it about?")
    first_names = TextField(
        "Child's first names",
        max_length=100,
        autocomplete="off",
        width=20,
        hint="Leave empty when the child is not named",
    )
    last_name = TextField("Child's last name", max_length=100, autocomplete="off", width=20)
    born = DatePartsField("Child's date of birth", thing="Date of birth", partial=True, not_after_today=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].replace_choices(reason_choices())  # type: ignore[attr-defined]

    def people(self, on: dt.datetime) -> list[Reported]:
        """The child, if anybody was named."""
        said = self.cleaned_data
        if not (said.get("first_names") or said.get("last_name") or said.get("born")):
            return []
        facts = {"first_names": said.get("first_names") or "", "last_name": said.get("last_name") or ""}
        return [Reported("child", {**facts, **birth_facts(said.get("born"), None, london_date(on))})]


def as_key(text: str) -> uuid.UUID | None:
    """A record's id from a form, or None for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
