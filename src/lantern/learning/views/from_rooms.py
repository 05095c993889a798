"""Recommending from a record of another room: an audit, a review. The room says which, and where to go back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.people_acting import actor_of
from lantern.learning import themes as library
from lantern.learning.actions.recommendations import recommend
from lantern.learning.forms.recommendations import RecommendationForm
from lantern.learning.models import Recommendation
from lantern.learning.queries.common import agencies_of
from lantern.learning.states import RECOMMENDATION
from lantern.learning.views.recommendations import said_of
from lantern.partnership import queries as partnership
from lantern.spine.models import Episode


def recommend_from(
    request: HttpRequest, episode: Episode, *, origin: str, origin_says: str, back: str, back_text: str
) -> HttpResponse:
    """Put a recommendation that comes of this record into the one register."""
    keeper = partnership.keeper_of(partnership.authority(episode.authority_id).partnership_id).pk
    known = library.library(keeper)
    form = RecommendationForm(posted(request), agencies=agencies_of(keeper), themes=known, origin_known=True)
    asked = Asked(
        heading=_("Recommend something"),
        title=_("Recommend something: %(reference)s") % {"reference": episode.reference},
        caption=origin_says,
        button=_("Register it"),
        done=_("Registered. The agency that leads answers it."),
        back=back,
        back_text=back_text,
        answer=actor_of(request).may(RECOMMENDATION.move("recommend").may),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return recommend(
            keeper=keeper,
            **said_of(form.cleaned_data, known),
            origin=origin,
            origin_says=origin_says,
            because_of=episode,
            **pressed,
        )

    return act_page(request, asked, form, does)


def recommended(episode: Episode) -> list[tuple[str, str, str]]:
    """What came of a record: reference, words and how far it is. One statement."""
    found = Recommendation.objects.filter(because_of_id=episode.pk).order_by("opened_at")
    rows = found.values_list("reference", "text", "state")
    return [(reference, text, RECOMMENDATION.states[state]) for reference, text, state in rows]
