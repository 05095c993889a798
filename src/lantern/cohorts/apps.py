"""Cohorts: groups of children whom the council has to know, see and review apart from any plan."""

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "lantern.cohorts"
    label = "cohorts"

    def ready(self) -> None:
        """Put this room's pages where they are found, and its work where caseloads are moved."""
        from lantern.access.navigation import HELP, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import PERSON, RecordPage, declare
        from lantern.cohorts import events, permissions, states  # noqa: F401 - known before anything is read
        from lantern.cohorts.models import Belonging
        from lantern.spine import held

        held.declare(
            held.Held(
                states.KIND, "entry in a cohort", "cohort", weight="cohort", model=Belonging,
                give=held.giving(states.BELONGING), many="entries in cohorts",
            )
        )  # fmt: skip
        declare_destinations(Destination("Cohorts", "cohorts", permissions.SEE_COHORTS, order=24, group=HELP))
        declare(PERSON, RecordPage("Cohorts", "child_cohorts", permissions.SEE_COHORTS))
