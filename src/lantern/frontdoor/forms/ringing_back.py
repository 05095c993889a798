"""Asking when somebody can safely be rung back, and saying what came of ringing them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lantern.frontdoor.models import Referrer
from lantern.frontdoor.ringing_back import ANY, NEVER, is_safe, slots
from lantern.interface.forms import Choice, LateForm, LongTextField, RadioField


class RingAtField(RadioField):
    """The hours to be rung back in. They may pass while somebody thinks."""

    plain_messages = {"invalid_choice": _("That time is no longer free. Choose another time")}


def ring_choices(authority_id: int | None, now: dt.datetime) -> list[Choice]:
    """Hours while the authority's hub is open, any time, or not at all; without an area no hours."""
    found = [Choice(each.code, each.in_words(now)) for each in slots(authority_id, now)] if authority_id else []
    return [
        *found,
        Choice(ANY, gettext("Any time"), divider_before=gettext("or") if found else ""),
        Choice(NEVER, gettext("Do not ring me")),
    ]


class RingBackForm(LateForm):
    """What came of ringing them, or why it is not needed any more."""

    found = RadioField(
        "What came of it?",
        [
            Choice("reached", "They were reached", reveals=["said"]),
            Choice("not_reached", "They were not reached", reveals=["again"]),
            Choice("not_needed", "It is not needed any more", reveals=["reason"]),
        ],
        required="Say what came of it",
    )
    said = LongTextField("What was said?", rows=4, hint="You can leave this empty. It stands in the contact's history.")
    again = RingAtField("When do you try again?", required="Choose when you try again")
    reason = LongTextField("Why is it not needed?", required="Say why it is not needed", rows=2)

    def __init__(self, *args: Any, who: Referrer, authority_id: int, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("again", _next_times(who, authority_id, now))


def _next_times(who: Referrer, authority_id: int, now: dt.datetime) -> list[Choice]:
    """The same hours as they were offered, those they called safe first; of each other that they did not."""
    found = slots(authority_id, now)
    safe = [each for each in found if is_safe(who.ring_wish, each.begins, each.ends, who.safe_times)]
    warned = [each for each in found if each not in safe]
    choices = [Choice(each.code, each.in_words(now), hint="A time they said is safe") for each in safe]
    choices += [Choice(each.code, each.in_words(now), hint="They did not say that this is safe") for each in warned]
    if who.ring_wish == ANY:
        choices.append(Choice(ANY, "Any time the hub is open", divider_before="or" if choices else ""))
    return choices
