"""The questions of this room's pages, and the checks that one page can make by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    ApproximateAgeField,
    CheckboxesField,
    Choice,
    DatePartsField,
    Form,
    HiddenField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    YesNoField,
)
from lantern.interface.partial_dates import PartialDate
from lantern.law.codes import code_set
from lantern.law.identifiers import parse_nhs_number, parse_postcode, parse_upn
from lantern.people.models import Identifier, Person, PersonName, Relationship, Sex

Known = Person.BirthKnownTo


def birth_from(given: PartialDate | None) -> tuple[dt.date | None, str]:
    """A date of birth as it is stored: the earliest day it may be, and how far to believe it."""
    if given is None:
        return None, Known.UNKNOWN
    return given.earliest, Known.DAY if given.day else Known.MONTH if given.month else Known.YEAR


def partial_birth(person: Person) -> PartialDate | None:
    """A stored date of birth as a form shows it: only as much as is known."""
    day = person.born_on
    if day is None:
        return None
    match person.birth_known_to:
        case Known.DAY:
            return PartialDate(day.year, day.month, day.day)
        case Known.MONTH:
            return PartialDate(day.year, day.month)
    return PartialDate(day.year)


class _Numbers(Form):
    """Numbers that carry a check: what is typed stays in the box beside the reason."""

    def clean_nhs_number(self) -> str:
        return self._checked("nhs_number", parse_nhs_number)

    def clean_upn(self) -> str:
        return self._checked("upn", parse_upn)

    def clean_postcode(self) -> str:
        return self._checked("postcode", parse_postcode)

    def _checked(self, name: str, parse: Any) -> str:
        typed = self.cleaned_data.get(name) or ""
        if not typed:
            return ""
        found = parse(typed)
        if not found.ok:
            self.add_error(name, found.reason)
            return typed
        return found.value


class FindForm(_Numbers):
    """Whatever is known of a child who may be on record."""

    first_names = TextField(_("First names"), max_length=100, width=20, autocomplete="off")
    last_name = TextField(_("Last name"), max_length=100, width=20, autocomplete="off")
    born = DatePartsField(
        _("Date of birth"), partial=True, not_after_today=True, hint=_("Day and month may be left empty")
    )
    age = ApproximateAgeField(_("Or about how old"), hint=_("For example 7 or 18 months"))
    sex = SelectField(_("Sex"), [("F", _("Female")), ("M", _("Male"))], empty_label=_("Not known"))
    house = TextField(_("House number or name"), max_length=60, width=10, autocomplete="off")
    street = TextField(_("Street"), max_length=120, width=20, autocomplete="off")
    postcode = TextField(_("Postcode"), max_length=10, width=10, autocomplete="off")
    nhs_number = TextField(_("NHS number"), max_length=20, width=10, inputmode="numeric", autocomplete="off")
    upn = TextField(_("Unique pupil number"), max_length=20, width=20, autocomplete="off")

    def clean_postcode(self) -> str:
        """Half a postcode is half an answer: it is compared as far as it goes."""
        typed = self.cleaned_data.get("postcode") or ""
        found = parse_postcode(typed)
        return found.value if found.ok else typed

    def clean(self) -> dict[str, Any]:
        self.require_one_of(
            list(self.fields), _("Enter something that is known, such as a last name or a date of birth")
        )
        return self.cleaned_data


class OpenForm(Form):
    """Why a record is opened by somebody who does not work with the child now."""

    reason = TextField(
        _("Why do you need to open this record?"),
        required=_("Enter why you need to open this record"),
        hint=_("Your name and this reason are kept, and managers read them."),
        max_length=300,
        autocomplete="off",
    )


class UnsealForm(Form):
    """Why a protected address is opened."""

    reason = TextField(
        _("Why do you need this address?"),
        required=_("Enter why you need this address"),
        hint=_("Your name and this reason are kept. Do not write the address down where it can be seen."),
        max_length=300,
        autocomplete="off",
    )
    address = HiddenField()


class RecipientForm(Form):
    """For whom a copy is made. It stands on every page of it."""

    recipient = TextField(
        _("Who is this copy for?"),
        required=_("Enter who this copy is for"),
        max_length=120,
        width=30,
        autocomplete="off",
    )


class NewPersonForm(_Numbers):
    """Somebody who is not on record yet. Little is required: unknown is an answer."""

    who = RadioField(
        _("Who is this?"),
        [
            Choice("child", _("A child"), reveals=["born"]),
            Choice("unborn", _("An unborn child"), reveals=["expected_on"]),
            Choice("adult", _("An adult"), reveals=["born_adult"]),
        ],
        required=_("Choose whether this is a child, an unborn child or an adult"),
        initial="child",
    )
    born = DatePartsField(
        _("Date of birth"), partial=True, not_after_today=True, hint=_("Day and month may be left empty")
    )
    born_adult = DatePartsField(
        _("Date of birth"), partial=True, not_after_today=True, hint=_("Day and month may be left empty")
    )
    expected_on = DatePartsField(_("Expected date of birth"), hint=_("Leave empty if it is not known"))
    first_names = TextField(_("First names"), max_length=100, width=20, autocomplete="off")
    last_name = TextField(_("Last name"), max_length=100, width=20, autocomplete="off")
    known_as = TextField(
        _("Called something else?"), max_length=100, width=20, autocomplete="off", hint=_("The name they are called by")
    )
    sex = RadioField(_("Sex"), Sex, inline=True, initial="U")
    house = TextField(_("House number or name"), max_length=60, width=10, autocomplete="off")
    street = TextField(_("Street"), max_length=120, width=20, autocomplete="off")
    town = TextField(_("Town"), max_length=80, width=20, autocomplete="off")
    postcode = TextField(_("Postcode"), max_length=10, width=10, autocomplete="off")
    protected = TickField(
        _("This address must be kept secret"), hint=_("It is then shown to nobody without a reason that is kept")
    )
    nhs_number = TextField(_("NHS number"), max_length=20, width=10, inputmode="numeric", autocomplete="off")
    upn = TextField(_("Unique pupil number"), max_length=20, width=20, autocomplete="off")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("who") != "unborn":
            self.require_one_of(["first_names", "last_name"], _("Enter a first name or a last name"))
        return self.cleaned_data


class NameForm(Form):
    kind = RadioField(
        _("What kind of name is it?"),
        [
            Choice(
                PersonName.Kind.LEGAL, _("A new legal name"), hint=_("The name on record now becomes a former name")
            ),
            Choice(PersonName.Kind.KNOWN_AS, _("A name they are called by")),
            Choice(PersonName.Kind.FORMER, _("A name they had before")),
            Choice(PersonName.Kind.ALIAS, _("A name somebody else recorded them under")),
        ],
        required=_("Choose what kind of name it is"),
    )
    first_names = TextField(_("First names"), max_length=100, width=20, autocomplete="off")
    last_name = TextField(_("Last name"), max_length=100, width=20, autocomplete="off")
    from_date = DatePartsField(
        _("Since when?"), thing=_("The date"), not_after_today=True, hint=_("Leave empty if it is not known")
    )

    def clean(self) -> dict[str, Any]:
        self.require_one_of(["first_names", "last_name"], _("Enter a first name or a last name"))
        return self.cleaned_data


class MoveForm(Form):
    from_date = DatePartsField(
        _("When did they move in?"), thing=_("The date"), not_after_today=True, hint=_("Leave empty if it is not known")
    )
    house = TextField(_("House number or name"), max_length=60, width=10, autocomplete="off")
    street = TextField(_("Street"), max_length=120, width=20, autocomplete="off")
    town = TextField(_("Town"), max_length=80, width=20, autocomplete="off")
    postcode = TextField(_("Postcode"), max_length=10, width=10, autocomplete="off")
    source = TextField(_("Who told us?"), max_length=60, width=20, autocomplete="off")
    protected = TickField(
        _("This address must be kept secret"), hint=_("It is then shown to nobody without a reason that is kept")
    )
    away = RadioField(
        _("Do they live in another authority's area now?"),
        [
            Choice("no", _("No, or it is not known")),
            Choice("yes", _("Yes: tell its front door"), reveals=["front_door", "because_of", "need_to_know"]),
        ],
        required=_("Say whether they live in another authority's area now"),
        hint=_("Work about them is open. It stays with you until the other authority takes it on."),
        initial="no",
    )
    front_door = SelectField(
        _("Which front door?"), required=_("Choose the front door of the authority they live in now")
    )
    because_of = SelectField(_("Which work must they know of?"), required=_("Choose which work they must know of"))
    need_to_know = LongTextField(
        _("What must they know?"),
        required=_("Say what they must know"),
        rows=5,
        hint=_(
            "Why you work with the family, what is agreed, what worries you, and who can be rung. They see this text,"
            " the name, the date of birth and the address unless it is secret, and nothing else."
        ),
    )

    def __init__(
        self, *args: Any, doors: Sequence[tuple[str, str]] = (), work: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        """``doors`` of other authorities and open ``work``: without both, nothing is asked about another authority."""
        super().__init__(*args, **kwargs)
        if not doors or not work:
            for name in ("away", "front_door", "because_of", "need_to_know"):
                del self.fields[name]
            return
        self.offer("front_door", doors)
        self.offer("because_of", work)


class ProtectForm(Form):
    """Whether the present address is a secret, and for whom."""

    address = HiddenField()
    protected = HiddenField()
    with_others = TickField(
        _("Do the same for everybody recorded at this address now"),
        hint=_("If a brother or sister's address stays open, it gives this one away"),
        initial=True,
    )


class NumberForm(Form):
    kind = RadioField(
        _("What kind of number is it?"),
        [
            Choice(Identifier.Kind.NHS, _("NHS number")),
            Choice(Identifier.Kind.UPN, _("Unique pupil number"), hint=_("An earlier one is kept as a former number")),
            Choice(Identifier.Kind.FORMER_UPN, _("Former unique pupil number")),
            Choice(Identifier.Kind.POLICE, _("Police reference")),
            Choice(Identifier.Kind.AGENCY, _("Another agency's reference"), reveals=["issuer"]),
        ],
        required=_("Choose what kind of number it is"),
    )
    issuer = TextField(
        _("Whose number is it?"), max_length=60, width=20, required=_("Enter whose number it is"), autocomplete="off"
    )
    value = TextField(_("Number"), max_length=40, width=20, required=_("Enter the number"), autocomplete="off")
    verified = TickField(_("I saw it on a document or in the agency's own system"))
    instead = TickField(_("The number of this kind on record is wrong: replace it"))


_LIKELY = (
    "mother",
    "father",
    "parent",
    "step_parent",
    "partner_of_parent",
    "partner",
    "former_partner",
    "full_sibling",
    "half_sibling",
    "step_sibling",
    "grandparent",
    "aunt_or_uncle",
    "child",
    "foster_carer",
    "special_guardian",
    "connected_person",
)
"""Offered first: what families most often are. Source: practice."""


def _relations() -> list[Any]:
    """Kinds of relationship, the usual ones first."""
    on = code_set("relationship").codes
    labels = {code.code: code.label for code in on}
    return [
        (_("Most often"), [(code, labels[code]) for code in _LIKELY]),
        (_("Others"), [(code, label) for code, label in labels.items() if code not in _LIKELY]),
    ]


class TieForm(_Numbers):
    """How somebody is related to the person whose record this is."""

    kind = SelectField(_("What are they to this person?"), required=_("Choose what they are to this person"))
    who = RadioField(
        _("Are they on record?"),
        [
            Choice("known", _("Yes"), reveals=["relative"]),
            Choice("new", _("No, record them now"), reveals=["adult", "first_names", "last_name", "born", "sex"]),
        ],
        required=_("Choose whether they are on record"),
        initial="known",
    )
    relative = TextField(
        _("Their reference"),
        required=_("Enter their reference, like P-7KXM4T9"),
        hint=_("It begins with P- and stands on their record"),
        max_length=12,
        width=10,
        autocomplete="off",
        autocapitalize="characters",
    )
    adult = YesNoField(_("Are they an adult?"), required=_("Choose whether they are an adult"))
    first_names = TextField(_("First names"), max_length=100, width=20, autocomplete="off")
    last_name = TextField(_("Last name"), max_length=100, width=20, autocomplete="off")
    born = DatePartsField(
        _("Date of birth"), partial=True, not_after_today=True, hint=_("Leave empty what is not known")
    )
    sex = RadioField(_("Sex"), Sex, inline=True, initial="U")
    parental_responsibility = RadioField(
        _("Is there parental responsibility?"),
        Relationship.Known,
        inline=True,
        initial="unknown",
        hint=_("Only if somebody knows it. It never follows from being a parent by itself."),
    )
    lives_with = RadioField(_("Do they live together?"), Relationship.Known, inline=True, initial="unknown")
    contact_allowed = RadioField(
        _("Are they allowed to have contact?"), Relationship.Known, inline=True, initial="unknown"
    )
    from_date = DatePartsField(
        _("Since when?"), thing=_("The date"), not_after_today=True, hint=_("Leave empty if it is not known")
    )
    risk_note = TextField(_("Anything a worker must know before meeting them?"), max_length=300, autocomplete="off")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        kinds.choices = [("", _("Choose one")), *_relations()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("who") == "new":
            self.require_one_of(["first_names", "last_name"], _("Enter a first name or a last name"))
        return self.cleaned_data


class EndTieForm(Form):
    tie = HiddenField()
    until = DatePartsField(
        _("When did it end?"), thing=_("The date"), required=_("Enter when it ended"), not_after_today=True
    )


class HouseholdForm(Form):
    """With whom somebody lives. The people offered are those on record as family."""

    what = RadioField(
        _("What has changed?"),
        [
            Choice("joins", _("They live with somebody now"), reveals=["living_with"]),
            Choice("leaves", _("They have left their household")),
        ],
        required=_("Choose what has changed"),
    )
    living_with = TextField(
        _("Reference of somebody they live with"),
        required=_("Enter the reference of somebody they live with"),
        hint=_("It begins with P-. People on this record are listed below."),
        max_length=12,
        width=10,
        autocomplete="off",
        autocapitalize="characters",
    )
    day = DatePartsField(_("Since when?"), thing=_("The date"), required=_("Enter since when"), not_after_today=True)


class BirthForm(Form):
    born_on = DatePartsField(
        _("When was the child born?"),
        thing=_("Date of birth"),
        required=_("Enter the date of birth"),
        not_after_today=True,
    )
    first_names = TextField(
        _("First names"), max_length=100, width=20, autocomplete="off", hint=_("Leave empty if there is no name yet")
    )
    last_name = TextField(_("Last name"), max_length=100, width=20, autocomplete="off")
    sex = RadioField(_("Sex"), Sex, inline=True, required=_("Choose the sex, or not known"))


class DeathForm(Form):
    died_on = DatePartsField(
        _("When did they die?"),
        thing=_("Date of death"),
        not_after_today=True,
        hint=_("Leave empty if it is not known yet"),
    )
    sure = TickField(
        _("I have checked that this is the right record"), required=_("Confirm that this is the right record")
    )


class CorrectForm(Form):
    born = DatePartsField(
        _("Date of birth"), partial=True, not_after_today=True, hint=_("Leave empty what is not known")
    )
    expected_on = DatePartsField(_("Expected date of birth"))
    sex = RadioField(_("Sex"), Sex, inline=True, required=_("Choose the sex, or not known"))
    gender = TextField(_("Gender, in their own word"), max_length=60, width=20, autocomplete="off")
    ethnicity = SelectField(_("Ethnicity"), empty_label=_("Not recorded"))
    disabilities = CheckboxesField(_("Disability"), small=True)
    language = TextField(_("First language"), max_length=60, width=20, autocomplete="off")
    needs = TextField(
        _("Communication and access needs"),
        max_length=300,
        autocomplete="off",
        hint=_("For example an interpreter, or signing"),
    )
    note = LongTextField(_("How do you know?"), rows=2, max_length=500, hint=_("For example: birth certificate seen"))

    def __init__(self, *args: Any, person: Person, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("ethnicity", code_set("ethnicity").choices(on))
        self.offer("disabilities", code_set("disability").choices(on))
        del self.fields["born" if person.is_unborn else "expected_on"]


class NotSameForm(Form):
    other = HiddenField()
    because = TextField(_("How do you know?"), max_length=300, required=_("Enter how you know"), autocomplete="off")


class LinkForm(Form):
    """Saying that two records are of one person. ``versions`` are those of both as they were compared."""

    versions = HiddenField(required=False)
    because = LongTextField(
        _("How do you know that this is one person?"),
        hint=_("Say who told you and what you have seen. Everybody who may see both records can read it."),
        max_length=500,
        rows=3,
        required=_("Enter how you know that they are one person"),
    )
    despite_doubts = TickField(
        _("I have checked what speaks against it, and it is one person all the same"), required=False
    )

    @property
    def seen(self) -> tuple[int, int]:
        """The versions of both records as the reader saw them; what was tampered with fits no record."""
        one, _dot, other = self.cleaned_data["versions"].partition(".")
        return (int(one), int(other)) if one.isdecimal() and other.isdecimal() and len(one + other) < 16 else (0, 0)


class PartForm(Form):
    """Parting two records again."""

    because = LongTextField(
        _("Why are they read apart again?"), max_length=500, rows=3, required=_("Enter why they are read apart again")
    )
    two_people = TickField(_("They are two people: do not offer this pair again"), required=False)


class DayForm(Form):
    """The day on which a family is shown. Stands in the address: it holds no personal facts."""

    day = DatePartsField(_("Show the family as it was on"), thing=_("The day"), required=False)


class ChronologyFilter(Form):
    """What of a chronology is shown. Stands in the address: it holds no personal facts."""

    theme = SelectField(_("What about"), empty_label=_("Everything"))
    significance = SelectField(
        _("How much"),
        [("1", _("Everything")), ("2", _("Notable and key events")), ("3", _("Key events only"))],
        empty_label=None,
    )
    agency = SelectField(_("Recorded by"), empty_label=_("Every agency"))
    impact = TickField(_("Only what somebody wrote the meaning of"))
    since = DatePartsField(_("Since"), thing=_("The date"))


class SinceForm(Form):
    """From which day on something is shown. Stands in the address: it holds no personal facts."""

    since = DatePartsField(
        _("Since which day?"),
        thing=_("The date"),
        required=_("Enter the day of the last review, conference or meeting"),
        not_after_today=True,
        hint=_("The last review, conference or meeting. Where something was decided, that day is proposed."),
    )


class RemarkForm(Form):
    """What an entry of a chronology meant for the person, and how much it matters. Either may be left as it is."""

    impact = LongTextField(
        _("What did this mean for them?"),
        rows=4,
        hint=_(
            "In your own words: what it was like for them, what it changed, what they said. It stands beside the "
            "entry with your name and today’s date. What was written before stays."
        ),
    )
    weight = RadioField(
        _("How much does it matter?"),
        [
            Choice("3", _("A key event"), hint=_("It belongs in any account of their life")),
            Choice("2", _("Notable")),
            Choice("1", _("Routine")),
        ],
    )
    seen = HiddenField()

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not (said.get("impact") or "").strip() and said.get("weight") == self.initial.get("weight"):
            self.add_error("impact", _("Write what this meant for them, or change how much it matters"))
        return said


class FullNameForm(Form):
    """The name of a child who came by number alone."""

    first_names = TextField(_("First names"), max_length=100, width=10, autocomplete="off")
    last_name = TextField(_("Last name"), max_length=100, width=10, autocomplete="off")

    def clean(self) -> dict[str, Any]:
        self.require_one_of(["first_names", "last_name"], _("Enter a first name or a last name"))
        return self.cleaned_data
