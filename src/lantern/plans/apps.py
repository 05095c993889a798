"""Plans for children: what will change, who does what by when, what happens if not, and how we shall know."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "lantern.plans"
    label = "plans"

    def ready(self) -> None:
        """Declare what this room records."""
        from lantern.plans import events, kinds, states  # noqa: F401 - known before anything is read
