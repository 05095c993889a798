"""The words of each question about reviewers and what is put to the Executive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    Choice,
    DatePartsField,
    Form,
    LongTextField,
    RadioField,
    TextField,
    WholeNumberField,
)
from lantern.reviews.models import Reviewer

_POUNDS = re.compile(r"(\d{1,6})(?:\.(\d{2}))?")


class PoundsField(TextField):
    """A sum in pounds, as people type it. Its value is whole pence."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = _POUNDS.fullmatch(str(text or "").replace(",", "").replace("£", "").strip())
        if found is None:
            raise forms.ValidationError(_now("Enter a sum in pounds, like 450 or 450.50"))
        return int(found[1]) * 100 + int(found[2] or 0)


class ReviewerForm(Form):
    """Adding somebody to the pool."""

    name = TextField(_("Name"), required=_("Enter their name"), max_length=160)
    skills = LongTextField(_("What can they do?"), required=_("Say what they can do"), rows=3)
    ties = LongTextField(
        _("Where do they work, or did they, and whom do they know here?"),
        required=_("Say whom they are tied to, or write “None”"),
        rows=3,
        hint=_("Conflicts are judged by this. Write “None” if there is nothing."),
    )
    free_from = DatePartsField(_("From when are they free?"), thing=_("The day"))
    days_a_year = WholeNumberField(
        _("How many days a year?"), required=_("Enter how many days"), min_value=1, max_value=260, width=3
    )
    day_rate = PoundsField(_("For how much a day?"), required=_("Enter what a day costs"), prefix="£", width=5)


class PutForm(Form):
    """Putting a reviewer to the Executive."""

    reviewer = RadioField(_("Who?"), required=_("Choose a reviewer"))
    days = WholeNumberField(
        _("For how many days?"), required=_("Enter how many days"), min_value=1, max_value=200, width=3
    )
    terms = LongTextField(
        _("What does the Executive need to know of the review?"),
        required=_("Say what the review is about"),
        rows=4,
        hint=_("Without anybody’s name: members of the Executive read it who are not named in the incident."),
    )
    conflicts = LongTextField(
        _("What was asked about conflicts, and what was found?"),
        required=_("Say what was found about conflicts"),
        rows=3,
    )

    def __init__(self, *args: Any, pool: Sequence[Reviewer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            Choice(
                str(each.pk),
                each.name,
                hint=_now("%(skills)s. £%(rate)s a day. Ties: %(ties)s")
                % {"skills": each.skills, "rate": each.day_rate // 100, "ties": each.ties},
            )
            for each in pool
        ]
        self.offer("reviewer", choices)


class ExecutiveForm(Form):
    """What the Executive decides."""

    approve = RadioField(
        _("What does the Executive decide?"),
        [("yes", _("The reviewer is approved")), ("no", _("Not approved"))],
        required=_("Choose what it decides"),
    )
    words = LongTextField(_("Why, and at which meeting?"), required=_("Say why, and when it was decided"), rows=4)
