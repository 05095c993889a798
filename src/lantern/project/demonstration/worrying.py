"""What they are worried about: reasons that suit the child's age, how urgent it is, and what the family knows."""

from lantern.project.demonstration import narratives as words
from lantern.project.demonstration import shape
from lantern.project.demonstration.chances import Chances
from lantern.project.demonstration.families import Family
from lantern.project.demonstration.names import MISSPELLINGS, spread
from lantern.project.demonstration.referring import PUBLIC

_POLICE_REASONS = spread(
    {
        reason: share
        * {"domestic_abuse": 2.4, "missing": 3, "criminal_exploitation": 2, "neglect": 0.4}.get(reason, 0.6)
        for reason, share in shape.REASONS.items()
    }
)

_OTHER_REASONS = spread(
    {reason: share * {"domestic_abuse": 0.6}.get(reason, 1.1) for reason, share in shape.REASONS.items()}
)

_ANY_AGE = frozenset(
    {"parental_conflict", "housing", "money_and_food", "child_disability", "parent_in_prison", "asks_for_help"}
)
"""Reasons whose sentences suit a baby as well as a teenager."""

_SERIOUS = frozenset(
    {
        "physical_abuse",
        "sexual_abuse",
        "domestic_abuse",
        "child_self_harm",
        "sexual_exploitation",
        "criminal_exploitation",
        "serious_violence",
    }
)

NEVER_GREEN = frozenset({"physical_abuse", "sexual_abuse", "child_self_harm", "sexual_exploitation", "unborn_child"})
"""Reasons that are never taken lightly."""
_WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Worrying(Chances):
    """Draws worries."""

    ordinal: int
    """The first day of the stories."""

    def _reasons(self, family: Family, source: str, age: int) -> tuple[str, tuple[str, ...]]:
        """The main reason and all of them, fit for the child's age."""
        if age < 0:
            return "unborn_child", (
                "unborn_child",
                *(other for other in family.pressures if other.startswith("parent_")),
            )
        if family.pressures and self.random() < 0.78:
            main = family.pressures[0] if self.random() < 0.72 else family.pressures[-1]
            also = tuple(other for other in family.pressures if other != main and self.random() < 0.6)
        else:
            main, also = self.among(_POLICE_REASONS if source == "6" else _OTHER_REASONS), ()
        if main == "unborn_child" or (age < 10 and main in words.OLDER):
            main = "neglect"
        if age < 4 and main not in words.HAPPENED_TO_LITTLE_ONES and main not in _ANY_AGE:
            main = "parent_mental_health" if self.random() < 0.5 else "domestic_abuse"
        if source == "5C" and self.random() < 0.3:
            also += ("other_authority_child",)
        also = tuple(
            other
            for other in also
            if other != main and (age >= 10 or other not in words.OLDER) and other != "unborn_child"
        )
        return main, (main, *also)

    def _priority(self, reason: str, previous: int) -> str:
        draw = self.random()
        if reason in _SERIOUS:
            draw -= 0.06
        draw -= min(previous, 5) * 0.02
        if reason in NEVER_GREEN:
            draw *= 0.5
        return "red" if draw < shape.RED - 0.05 else "amber" if draw < shape.RED + shape.AMBER - 0.05 else "green"

    def _names(self, family: Family, child: int, man: int, received: int) -> dict[str, str]:
        hour = received // 60 % 24
        return {
            "child": family.children[child].first_names or "the unborn baby",
            "mother": family.adults[0].first_names,
            "man": family.adults[man].first_names if man else "her former partner",
            "street": family.households[0].address.street,
            "day": _WEEKDAY_NAMES[(self.ordinal + (received - 540) // 1440 - 1) % 7],
            "hour": f"{(hour - 1) % 12 + 1}{'am' if hour < 12 else 'pm'}",
        }

    def _man(self, family: Family) -> int:
        """The place of the last man among the adults, or 0 when there is none: the first adult is the mother."""
        for place in range(len(family.adults) - 1, 0, -1):
            if family.adults[place].sex == "M":
                return place
        return 0

    def _told_name(self, first_names: str) -> str:
        """The first name as the referrer wrote it: now and then misheard."""
        return MISSPELLINGS.get(first_names, first_names) if self.random() < 0.12 else first_names

    def _parents_know(self, source: str, reason: str, priority: str) -> tuple[str, str]:
        draw = self.random()
        if source in PUBLIC:
            return ("not_aware", "") if draw < 0.7 else ("not_known", "")
        if priority == "red" and draw < 0.35:
            return "not_safe", self.among(words.NOT_SAFE)
        return ("aware", "") if draw < 0.68 else ("not_known", "") if draw < 0.85 else ("not_aware", "")
