"""The web application on a clock that can be moved."""

from tests.journeys.clock import move

move()

from lantern.project.wsgi import application  # noqa: E402 - the clock first

__all__ = ["application"]
