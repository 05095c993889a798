"""A line of the shift log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.interface.display import LONDON
from lantern.interface.forms import Form, LongTextField, RadioField, TextField, TimeOfDayField
from lantern.partnership import queries as partnership


class LogForm(Form):
    """Short: when, for which area, about which contact if about one, and what."""

    at = TimeOfDayField(
        "At what time?", hint="Leave it empty for now. A time still to come today is read as yesterday’s."
    )
    authority = RadioField("For which area?", required="Choose the area", inline=True)
    reference = TextField(
        "About which contact?",
        hint="Its reference, like C-4F7K2M. Leave it empty when it is about none.",
        width=10,
        autocomplete="off",
        spellcheck=False,
    )
    text = LongTextField(
        "What was done, and what must the next shift know?", required="Write what was done", rows=3, max_length=2000
    )

    def __init__(self, *args: Any, authorities: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [one for one in partnership.authorities() if one.pk in authorities]
        if len(mine) == 1:
            del self.fields["authority"]
            self.only: int | None = mine[0].pk
        else:
            self.only = None
            self.offer("authority", [(str(one.pk), one.short_name) for one in mine])

    @property
    def area(self) -> int:
        return self.only or int(self.cleaned_data["authority"])

    def happened_at(self, now: dt.datetime) -> dt.datetime:
        """When it happened: the last time that the clock showed what was typed."""
        said = self.cleaned_data.get("at")
        if said is None:
            return now
        moment = dt.datetime.combine(now.astimezone(LONDON).date(), said, LONDON)
        return moment if moment <= now else moment - dt.timedelta(days=1)
