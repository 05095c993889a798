"""Pages about people: finding somebody, one person's page, and changing what is on record."""

from typing import cast

from django.http import HttpRequest

from lantern.access.people_acting import ActingPerson


def reader_of(request: HttpRequest) -> ActingPerson:
    """Whoever reads the page, in their post. ``access.pages.page`` has made sure that there is somebody."""
    return cast(ActingPerson, request.actor)  # type: ignore[attr-defined]
