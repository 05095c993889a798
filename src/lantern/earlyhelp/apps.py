"""Early help: one assessment, one lead, one team around the family, and whether it helped."""

from django.apps import AppConfig


class EarlyHelpConfig(AppConfig):
    name = "lantern.earlyhelp"
    label = "earlyhelp"

    def ready(self) -> None:
        """Put this room's pages into the main navigation, and onto the records they are about."""
        from lantern.access.navigation import QUALITY, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import PERSON, RecordPage, declare
        from lantern.earlyhelp import events, permissions, states  # noqa: F401 - kinds are known before anything is read

        declare_destinations(
            Destination("Early help", "early_help_families", permissions.SEE_EARLY_HELP, order=19, key="j"),
            Destination(
                "Did it help?",
                "did_early_help_help",
                permissions.SEE_EARLY_HELP_FIGURES,
                order=31,
                key="n",
                group=QUALITY,
            ),
        )
        declare(PERSON, RecordPage("Early help", "child_early_help", permissions.SEE_EARLY_HELP))
