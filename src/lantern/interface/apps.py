"""Registers the room with Django, so that its templates are found."""

from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    """The design system as a Django app. It has no models."""

    name = "lantern.interface"
    label = "interface"

    def ready(self) -> None:
        """Have the catalogues of translations ready before anybody asks for a word."""
        from django.conf import settings

        from lantern.interface import languages

        languages.compile_all(settings.LOCALE_PATHS[0])
