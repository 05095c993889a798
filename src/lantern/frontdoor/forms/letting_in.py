"""Who of a receiving team is let in to a restricted record, in the same act as the offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from lantern.frontdoor.offering import LetIn, Receivers
from lantern.interface.display import LONDON
from lantern.interface.forms import CheckboxesField, DatePartsField, Form

FIELDS = ("receivers", "receivers_until")


class LettingIn(Form):
    """Asks who of the teams may see what is offered to them. Without anybody restricted, or for somebody who may not
    give access, it asks nothing.
    """

    receivers = CheckboxesField(
        "Who of them may see it from now on?",
        hint="Only those you tick, and those who may see it already, find the offer. The record's history says so.",
    )
    receivers_until = DatePartsField("Until when?", thing="The last day", not_before_today=True)

    def __init__(
        self, *args: Any, receiving: Sequence[Receivers] = (), may_let_in: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.receiving = {each.team.pk: each for each in receiving}
        choices = [
            (f"{each.team.pk}:{worker.user_id}", f"{worker}, {each.team.name}")
            for each in self.receiving.values()
            if each.bound
            for worker in each.may_be_let_in
        ]
        if choices and may_let_in:
            self.offer("receivers", choices)
        else:
            for name in FIELDS:
                del self.fields[name]

    @property
    def letting_in_fields(self) -> list[str]:
        """The names of the fields that are asked here."""
        return [name for name in FIELDS if name in self.fields]

    def judge_receivers(self, teams: Sequence[int]) -> None:
        """For use in ``clean``: somebody of each team that would see nothing must be let in, and for a time."""
        if "receivers" not in self.fields:
            return
        said = self.cleaned_data
        ticked = said.get("receivers") or []
        for team in dict.fromkeys(teams):
            here = self.receiving.get(team)
            if here and here.reaches_nobody and not any(each.startswith(f"{team}:") for each in ticked):
                self.add_error("receivers", f"Choose who in {here.team.name} may see it: nobody there can now")
        if ticked and not said.get("receivers_until") and "receivers_until" not in self.errors:
            self.add_error("receivers_until", "Enter the last day they may see it")

    def let_in(self, team: int) -> LetIn | None:
        """Who of a team is let in, and until the end of which day. None when nobody is."""
        said = self.cleaned_data
        ticked = set(said.get("receivers") or [])
        here = self.receiving.get(team)
        workers = [each for each in here.may_be_let_in if f"{team}:{each.user_id}" in ticked] if here else []
        if not workers:
            return None
        return LetIn(workers, dt.datetime.combine(said["receivers_until"], dt.time(23, 59, 59), tzinfo=LONDON))
