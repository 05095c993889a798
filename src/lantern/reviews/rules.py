"""Whether the Panel is notified of what happened to a child: the duty, as answers to four questions."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Harm(TextChoices):
    """What happened to the child."""

    DIED = "died", "The child died"
    SERIOUSLY_HARMED = "serious", "The child was seriously harmed"
    HARMED = "harmed", "The child was harmed, not seriously"


class Answer(TextChoices):
    """Whether abuse or neglect is behind it, as far as is known today."""

    KNOWN = "known", "Yes, it is known"
    SUSPECTED = "suspected", "It is suspected"
    NO = "no", "No"
    NOT_YET = "not_yet", "Nobody can say yet"


class Where(TextChoices):
    """Where it happened, which decides whose duty it is."""

    HERE = "here", "In this authority"
    OUTSIDE_ENGLAND = "outside_england", "Outside England; the child normally lives here"
    ELSEWHERE = "elsewhere", "In another authority in England"


class Decided(TextChoices):
    """What the safeguarding partners decide at the end of a rapid review."""

    LOCAL = "local", "Hold a local child safeguarding practice review"
    NONE = "none", "No review: what can be learned is in the rapid review"
    NATIONAL = "national", "No local review; a national one is suggested to the Panel"


class PanelSays(TextChoices):
    """What the Panel answered."""

    AGREES = "agrees", "Agrees with the decision"
    DISAGREES = "disagrees", "Does not agree with the decision"
    ASKS = "asks", "Asks for more"


MUST, MAY, NOT = "must", "may", "not"


@dataclass(frozen=True)
class Duty:
    """What the duty says of the answers: must, may or not; in words; and where it stands."""

    force: str
    because: str
    source: str

    @property
    def in_short(self) -> str:
        return {
            MUST: "This must be notified to the Panel",
            MAY: "This may be notified to the Panel",
            NOT: "The duty to notify does not apply",
        }[self.force]


_ACT = "Children Act 2004, section 16C(1)"
_GUIDANCE = "Working Together 2023, chapter 5"


def duty(harm: str, abuse: str, where: str, *, looked_after: bool = False, care_leaver: bool = False) -> Duty:
    """What the answers mean under section 16C of the Children Act 2004 and chapter 5 of Working Together 2023.

    The authority notifies when it knows or suspects that a child was abused or neglected, and the child dies or is
    seriously harmed in its area, or outside England while normally living in its area. A looked-after child's death
    is notified whatever its cause; a care leaver's, up to and including 24, should be.
    """
    if where == Where.ELSEWHERE:
        return Duty(
            NOT,
            "It happened in another authority in England: they notify. Make sure today that they know, and write down "
            "whom you told.",
            _ACT,
        )
    if harm == Harm.DIED and looked_after:
        return Duty(MUST, "A looked-after child died. That is notified whatever the cause.", _GUIDANCE)
    if harm == Harm.DIED and care_leaver:
        return Duty(MAY, "A care leaver died. That should be notified; a rapid review may follow.", _GUIDANCE)
    if harm == Harm.HARMED:
        return Duty(NOT, "The child did not die and was not seriously harmed.", _ACT)
    what = "died" if harm == Harm.DIED else "was seriously harmed"
    if abuse in (Answer.KNOWN, Answer.SUSPECTED):
        how = "known" if abuse == Answer.KNOWN else "suspected"
        return Duty(MUST, f"The child {what}, and abuse or neglect is {how}.", _ACT)
    if abuse == Answer.NOT_YET:
        return Duty(
            MAY,
            f"The child {what}, and nobody can say yet whether abuse or neglect is behind it. The clock runs: decide "
            "again as soon as more is known.",
            _ACT,
        )
    return Duty(NOT, f"The child {what}, and neither abuse nor neglect is known or suspected.", _ACT)
