"""The words of each question of a cohort."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantern.cohorts.definitions import Cohort
from lantern.cohorts.models import Sighting
from lantern.interface.forms import DatePartsField, Form, LongTextField, RadioField


class JoinForm(Form):
    """A child comes to a cohort: since when, and what this cohort asks."""

    since = DatePartsField(
        gettext_lazy("Since when is it known?"), thing=gettext_lazy("The day"),
        required=gettext_lazy("Enter the day since which it is known"), not_after_today=True,
    )  # fmt: skip

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].label = cohort.since
        for each in cohort.facts:
            self.fields[each.code] = LongTextField(
                each.ask, rows=2, required=_("Answer this question") if each.required else ""
            )


class LookForm(Form):
    """Somebody saw the child, or tried to."""

    kind = RadioField(
        gettext_lazy("Was the child seen?"),
        [(each.value, each.label) for each in (Sighting.Kind.ALONE, Sighting.Kind.SEEN, Sighting.Kind.NOT_SEEN)],
        required=gettext_lazy("Choose whether the child was seen"),
    )
    on = DatePartsField(
        gettext_lazy("On which day?"), thing=gettext_lazy("The day"), required=gettext_lazy("Enter the day"),
        not_after_today=True,
    )  # fmt: skip
    words = LongTextField(
        gettext_lazy("What did the child say?"), rows=3, hint=gettext_lazy("Word for word, as the child said it.")
    )
    found = LongTextField(
        gettext_lazy("What did you find?"), rows=4,
        required=gettext_lazy("Say what you found, or why the child was not seen"),
        hint=gettext_lazy("How the child is, and who was there. If not seen: why not, and what you do next."),
    )  # fmt: skip


class ReviewForm(Form):
    """What a manager decides on looking at it."""

    decision = RadioField(
        gettext_lazy("What follows?"), Sighting.Decision, required=gettext_lazy("Choose what follows")
    )
    why = LongTextField(gettext_lazy("Why?"), rows=4, required=gettext_lazy("Say why"))


class LeaveForm(Form):
    """How it ended."""

    ended = RadioField(gettext_lazy("How did it end?"), [], required=gettext_lazy("Choose how it ended"))
    on = DatePartsField(
        gettext_lazy("On which day?"), thing=gettext_lazy("The day"), required=gettext_lazy("Enter the day"),
        not_after_today=True,
    )  # fmt: skip
    words = LongTextField(gettext_lazy("How is it known?"), rows=3, required=gettext_lazy("Say how it is known"))

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("ended", list(cohort.ends))
