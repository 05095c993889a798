"""Registers the room with Django, so that its templates are found."""

from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    """The design system as a Django app. It has no models."""

    name = "lantern.interface"
    label = "interface"
