"""South Tees is set up from its area file alone: issue of the partnership's own work, "Shown by"."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.cast import Cast, in_post
from tests.pages import hold_post

from lantern.access.navigation import navigation_for
from lantern.partnership.models import Post

pytestmark = pytest.mark.django_db


def test_every_place_in_the_navigation_opens_for_south_tees(cast: Cast, as_person: Callable[..., Client]) -> None:
    """Its partnership manager opens every place that the navigation offers, in an empty partnership; and no page names
    the bodies of its neighbours.
    """
    posts = Post.objects.filter(role="partnership_manager", team__agency__partnerships__code="south-tees")
    manager = in_post(posts.exclude(code__startswith="partnership-unit").get().code, "Robin Shaw")
    hold_post(manager)
    client = as_person(manager)
    places = [each.href for each in navigation_for(manager, "/")]
    assert {"/procedures/", "/interests/", "/recommendations/", "/board-meetings/"} <= set(places)
    answers = {each: client.get(each) for each in (*places, "/communications/", "/forward-plan/")}
    assert {href: answer.status_code for href, answer in answers.items() if answer.status_code != 200} == {}
    bodies = answers["/boards/"].content.decode()
    assert "South Tees" in bodies
    assert "Hartlepool" not in bodies
