"""The front door: every worry about a child that arrives, and what becomes of it."""

from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    name = "lantern.frontdoor"
    label = "frontdoor"
