"""The whole: settings, routes, the command line and the demonstration."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "lantern.project"
    label = "project"
