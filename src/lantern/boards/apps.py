"""The bodies of a partnership, their seats and who holds them, and the one log of what somebody promised to do."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "lantern.boards"
    label = "boards"

    def ready(self) -> None:
        """Put this room's pages into the main navigation, and its nouns into the loading of area files."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.boards import areas, events, permissions, states  # noqa: F401 - known before anything is read
        from lantern.partnership import loading

        declare(
            Destination("Bodies", "bodies", permissions.SEE_BOARDS, order=50, key="g", group=PARTNERSHIP),
            Destination("Actions", "board_actions", permissions.SEE_BOARDS, order=51, key="p", group=PARTNERSHIP),
        )
        loading.also(areas.load)
