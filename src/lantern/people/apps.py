"""Children and adults, their names, addresses, identifiers, relationships and households."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lantern.people"
    label = "people"
