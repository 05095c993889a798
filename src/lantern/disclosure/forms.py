"""The questions of this room's pages, and the checks that one page can make by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.disclosure.known_to import HEADINGS, MAX_BYTES
from lantern.disclosure.models import AgencyView, Chronology
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    FileField,
    Form,
    LateForm,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
)
from lantern.law.codes import code_set


def reasons(use: str) -> list[Choice]:
    """Reasons that may hide a passage, or refuse the whole, with the law behind each."""
    return [
        Choice(each.code, each.label, hint=each.also["provision"])
        for each in code_set("withholding_reason").codes
        if each.also["for"] in (use, "both")
    ]


class RequestForm(Form):
    """What was asked, by whom, and about whom."""

    people = CheckboxesField(_("Whom does the request ask about?"), required=_("Choose at least one person"))
    requester = RadioField(
        _("Who asks?"),
        required=_("Choose who asks"),
        hint=_(
            "Parental responsibility alone gives no right: it is the child's right, and a child who understands "
            "decides."
        ),
    )
    requester_name = TextField(_("Their name"), required=_("Enter the name of whoever asks"), max_length=160)
    authority_seen = LongTextField(
        _("By what right do they ask for somebody else?"),
        rows=2,
        hint=_(
            "Parental responsibility and how you know of it, or the signed authority. Leave it empty for somebody "
            "who asks about themselves."
        ),
    )
    send_to = TextField(
        _("Where does the answer go?"),
        required=_("Enter the address or e-mail that the answer goes to"),
        max_length=300,
        hint=_("An address that they gave themselves, and that is safe for them"),
    )
    received_on = DatePartsField(
        _("When did we receive it?"),
        thing=_("The date"),
        required=_("Enter the day the request was received"),
        not_after_today=True,
        hint=_("The clock counts from this day, whenever it is keyed."),
    )
    asked = LongTextField(_("What do they ask for, in their own words?"), required=_("Enter what they ask for"), rows=4)
    records = CheckboxesField(_("Which records?"), required=_("Choose at least one kind of record"), initial=[])
    since = DatePartsField(_("From which day?"), thing=_("The date"), hint=_("Leave it empty for everything"))
    until = DatePartsField(_("Until which day?"), thing=_("The date"), hint=_("Leave it empty for everything"))

    def __init__(self, *given: Any, people: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("people", [Choice(key, name) for key, name in people])
        today = dt.datetime.now(dt.UTC).date()
        self.offer("requester", code_set("access_requester").choices(today))
        records = code_set("held_record").choices(today)
        self.offer("records", records)
        self.fields["records"].initial = [code for code, _label in records]
        if people:
            self.fields["people"].initial = [people[0][0]]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day must be on or after the first"))
        if said.get("requester") not in (None, "", "child", "themselves") and not said.get("authority_seen"):
            self.add_error("authority_seen", _("Say by what right they ask, and how you know of it"))
        return said


class AskRequesterForm(Form):
    question = LongTextField(
        _("What do you ask them?"),
        required=_("Enter what you ask the requester"),
        rows=4,
        hint=_("Only what you truly need. The clock stands still until they answer."),
    )


class RequesterAnsweredForm(Form):
    answer = LongTextField(_("What did they answer?"), required=_("Enter what the requester answered"), rows=4)


class IdentifyForm(Form):
    how = RadioField(_("How did you make sure who they are?"), required=_("Choose how you made sure who they are"))
    note = LongTextField(
        _("What did you see?"),
        required=_("Enter what you saw"),
        rows=3,
        hint=_(
            "Kind of document and its last digits; never a copy of it. For a child: how you know that they "
            "understand, or who decides for them."
        ),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        today = dt.datetime.now(dt.UTC).date()
        self.offer("how", code_set("identity_evidence").choices(today))


class ExtendForm(Form):
    why = LongTextField(
        _("Why does it need longer?"),
        required=_("Enter why it needs longer"),
        rows=4,
        hint=_(
            "The requester is told this within the first month: that it is complex, or that there is much of "
            "it, and why."
        ),
    )


class GatherForm(Form):
    """Nothing is asked: the scope of the request says what is gathered."""


class AskViewsForm(Form):
    """Nothing is asked: every agency whose information was gathered is asked about its own."""


class WithoutViewForm(Form):
    why = LongTextField(
        _("Why do you decide without their view?"), required=_("Enter why you decide without their view"), rows=3
    )


class SubmitForm(Form):
    refuse = RadioField(
        _("What is the answer?"),
        [
            Choice("no", _("Disclose what stands, with what is withheld left out")),
            Choice("yes", _("Refuse as a whole"), reveals=["reason"]),
        ],
        required=_("Choose what the answer is"),
    )
    reason = RadioField(_("Why is it refused?"), required=_("Choose why it is refused"))
    note = LongTextField(
        _("What must whoever approves know?"),
        required=_("Enter what whoever approves must know"),
        rows=4,
        hint=_("How you weighed harm and other people's rights, and what the agencies said."),
    )
    read = TickField(_("I have read every record that goes out"), required=_("Read every record, then tick the box"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("reason", reasons("whole"))


class SendBackForm(Form):
    why = LongTextField(_("What must be looked at again?"), required=_("Enter what must be looked at again"), rows=4)


class ApproveForm(Form):
    note = LongTextField(
        _("What did you look at?"),
        required=_("Enter what you looked at"),
        rows=3,
        hint=_("Which records you read, and why you agree with what is withheld."),
    )


class DiscloseForm(LateForm):
    """Nothing more is asked than why, when it is late."""


class CopyForm(Form):
    recipient = TextField(
        _("Whom is the copy for?"), required=_("Enter whom the copy is for"), max_length=160, autocomplete="off"
    )


class WithdrawForm(Form):
    why = LongTextField(_("What did the requester say?"), required=_("Enter what the requester said"), rows=3)


class WithholdForm(Form):
    """What of one record is withheld: whole sentences, exact words, or all of it; and why."""

    sentences = CheckboxesField(_("Sentences to withhold"))
    words = TextField(
        _("Or the exact words to withhold"),
        max_length=500,
        autocomplete="off",
        hint=_("As they stand in the record. Every place in this record where they stand is withheld."),
    )
    whole = TickField(_("Withhold the whole record"))
    reason = RadioField(_("Why?"), required=_("Choose why it is withheld"))
    because = TextField(
        _("In your own words"), max_length=300, hint=_("For whoever approves. It does not go out."), autocomplete="off"
    )

    def __init__(self, *given: Any, text: str, sentences: Sequence[tuple[int, int]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.text = text
        self.offered = {f"{start}-{end}": (start, end) for start, end in sentences}
        self.offer("sentences", [Choice(key, text[start:end]) for key, (start, end) in self.offered.items()])
        self.offer("reason", reasons("passage"))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        words = (said.get("words") or "").strip()
        if not (said.get("sentences") or words or said.get("whole")):
            self.add_error("sentences", _("Choose a sentence, write the words, or withhold the whole record"))
        if words and not self.places(words):
            self.add_error("words", _("These words are not in this record. Copy them as they stand"))
        return said

    def places(self, words: str) -> list[tuple[int, int]]:
        """Every place where the words stand, small and capital letters alike."""
        found, at, plain, wanted = [], 0, self.text.lower(), words.lower()
        while (at := plain.find(wanted, at)) >= 0:
            found.append((at, at + len(wanted)))
            at += len(wanted)
        return found

    def chosen(self) -> list[tuple[int, int]]:
        """The passages that were chosen."""
        said = self.cleaned_data
        if said.get("whole"):
            return [(0, len(self.text))]
        words = (said.get("words") or "").strip()
        return [*(self.offered[key] for key in said.get("sentences") or []), *(self.places(words) if words else [])]


class FindPersonForm(Form):
    """Whom to look for in everything that was gathered."""

    who = SelectField(_("Who?"), empty_label=_("Choose somebody, or write words below"))
    words = TextField(
        _("Other words that mean them"),
        max_length=200,
        autocomplete="off",
        hint=_("A nickname, a telephone number, a street. Separate several with commas."),
    )

    def __init__(self, *given: Any, people: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("who", list(people))

    def clean(self) -> dict[str, Any]:
        self.require_one_of(["who", "words"], _("Choose somebody, or write words to look for"))
        return self.cleaned_data


class HidePersonForm(Form):
    """Which mentions are withheld, each confirmed; and why."""

    marks = CheckboxesField(_("Mentions to withhold"), required=_("Choose at least one mention"))
    reason = RadioField(_("Why?"), required=_("Choose why it is withheld"), initial="third_party")

    def __init__(self, *given: Any, marks: Sequence[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("marks", [Choice(each, each) for each in marks])
        self.offer("reason", reasons("passage"))


class ViewForm(LateForm):
    """A view on each piece of an agency's information."""

    def __init__(self, *given: Any, numbers: Sequence[int], **named: Any) -> None:
        super().__init__(*given, **named)
        views = AgencyView.View
        for number in numbers:
            self.fields[f"view-{number}"] = RadioField(
                _("May it be disclosed to the person it is about?"),
                [
                    Choice(views.MAY, views.MAY.label),
                    Choice(views.IN_PART, views.IN_PART.label, reveals=[f"part-{number}"]),
                    Choice(views.NOT, views.NOT.label, reveals=[f"why-{number}"]),
                ],
                required=_("Choose whether it may be disclosed"),
            )
            self.fields[f"part-{number}"] = LongTextField(
                _("Which words should stay out, and why?"),
                required=_("Enter which words should stay out, and why"),
                rows=3,
            )
            self.fields[f"why-{number}"] = LongTextField(
                _("What harm would it do?"), required=_("Enter what harm it would do"), rows=3
            )
        self.numbers = list(numbers)

    def answers(self) -> dict[str, dict[str, str]]:
        """The view on each piece, and the words that go with it."""
        said = self.cleaned_data
        return {
            str(number): {
                "view": said[f"view-{number}"],
                "words": said.get(f"part-{number}") or said.get(f"why-{number}") or "",
            }
            for number in self.numbers
        }


