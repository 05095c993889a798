"""What the partnership learns: from a signal to changed practice to proof."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "lantern.learning"
    label = "learning"

    def ready(self) -> None:
        """Put this room's pages into the main navigation."""
        from lantern.access.navigation import PARTNERSHIP, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import CONTACT, RecordPage, declare
        from lantern.learning import events, following, permissions, states  # noqa: F401 - known before anything is read

        declare_destinations(
            Destination("Learning", "thread", permissions.SEE_LEARNING, order=40, group=PARTNERSHIP),
            Destination("Recommendations", "recommendations", permissions.SEE_LEARNING, order=41, group=PARTNERSHIP),
        )
        declare(CONTACT, RecordPage("Let it carry a theme", "carry_theme", permissions.PROPOSE_LEARNING))
        following.page("line_of_enquiry", route="line", text="line of enquiry {reference}")
        following.page("learning_set", route="learning_set", text="learning set {reference}")
        following.page("recommendation", route="recommendation", text="{reference}")
