"""What a second look finds, and how many contacts get one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import QueryDict

from lantern.frontdoor.actions import Finding
from lantern.frontdoor.forms.code_lists import theme_choices
from lantern.frontdoor.models import Outcome, SecondLook
from lantern.frontdoor.sampling.drawing import Rule, Share
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    WholeNumberField,
)
from lantern.law.codes import code_set
from lantern.partnership.models import ThresholdDocument

_OTHERWISE = ["level", "outcome", "themes", "missed", "then"]


class SecondLookForm(Form):
    """The same decision, or another one."""

    found = RadioField(
        "Would you have decided the same?",
        [
            Choice("agreed", "Yes, I would have decided the same"),
            Choice("otherwise", "No, I would have decided otherwise", reveals=_OTHERWISE),
        ],
        required="Choose whether you would have decided the same",
    )
    level = RadioField("At which level of need would you have put it?", required="Choose a level of need")
    outcome = SelectField("What should have happened next?", required="Choose what should have happened next")
    themes = CheckboxesField(
        "What was missed?",
        required="Choose at least one, so that it can be counted and learnt from",
        small=True,
        hint="About the work, never about the person",
    )
    missed = LongTextField(
        "In your words", required="Say what was missed", rows=4, hint="The worker who decided reads this"
    )
    then = RadioField(
        "What happens now?",
        [
            Choice("nothing", "Nothing more", hint="The child is safe without it. It is counted."),
            Choice("learning", "Learning", hint="The worker and their manager talk about it"),
            Choice(
                "again",
                "Take it up again",
                hint="The team that had it decides afresh, with what you wrote, within the time for a decision",
            ),
        ],
        required="Choose what happens now",
    )

    def __init__(self, *args: Any, document: ThresholdDocument, finished: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("level", [(level, f"{level}: {told['name']}") for level, told in sorted(document.levels.items())])
        self.offer("outcome", list(Outcome.choices))
        self.offer("themes", theme_choices())
        if not finished:
            self.offer("then", list(cast(RadioField, self.fields["then"]).details.values())[:2])

    def finding(self) -> Finding:
        """What was found, before it is written."""
        said = self.cleaned_data
        found = SecondLook.Found(said["found"])
        if found == SecondLook.Found.AGREED:
            return Finding(found)
        return Finding(found, int(said["level"]), said["outcome"], said["themes"], said["missed"], said["then"])


class SamplingForm(Form):
    """Of 100 contacts of each kind, how many get a second look."""

    at_most = WholeNumberField(
        "At most how many a week?",
        min_value=1,
        max_value=500,
        hint="Leave empty to look at all that are drawn. If there are more, those that weigh most come first.",
    )

    def __init__(self, data: QueryDict | None = None, *, rule: Rule) -> None:
        known = {"at_most": rule.at_most}
        for code, each in rule.shares.items():
            known |= {f"share_{code}": each.share, f"weight_{code}": each.weight}
        super().__init__(data, initial=known)
        self.codes = list(rule.shares)
        labels = code_set("second_look_reason")
        for code in self.codes:
            name = labels.label(code)
            self.fields[f"share_{code}"] = WholeNumberField(
                f"Of 100: {name}", required=f"Enter how many of 100, from 0 to 100: {name}", min_value=0, max_value=100
            )
            self.fields[f"weight_{code}"] = WholeNumberField(
                f"Weight: {name}", required=f"Enter a weight from 1 to 9: {name}", min_value=1, max_value=9
            )

    def rule(self) -> Rule:
        """What was typed, as a rule."""
        said: Mapping[str, Any] = self.cleaned_data
        return Rule(
            {code: Share(said[f"share_{code}"], said[f"weight_{code}"]) for code in self.codes}, said.get("at_most")
        )
