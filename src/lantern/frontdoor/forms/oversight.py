"""A manager's look at a decision, the answer to whoever was worried, and handing the night's work to the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from lantern.frontdoor import rules
from lantern.frontdoor.forms.code_lists import theme_choices
from lantern.frontdoor.forms.letting_in import LettingIn
from lantern.frontdoor.models import Disagreement
from lantern.interface.forms import CheckboxesField, Choice, Form, LateForm, LongTextField, RadioField, SelectField
from lantern.law.codes import code_set
from lantern.partnership.models import Team
from lantern.waiting import choosing


class SignOffForm(LettingIn, LateForm):
    """Agree, or ask for another look."""

    verdict = RadioField(
        "Your decision",
        [
            Choice(
                "sign_off",
                "Sign off",
                hint="What was decided is offered to the receiving teams now",
                reveals=["tested"],
            ),
            Choice("send_back", "Send back for another look", reveals=["reason", "themes"]),
        ],
        required="Choose whether you sign this off",
    )
    tested = LongTextField(
        "What did you test?",
        required="Write what you tested",
        rows=3,
        hint="For example: read the history, compared the level with the clauses, asked why health was not asked",
    )
    cumulative = LongTextField(
        "What did you test about risk that adds up?",
        required="Say what you tested about risk that adds up",
        rows=3,
        hint="A child is here again and again, and nothing more is to happen. For example: read all the contacts as one"
        " story, asked what was tried after each, compared what was promised with what happened",
    )
    reason = LongTextField("What is missing?", required="Say what is missing", rows=3)
    themes = CheckboxesField(
        "What is it about?",
        required="Choose at least one, so that it can be counted and learnt from",
        small=True,
        hint="About the work, never about the person",
    )

    def __init__(self, *args: Any, adds_up: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not adds_up:
            del self.fields["cumulative"]
        self.offer("themes", theme_choices())
        tested = ["tested", *(["cumulative"] if adds_up else [])]
        agree, ask_again = cast(RadioField, self.fields["verdict"]).details.values()
        self.offer("verdict", [replace(agree, reveals=[*tested, *self.letting_in_fields]), ask_again])
        self.order_fields(["verdict", *tested, *self.letting_in_fields, "reason", "themes", "late_reason"])

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("verdict") == "sign_off":
            self.judge_receivers(list(self.receiving))
        return self.cleaned_data


def quality_fields() -> dict[str, RadioField]:
    """What a professional may be told about how they wrote, one question for each thing. None must be answered."""
    return {
        f"quality_{each.code}": RadioField(
            each.label, [Choice("good", "It helped"), Choice("better", "Could be clearer")], inline=True, small=True
        )
        for each in code_set("contact_quality").on(dt.datetime.now(dt.UTC).date())
    }


class FeedbackForm(LateForm):
    """Telling whoever was worried, or saying why they can not be told."""

    words = LongTextField(
        "What they are told",
        rows=7,
        hint="Change it if you must. Nothing about other people, nothing an agency told us in confidence.",
    )
    how = RadioField("How were they told?", required="Say how they were told, or why they can not be")
    quality_words = LongTextField(
        "Anything to say about how they wrote?",
        rows=2,
        max_length=1000,
        hint="What helped most, or what would help next time. They read it beside the answer.",
    )

    def __init__(self, *args: Any, anonymous: bool, professional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if professional:
            self.fields |= quality_fields()
        else:
            del self.fields["quality_words"]
        by_a_person = {code: label for code, label in rules.TOLD_HOW.items() if code not in ("at_once", "by_itself")}
        told = [Choice(code, f"Told {label}") for code, label in by_a_person.items()]
        cannot = [
            Choice(
                f"not:{code}",
                f"They can not be told: {label}",
                divider_before="or" if place == 0 and not anonymous else "",
            )
            for place, (code, label) in enumerate(rules.CAN_NOT_TELL.items())
        ]
        self.offer("how", cannot if anonymous else [*told, *cannot])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("how") and not said["how"].startswith("not:") and not said.get("words"):
            self.add_error("words", "Write what they are told")
        return said

    @property
    def quality_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("quality_") and name != "quality_words"]

    @property
    def quality(self) -> dict[str, str]:
        """What was said of each thing, by its code; nothing for what was left open."""
        said = {name.removeprefix("quality_"): self.cleaned_data.get(name) for name in self.quality_names}
        return {code: verdict for code, verdict in said.items() if verdict}


class DisagreementForm(Form):
    """Why a professional does not agree."""

    words = LongTextField(
        _("Why do you not agree?"),
        required=_("Write why you do not agree"),
        rows=6,
        hint=_("What you know that the decision does not fit, and what you think should happen."),
    )


class DisagreementAnswerForm(LateForm):
    """What a manager found on looking again."""

    found = RadioField(
        "What did you find?",
        [Choice(value, label) for value, label in Disagreement.Found.choices],
        required="Choose what you found",
    )
    answer = LongTextField(
        "What do you answer?",
        required="Write what you answer",
        rows=6,
        hint="They read this. Say what you looked at again and why. Nothing about other people.",
    )


class OfferAgainForm(LettingIn):
    """After a team declined: who takes it on instead."""

    to_team = SelectField("Which team?", required="Choose a team", empty_label="Choose one")
    need_to_know = LongTextField("What must they know?", required="Write what they must know", rows=4)

    def __init__(self, *args: Any, teams: Sequence[Team], authority_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority_id = authority_id
        self.offer("to_team", choosing.receivers(teams, authority_id))
        self.order_fields(["to_team", *self.letting_in_fields, "need_to_know"])

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("to_team"):
            self.judge_receivers([self.chosen.team_id])
        return self.cleaned_data

    @property
    def chosen(self) -> choosing.Chosen:
        """Which team, and which of its services."""
        return choosing.chosen(self.cleaned_data["to_team"], self.authority_id)
