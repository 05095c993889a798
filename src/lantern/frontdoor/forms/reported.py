"""The repeated rows of a form: a child or an adult, as somebody tells of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from lantern.interface.forms import (
    ApproximateAgeField,
    DatePartsField,
    Form,
    HiddenField,
    PhoneField,
    SelectField,
    TextField,
    TickField,
)
from lantern.interface.partial_dates import ApproximateAge, PartialDate
from lantern.law.identifiers import parse_nhs_number, parse_postcode, parse_upn
from lantern.people.models import Person, Sex


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
