"""Asking agencies: whom, what, on what ground, and whether the family knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from lantern.frontdoor.forms.code_lists import lawful_bases
from lantern.frontdoor.models import ParentsAware
from lantern.interface.forms import CheckboxesField, Choice, Form, LongTextField, PhoneField, RadioField
from lantern.law.codes import code_set
from lantern.partnership.models import Team


class AskForm(Form):
    """One question to any number of agencies."""

    desks = CheckboxesField("Which agencies?", required="Choose at least one agency")
    preset = RadioField(
        "What do you want to know?",
        required="Choose what you want to know",
        initial="known",
    )
    own_question = LongTextField("Your question", required="Write your question", rows=3)
    more = LongTextField(
        "Anything they need to know to answer",
        rows=2,
        hint="Each agency sees this, who it is about, and by when. Never write who contacted us.",
    )
    parents = RadioField(
        "Do the parents know that you are asking?",
        [
            Choice("aware", "Yes, they have been told"),
            Choice("bypass", "No, and they should not be told yet", reveals=["bypass_because", "bypass_words"]),
        ],
        required="Say whether the parents know. They are told first unless that puts somebody at risk",
    )
    bypass_because = RadioField("Why not?", required="Choose why the parents are not told first")
    bypass_words = LongTextField("In your own words", required="Write why the parents are not told first", rows=2)
    lawful_basis = RadioField("On what ground do you ask?", required="Choose the lawful basis", initial="public_task")
    phone = PhoneField("Number they can ring you on", autocomplete="off")

    def __init__(self, *args: Any, desks: Sequence[Team], asked: frozenset[int] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(desk.pk): desk for desk in desks}
        choices = [
            Choice(key, desk.agency.name, hint="Already asked, no answer yet" if desk.pk in asked else "")
            for key, desk in self.offered.items()
        ]
        self.offer("desks", choices)
        self.offer("lawful_basis", lawful_bases())
        today = dt.datetime.now(dt.UTC).date()
        asked_most = [
            Choice(each.code, each.label, hint=each.also["question"]) for each in code_set("check_question").on(today)
        ]
        own = Choice("own", "Something else", reveals=["own_question"])
        self.offer("preset", [*asked_most, own])
        reasons = code_set("consent_not_sought_reason").choices(today)
        self.offer("bypass_because", reasons)

    @property
    def chosen(self) -> list[Team]:
        return [self.offered[key] for key in self.cleaned_data["desks"]]

    @property
    def question(self) -> str:
        said = self.cleaned_data
        preset = code_set("check_question").get(said["preset"])
        asked = preset.also["question"] if preset else said["own_question"]
        return f"{asked}\n\n{said['more']}" if said.get("more") else asked

    def family(self) -> dict[str, str]:
        """Whether the parents know, and if not why: a decision with a reason, never a default."""
        said = self.cleaned_data
        if said["parents"] == "aware":
            return {"parents_aware": ParentsAware.AWARE.value, "parents_why_not": ""}
        because = code_set("consent_not_sought_reason").label(said["bypass_because"])
        return {"parents_aware": ParentsAware.NOT_SAFE.value, "parents_why_not": f"{because}. {said['bypass_words']}"}
