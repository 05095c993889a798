"""The partnership's money: who gives what, what it is spent on, and what that was for."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "lantern.money"
    label = "money"

    def ready(self) -> None:
        """Put this room's pages into the main navigation."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.money import events, permissions, states  # noqa: F401 - known before anything is read

        declare(Destination("Money", "money", permissions.SEE_MONEY, order=76, key="m", group=PARTNERSHIP))
