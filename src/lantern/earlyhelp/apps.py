"""Early help: one assessment, one lead, one team around the family, and whether it helped."""

from django.apps import AppConfig


class EarlyHelpConfig(AppConfig):
    name = "lantern.earlyhelp"
    label = "earlyhelp"

    def ready(self) -> None:
        """Put this room's pages into the main navigation, and onto the records they are about."""
        from lantern.access.navigation import HELP, QUALITY, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import PERSON, RecordPage, declare
        from lantern.earlyhelp import events, permissions, queries, states, together  # noqa: F401 - kinds are known first
        from lantern.earlyhelp.actions.leading import LEAD, give_lead
        from lantern.earlyhelp.models import EarlyHelp
        from lantern.spine import held
        from lantern.waiting.registry import agencies_lead, follow_on, goes_through_gate

        declare_destinations(
            Destination("Early help", "early_help_families", permissions.SEE_EARLY_HELP, order=19, key="j", group=HELP),
            Destination(
                "Did it help?",
                "did_early_help_help",
                permissions.SEE_EARLY_HELP_FIGURES,
                order=31,
                key="n",
                group=QUALITY,
            ),
        )
        together.declare()
        held.declare(
            held.Held(
                states.KIND,
                "early help",
                "early_help",
                weight="early-help",
                model=EarlyHelp,
                give=give_lead,
                many="early help",
            )
        )
        goes_through_gate(states.KIND, page="early_help")
        agencies_lead(states.KIND)
        for purpose, text, route in (
            (queries.EARLY_HELP_PURPOSE, "Begin early help", "begin_early_help"),
            (LEAD, "Take the lead", "take_early_help_lead"),
        ):
            follow_on(
                (purpose,),
                text=text,
                route=route,
                may=permissions.WORK_EARLY_HELP,
                opens=states.KIND,
                page="early_help",
                shown="Early help",
            )
        declare(PERSON, RecordPage("Early help", "child_early_help", permissions.SEE_EARLY_HELP))