class ToldFilter(Form):
    """Which agency's tellings are shown."""

    agency = SelectField(_("Agency"), empty_label=_("Everybody"))

    def __init__(self, *given: Any, agencies: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("agency", list(agencies))


class FeedForm(Form):
    """A file of pointers, and for which area."""

    authority = RadioField(_("Which area is the file for?"), required=_("Choose the area that the file is for"))
    file = FileField(
        _("File of pointers"),
        required=_("Choose a file"),
        endings=[".csv"],
        max_bytes=MAX_BYTES,
        hint=_("A table saved as CSV: %(headings)s. NHS number and Postcode may be left out; nothing else is taken.")
        % {"headings": HEADINGS},
    )

    def __init__(self, *given: Any, areas: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("authority", list(areas))
        if len(areas) == 1:
            self.fields["authority"].initial = areas[0][0]


# ---- An account for a court or for the family -----------------------------------------------------------------------


class CompileForm(Form):
    """For whom a chronology is put together, what for, and how much of it."""

    recipient = TextField(_("Who is it for?"), required=_("Enter who it is for"), max_length=160)
    purpose = TextField(_("What is it for?"), required=_("Enter what it is for"), max_length=300)
    since = DatePartsField(_("From which day?"), thing=_("The date"), hint=_("Leave it empty for everything"))
    until = DatePartsField(_("Until which day?"), thing=_("The date"), hint=_("Leave it empty for everything"))
    only_significant = RadioField(
        _("What is chosen to begin with?"),
        [
            Choice("yes", _("What matters"), hint=_("Notable and key events, and whatever has a meaning beside it")),
            Choice("no", _("Everything")),
        ],
        hint=_("You choose line by line on the next page."),
        initial="yes",
    )
    named = CheckboxesField(
        _("Who may be named in it, besides the child?"),
        hint=_("Nobody else can be named in what goes out."),
    )

    def __init__(self, *given: Any, audience: str, people: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        if audience == Chronology.Audience.COURT:
            self.leave_out("named")
            self.fields["recipient"].help_text = _("The court, or whoever asked for it")
            self.fields["purpose"].help_text = _("The proceedings and the case number")
        else:
            self.leave_out("only_significant")
            self.fields["recipient"].help_text = _("The child, or who reads it with them. It stands on every page.")
            self.fields["purpose"].help_text = _("For example, life story work before a move")
            self.offer("named", [Choice(key, name) for key, name in people])
            if not people:
                self.leave_out("named")

    def leave_out(self, name: str) -> None:
        """A question that this form does not ask."""
        del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day must be on or after the first"))
        return said


class LineForm(Form):
    """How one line goes out."""

    shown = RadioField(
        _("Does it go in?"),
        [Choice("yes", _("Yes")), Choice("no", _("No"))],
        required=_("Choose whether it goes in"),
    )
    words = LongTextField(_("How it goes out"), rows=6)
    impact = LongTextField(_("What this meant"), rows=3, hint=_("Leave it empty to leave it out"))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("shown") == "yes" and not (said.get("words") or "").strip():
            self.add_error("words", _("Enter how it goes out, or leave the line out"))
        return said


class SubmitChronologyForm(Form):
    read = TickField(
        _("I have read every line that goes in"), required=_("Read every line that goes in, then tick this")
    )


class ApproveChronologyForm(Form):
    note = LongTextField(_("What did you look at?"), required=_("Enter what you looked at"), rows=3)


class ReleaseChronologyForm(Form):
    """Nothing is asked: the document is made from what was approved."""


class PutAwayForm(Form):
    why = LongTextField(_("Why is it put away?"), required=_("Enter why it is put away"), rows=3)
