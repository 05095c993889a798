"""The questions of early help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from lantern.earlyhelp.models import Measuring
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TimeOfDayField,
)
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.waiting import gate


def _choices(name: str) -> list[Choice]:
    return [
        Choice(each.code, each.label, hint=each.also.get("hint", ""))
        for each in code_set(name).on(dt.date.today())  # noqa: DTZ011 - lists change by the year
    ]


def agencies_for(authority_id: int) -> list[tuple[str, str]]:
    """Agencies with a team that works for the authority, by name: whom one can share with."""
    found = {team.agency_id: team.agency.name for team in partnership.teams_covering(authority_id)}
    return sorted(((str(pk), name) for pk, name in found.items()), key=lambda each: each[1])


class LateForm(Form):
    """A form of an act that has a clock: when it ran out, it asks why."""

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if late:
            self.fields["late_reason"] = LongTextField(
                "Why is this late?", required="Say why this is late", rows=2, hint="Kept with the clock."
            )

    @property
    def why_late(self) -> str:
        return self.cleaned_data.get("late_reason") or ""


class BeginForm(Form):
    """What the help is for, and who it is for."""

    family = CheckboxesField(
        "Who is it for?",
        required="Choose at least one child",
        hint="The whole family, so that nobody is assessed twice.",
    )
    need = RadioField("What matters most?", required="Choose what the help is for")
    why = LongTextField("Why now?", rows=3, hint="In the family’s words where you can.")

    def __init__(self, *args: Any, family: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("need", _choices("early_help_need"))
        if family:
            self.offer("family", list(family))
        else:
            del self.fields["family"]


class FirstContactForm(LateForm):
    """When the family was first spoken with."""

    on = DatePartsField(
        "When did you first speak with the family?",
        thing="The day",
        required="Enter the day you first spoke with the family",
        not_after_today=True,
    )
    at = TimeOfDayField("At what time?", hint="For example 3:30pm. Leave it empty if you do not know.")
    note = LongTextField("What did they say?", rows=3)


class AssessmentForm(Form):
    """The one assessment of the family. Nothing is required while it is written."""

    strengths = LongTextField("What is going well?", rows=4, hint="What this family is good at, and who helps already.")
    needs = LongTextField("What would help?", rows=4)
    worries = LongTextField("What are we worried about?", rows=4, hint="What has happened, and what may happen.")
    analysis = LongTextField(
        "What do you make of it?", rows=5, hint="What it is like to be each child in this family, and why now."
    )
    recommendation = RadioField("What do you recommend?")
    recommendation_words = LongTextField("In a sentence or two, for the family", rows=2)

    NAME = "early_help_assessment"

    def __init__(self, *args: Any, subjects: Sequence[Mapping[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("recommendation", _choices("early_help_recommendation"))
        self.people = list(subjects)
        for each in self.people:
            self.fields[f"voice_{each['number']}"] = LongTextField(
                f"{each['name']}’s own words",
                rows=3,
                hint="Exactly as they said it, not what you make of it."
                if each.get("part") == "child"
                else "What they want to be different, as they said it.",
            )

    @property
    def voice_fields(self) -> list[Any]:
        """The boxes for each person's own words."""
        return [self[f"voice_{each['number']}"] for each in self.people]

    def voices(self) -> list[dict[str, Any]]:
        """What each said, of those who said something."""
        return [
            {
                "number": each["number"],
                "name": each["name"],
                "part": each.get("part", ""),
                "words": self.cleaned_data[f"voice_{each['number']}"],
            }
            for each in self.people
            if self.cleaned_data.get(f"voice_{each['number']}")
        ]


class SubmitForm(LateForm):
    """Asking a manager to agree."""


class AgreeForm(LateForm):
    """A manager agrees the assessment, or sends it back."""

    verdict = RadioField(
        "Do you agree this assessment?",
        [Choice("agree", "Yes, I agree it"), Choice("send_back", "No, more work is needed")],
        required="Say whether you agree",
    )
    words = LongTextField(
        "What did you test, or what is missing?",
        required="Write what you tested, or what is missing",
        rows=4,
        hint="The lead practitioner reads this.",
    )


