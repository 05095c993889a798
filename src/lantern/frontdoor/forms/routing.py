"""A routing rule as a manager writes it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError

from lantern.frontdoor import routing
from lantern.frontdoor.forms.code_lists import reason_choices, source_choices
from lantern.frontdoor.models import Channel
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    Form,
    LongTextField,
    RadioField,
    TextField,
    TickField,
    WholeNumberField,
)
from lantern.partnership import queries as partnership

_URGENCIES = [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("none", "Nobody has rated it yet")]
_NO_MATTER = ("", "It does not matter")


class RuleForm(Form):
    """What a contact must be, and which team then has it."""

    name = TextField(
        "What do you call this rule?",
        required="Give the rule a name",
        max_length=80,
        hint="Every contact that it sends says so. For example: missing and exploitation.",
    )
    reasons = CheckboxesField("What is it about?")
    sources = CheckboxesField("Who is worried?")
    channels = CheckboxesField("How did it come in?")
    urgencies = CheckboxesField("How urgent was it called when it arrived?")
    wards = CheckboxesField("In which ward does a child live?")
    districts = TextField(
        "In which postcode districts does a child live?",
        hint="The first half of the postcode. Several with commas: TS18, TS19",
        spellcheck=False,
        width=20,
    )
    age_from = WholeNumberField("From age", min_value=0, max_value=25, width=2, suffix="years")
    age_to = WholeNumberField("To age", min_value=0, max_value=25, width=2, suffix="years")
    unborn = TickField("Also a child who is not born yet")
    again = RadioField("Was a child here before?", inline=True)
    hours = RadioField("When did it arrive?", inline=True)
    team = RadioField("Which team has it then?", required="Choose a team")
    hint = RadioField("How urgent does the rule suggest it is?", inline=True)
    why = LongTextField("Why this rule?", required="Say why", rows=3, hint="Kept with the rule, with your name.")

    def __init__(self, *args: Any, authority_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reasons", reason_choices())
        self.offer("sources", source_choices())
        self.offer("channels", [pair for pair in Channel.choices if pair[0] != Channel.CONSULTATION])
        self.offer("urgencies", _URGENCIES)
        wards = [ward for ward in partnership.wards().values() if ward.authority_id == authority_id and ward.listed]
        self.offer("wards", [(str(ward.pk), ward.name) for ward in sorted(wards, key=lambda each: each.name)])
        self.offer("again", [_NO_MATTER, ("yes", "Yes"), ("no", "No")])
        self.offer("hours", [_NO_MATTER, ("open", "While the hub is open"), ("closed", "While it is closed")])
        self.offer("hint", [("", "Nothing"), *_URGENCIES[:3]])
        self.offer(
            "team",
            [
                Choice(team.code, team.name, hint=str(team.get_kind_display()))
                for team in routing.receiving(authority_id)
            ],
        )

    def clean_districts(self) -> str:
        """First halves of postcodes, each once."""
        typed = (self.cleaned_data.get("districts") or "").upper()
        found = [each for each in re.split(r"[,;\s]+", typed) if each]
        wrong = [each for each in found if not re.fullmatch(r"[A-Z]{1,2}[0-9][0-9A-Z]?", each)]
        if wrong:
            raise ValidationError(f"{wrong[0]} is not the first half of a postcode. Write it like TS18")
        return ", ".join(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = said.get("age_from"), said.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error("age_to", "Enter an age that is not below the first one")
        if not self.errors and not self.when():
            self.add_error("reasons", "Choose at least one thing that the rule looks at")
        return said

    def when(self) -> routing.When:
        """What was filled in, as the rule asks for it."""
        said = self.cleaned_data
        return routing.When(
            **{name: tuple(said.get(name) or ()) for name in ("reasons", "sources", "channels", "urgencies", "wards")},
            districts=tuple(each for each in (said.get("districts") or "").split(", ") if each),
            age_from=said.get("age_from"),
            age_to=said.get("age_to"),
            unborn=bool(said.get("unborn")),
            again=said.get("again") or "",
            hours=said.get("hours") or "",
        )

    def rule(self, *, by: str, at: dt.datetime) -> routing.Rule:
        said = self.cleaned_data
        return routing.Rule(
            name=said["name"],
            when=self.when(),
            team=said["team"],
            why=said["why"],
            by=by,
            at=at.isoformat(),
            hint=said.get("hint") or "",
        )

    def chosen(self, name: str) -> list[str]:
        """What is ticked in a list as the page shows it: for its heading."""
        value = self[name].value() or []
        labels = dict(self.fields[name].choices)  # type: ignore[attr-defined]
        return [str(labels[each]) for each in value if each in labels]


def filled(rule: routing.Rule) -> dict[str, Any]:
    """A rule as the form begins with it."""
    when = rule.when
    return {
        "name": rule.name,
        **{name: list(getattr(when, name)) for name in ("reasons", "sources", "channels", "urgencies", "wards")},
        "districts": ", ".join(when.districts),
        "age_from": when.age_from,
        "age_to": when.age_to,
        "unborn": when.unborn,
        "again": when.again,
        "hours": when.hours,
        "team": rule.team,
        "hint": rule.hint,
        "why": rule.why,
    }


class LiveForm(Form):
    """Putting rules live."""

    why = LongTextField(
        "Why do the rules change?", required="Say why the rules change", rows=3, hint="Everybody can read it later."
    )


class RemoveForm(Form):
    """Taking a rule out of the list."""

    removed_why = LongTextField("Why is it taken out?", required="Say why it is taken out", rows=2)
