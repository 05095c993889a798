"""What people say, in the demonstration: three forms, what children and families answered, one who is afraid, and what
was done because people said so. Written by the real actions.
"""

from __future__ import annotations

import datetime as dt

from lantern.access.context import acting, sending_to
from lantern.access.people_acting import public_visitor
from lantern.learning import themes as library
from lantern.project.demonstration.partnership_posts import holder
from lantern.voices import actions
from lantern.voices.models import Feedback, VoiceForm

_FORMS = (
    ("How was early help?", "Early help", "family", ("how", "knew", "waited", "good", "change")),
    ("Tell us how it was", "Social workers", "child", ("how", "listened", "better", "good", "change")),
    ("Working with the front door", "Children’s Hub", "practitioner", ("how", "knew", "waited", "change")),
)
_GOOD = ("She came when she said.", "Somebody rang us back.", "", "The group on Thursdays.", "")
_CHANGE = (
    "We waited nine weeks and nobody told us why.",
    "I told my story four times to four people.",
    "",
    "Nobody told us what became of our referral.",
    "Come after school, not in maths.",
)
_SAYS = {
    "We waited nine weeks and nobody told us why.": "Waited nine weeks without being told why.",
    "I told my story four times to four people.": "Told the same story to four workers.",
    "Nobody told us what became of our referral.": "Was not told what became of a referral.",
    "Come after school, not in maths.": "Wants to be seen after school.",
}
_CONTENT = "Nothing to change."
_SHOWN = (
    ("We wait for weeks and nobody tells us why.", "Everybody who waits is rung every two weeks, and a list shows who "
     "was not."),
    ("I had to tell my story again and again.", "The worker who takes over reads it with you before they begin."),
)  # fmt: skip


def give_voices(keeper: int, *, at: dt.datetime) -> None:
    """Tell it for one partnership."""
    manager = holder("partnership_manager", keeper)
    for number, (title, service, audience, questions) in enumerate(_FORMS):
        with acting(manager):
            form = actions.open_form(
                keeper=keeper, title=title, service=service, audience=audience, questions=questions, by=manager,
                at=at - dt.timedelta(days=90 - number),
            )  # fmt: skip
        _answers(form, 22 - 6 * number, at)
    with acting(manager):
        known = library.library(keeper)
        given = Feedback.objects.filter(authority_id=keeper, state="given", worry=False).order_by("opened_at")
        for number, each in enumerate(given[:34]):
            chosen = [known[number % len(known)]] if known and number % 3 == 0 else []
            actions.read(
                each, says=_SAYS.get(each.answers.get("change", ""), _CONTENT), themes=chosen, by=manager,
                at=each.opened_at + dt.timedelta(days=2), version=each.version,
            )  # fmt: skip
        for said, did in _SHOWN:
            actions.show(keeper=keeper, said=said, did=did, form=None, by=manager, at=at - dt.timedelta(days=20))


def _answers(form: VoiceForm, number: int, at: dt.datetime) -> None:
    somebody = public_visitor("demonstration")
    with acting(somebody):
        for turn in range(number):
            said = {
                "how": "54352"[turn % 5],
                "listened": ("yes", "partly", "no", "yes")[turn % 4],
                "knew": ("no", "partly", "no", "yes")[turn % 4],
                "better": ("yes", "partly", "no")[turn % 3],
                "waited": ("yes", "yes", "no")[turn % 3],
                "good": _GOOD[turn % len(_GOOD)],
                "change": _CHANGE[turn % len(_CHANGE)],
            }
            afraid = form.audience == "child" and turn == number - 1
            if afraid:
                said |= {"how": "1", "better": "no", "change": "I do not want to go home on Friday."}
            with sending_to(form.authority_id) as sender:
                actions.give(
                    form, answers=said, worry=afraid, language="en-gb", by=sender,
                    at=at - dt.timedelta(days=1 + (number - 1 - turn) * 3, hours=2),
                )  # fmt: skip
