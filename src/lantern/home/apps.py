"""My work, search, notifications, the front page of each role."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "lantern.home"
    label = "home"

    def ready(self) -> None:
        """Declare the front page in the main navigation."""
        from lantern.access import navigation

        navigation.declare(navigation.Destination("My work", "home", "sign_in", order=5, key="w"))
