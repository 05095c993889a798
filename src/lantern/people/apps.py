"""Children and adults, their names, addresses, identifiers, relationships and households."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lantern.people"
    label = "people"

    def ready(self) -> None:
        """Declare the event kinds and the page in the main navigation."""
        from lantern.access import navigation
        from lantern.people import events  # noqa: F401 - registers its kinds
        from lantern.people.permissions import FIND_CHILD

        navigation.declare(navigation.Destination("Find a child", "find_child", FIND_CHILD, order=30, key="f"))