class ConsentForm(Form):
    """What the family answered when asked whether an agency may be told."""

    agency = SelectField("Which agency?", required="Choose an agency", empty_label="Choose one")
    about = CheckboxesField("About whom?", required="Choose at least one person")
    given = RadioField(
        "What did they answer?",
        [Choice("yes", "Yes", reveals=["sharing"]), Choice("no", "No")],
        required="Say what they answered",
        inline=True,
    )
    sharing = CheckboxesField("What may the agency be told?", required="Choose what may be told")
    given_by = TextField(
        "Who answered?", required="Enter who answered", max_length=200, width=20, hint="Name, or who they are."
    )
    how = RadioField("How?", required="Say how they answered", inline=True)
    on = DatePartsField("When?", thing="The day", required="Enter the day", not_after_today=True)
    words = LongTextField("Anything they said about it", rows=2)

    def __init__(
        self, *args: Any, agencies: Sequence[tuple[str, str]], people: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", list(agencies))
        self.offer("about", list(people))
        self.offer("sharing", _choices("early_help_sharing"))
        self.offer("how", _choices("early_help_consent_how"))


class WithdrawConsentForm(Form):
    """The family takes consent back."""

    given_by = TextField("Who withdrew it?", required="Enter who withdrew it", max_length=200, width=20)
    how = RadioField("How?", required="Say how they told you", inline=True)
    words = LongTextField("What did they say?", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("how", _choices("early_help_consent_how"))


class ShareForm(Form):
    """What is shared with which agency."""

    what = RadioField("What do you share?", required="Choose what to share")
    agency = RadioField("With which agency?", required="Choose an agency")

    def __init__(
        self, *args: Any, agencies: Sequence[tuple[str, str]], things: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("what", list(things))
        self.offer("agency", list(agencies))


class MemberForm(Form):
    """Somebody joins the team around the family."""

    agency = SelectField("Which agency?", required="Choose an agency", empty_label="Choose one")
    name = TextField("Their name", required="Enter their name", max_length=120, width=20)
    role = TextField(
        "What they do", required="Enter what they do", max_length=120, width=20, hint="For example: health visitor."
    )
    reach = TextField("Telephone or work e-mail", max_length=120, width=20)

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", list(agencies))


class SessionForm(Form):
    """A session that was offered, and what became of it."""

    on = DatePartsField("When was it?", thing="The day", required="Enter the day", not_after_today=True)
    kind = RadioField("What was it?", required="Choose what it was")
    outcome = RadioField("What became of it?", required="Say what became of it")
    agency = SelectField("Whose session?", required="Choose an agency", empty_label="Choose one")
    note = LongTextField("What was done, or why they did not come", rows=3)

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", _choices("early_help_session"))
        self.offer("outcome", _choices("early_help_session_outcome"))
        self.offer("agency", list(agencies))


class MissedForm(Form):
    """What is done about sessions that keep being missed."""

    option = RadioField("What will you do?", required="Choose what you will do")
    words = LongTextField(
        "What do you know about why?", rows=3, required="Write what you know, or that you do not know"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("option", _choices("early_help_missed"))


class MeasureForm(Form):
    """How far the family has come, as one person sees it."""

    stage = RadioField("At which point?", Measuring.Stage, required="Say at which point this is", inline=True)
    who = RadioField("Who says so?", Measuring.Who, required="Say who scores", inline=True)
    name = TextField("Their name", max_length=200, width=20, hint="Leave it empty if the practitioner scores.")
    own_measure = TextField(
        "What matters most to this family?",
        max_length=300,
        hint="In their own words, said once: for example “that Mum and Dad stop shouting at tea”.",
    )
    words = LongTextField("What they said about it", rows=3)
    on = DatePartsField("When?", thing="The day", required="Enter the day", not_after_today=True)

    def __init__(self, *args: Any, own_measure: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own_measure:
            del self.fields["own_measure"]
        for each in code_set("early_help_measure").on(dt.date.today()):  # noqa: DTZ011 - lists change by the year
            label = f"{each.label}: “{own_measure}”" if each.also.get("words") and own_measure else each.label
            self.fields[f"score_{each.code}"] = SelectField(
                label,
                [(str(score), f"{score}{_end(score, each.also)}") for score in range(11)],
                empty_label="Not asked",
                hint=f"0: {each.also['low'].lower()}. 10: {each.also['high'].lower()}.",
            )

    @property
    def score_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("score_")]

    def scores(self) -> dict[str, int]:
        """The scores that were given."""
        return {
            name.removeprefix("score_"): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("score_") and value not in ("", None)
        }

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.scores():
            self.add_error("score_safe", "Give at least one score")
        if said.get("who") in (Measuring.Who.CHILD, Measuring.Who.PARENT) and not said.get("name"):
            self.add_error("name", "Enter the name of whoever scores")
        return said


def _end(score: int, also: Mapping[str, str]) -> str:
    return f" – {also['low'].lower()}" if score == 0 else f" – {also['high'].lower()}" if score == 10 else ""


class MeetingForm(Form):
    """When the team around the family meets, where, and who is asked."""

    on = DatePartsField("Which day?", thing="The day", required="Enter the day", not_before_today=True)
    at = TimeOfDayField("At what time?", required="Enter the time", hint="For example 3:30pm.")
    place = TextField("Where?", max_length=200, hint="A place the family can get to.")
    how_to_join = TextField("How to join from elsewhere", max_length=200)
    purpose = LongTextField("What is it for?", rows=3, required="Write what the meeting is for")
    agencies = CheckboxesField("Which agencies are asked?")
    family = CheckboxesField("Who of the family is asked?")

    def __init__(
        self, *args: Any, agencies: Sequence[tuple[str, str]], family: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("family", list(family))
        if agencies:
            self.offer("agencies", list(agencies))
        else:
            del self.fields["agencies"]


class NameWorkerForm(Form):
    """Who of the team leads."""

    worker = RadioField("Who leads for this family?", required="Choose somebody")

    def __init__(self, *args: Any, workers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("worker", list(workers))


class OfferLeadForm(Form):
    """Asking another team to lead."""

    team = SelectField("Which team?", required="Choose a team", empty_label="Choose one")
    need_to_know = LongTextField(
        "What must they know?",
        required="Write what the new lead must know",
        rows=5,
        hint="They read this and who the family is, and nothing else until they accept.",
    )

    def __init__(self, *args: Any, teams: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("team", list(teams))


class StepUpForm(Form):
    """Asking the front door to look again: what is worse, what was tried, and what the family knows."""

    what_changed = LongTextField(
        "What is worse for the child, or what do you know now?",
        required="Write what is worse, or what you know now",
        rows=3,
        hint="Who saw or heard what, and when. The hub reads this first.",
    )
    evidence = LongTextField(
        "What was tried, and what came of it?",
        required="Write what was tried and what came of it",
        rows=3,
        hint="So that nobody offers the same again.",
    )
    family_says = LongTextField(
        "What do the child and the parents say?", required="Write what the child and the parents say", rows=2
    )
    met = RadioField(
        "Does the family know that you ask?",
        [
            Choice("yes", "Yes"),
            Choice("planned", "Not yet, we tell them"),
            Choice("no", "No, it would put a child at risk"),
        ],
        required="Say whether the family knows",
    )
    met_words = LongTextField("When do you tell them, or why not?", rows=1, hint="Leave it empty if they know.")
    if_not = LongTextField(
        "What keeps the child safe until the hub answers?",
        required="Write what keeps the child safe until the hub answers",
        rows=2,
        hint="Who sees the child, and when. If the answer is nobody, ring the hub now.",
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("met") in ("planned", "no") and not said.get("met_words"):
            self.add_error("met_words", "Say when you tell them, or why not")
        return said

    def answers(self) -> gate.Answers:
        """What was answered."""
        return gate.Answers(**{name: self.cleaned_data.get(name) or "" for name in gate.Answers.__dataclass_fields__})


class StepUpNowForm(Form):
    """The same where it can not wait."""

    words = LongTextField(
        "What are you worried about?",
        required="Write what you are worried about",
        rows=3,
        hint="The hub reads this with who the family is. If a child is in danger now, ring 999, then the hub.",
    )
    cannot_wait = LongTextField(
        "Why can it not wait for the other questions?",
        required="Say why it can not wait",
        rows=2,
        hint="It goes to the hub at once. Somebody who did not do it looks at it again.",
    )


class EndForm(Form):
    """The end of early help."""

    ending = RadioField("Why does it end?", required="Say why it ends")
    outcome = RadioField("What did it achieve, as you see it?", required="Say what it achieved")
    family_says = LongTextField(
        "What does the family say?", required="Write what the family says", rows=3, hint="In their own words."
    )
    words = LongTextField(
        "What goes on, and what should happen if it gets hard again?",
        required="Write what goes on, and what should happen if it gets hard again",
        rows=4,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("ending", _choices("early_help_ending"))
        self.offer("outcome", _choices("early_help_outcome"))
