"""Registers the room with Django, so that its templates are found."""

import logging

from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    """The design system as a Django app. It has no models."""

    name = "lantern.interface"
    label = "interface"

    def ready(self) -> None:
        """Have the catalogues of translations ready before anybody asks for a word."""
        from django.conf import settings

        from lantern.interface import languages

        try:
            languages.compile_all(settings.LOCALE_PATHS[0])
        except OSError as error:  # a home that nobody may write in: the pages speak English
            logging.getLogger(__name__).warning("Translations could not be made ready: %s", type(error).__name__)
