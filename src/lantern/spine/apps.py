"""The spine: the one door through which every record changes, and what it writes."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SpineConfig(AppConfig):
    name = "lantern.spine"
    label = "spine"

    def ready(self) -> None:
        """Let every room declare its event kinds and lifecycles before the first request."""
        autodiscover_modules("handoffs", "events", "states")
