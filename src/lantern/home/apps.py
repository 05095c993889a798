"""My work, search, notifications, the front page of each role."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "lantern.home"
    label = "home"
