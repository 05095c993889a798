"""What people say without signing in: given, kept back where few, read with themes, answered in public."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import TUESDAY_NOON, Cast, a_key, counted_queries
from tests.templates import messages

import lantern
from lantern.access.context import acting, sending_to
from lantern.access.people_acting import public_visitor
from lantern.interface.languages import CATALOGUES, read
from lantern.interface.paging import Page
from lantern.law import timescales as law
from lantern.learning.models import Carried
from lantern.learning.tests.world import a_theme, keeper
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Clock
from lantern.voices import actions, queries
from lantern.voices.library import LIBRARY, Kind, counted
from lantern.voices.models import Feedback, VoiceForm, YouSaid

PUBLIC = ("start", "question", "afraid", "help_now", "thanks", "closed", "you_said", "parts")


def a_form(cast: Cast, **said: Any) -> VoiceForm:
    with acting(cast.partnership_manager) as by:
        told: dict[str, Any] = {"title": "How was early help?", "service": "Early help", "audience": "child"}
        chosen = {"questions": ["how", "listened", "change"], "keeper": keeper(), "by": by, "at": TUESDAY_NOON}
        return actions.open_form(**(told | chosen | said))


def given(form: VoiceForm, *, worry: bool = False, **answers: str) -> Feedback:
    with acting(public_visitor("somebody")), sending_to(form.authority_id) as sender:
        made = actions.give(
            form, answers=answers, worry=worry, language="en-gb", by=sender, at=TUESDAY_NOON, key=a_key()
        )
    found: Feedback = made.episode
    return found


def test_small_numbers_are_kept_back_and_can_not_be_taken_from_the_whole() -> None:
    """Row 43: feedback as a measure, and nobody is known by it."""
    asked = {"code": "listened", "kind": str(Kind.AGREE)}

    def said(yes: int, partly: int, no: int) -> dict[str, int]:
        return {"yes": yes, "partly": partly, "no": no}

    assert counted(said(2, 1, 1), asked) is None
    assert counted(said(12, 6, 0), asked) == [("Yes", "12"), ("Partly", "6"), ("No", "0")]
    assert counted(said(12, 6, 2), asked) == [("Yes", "12"), ("Partly", "few"), ("No", "few")], "the next smallest too"
    assert counted(said(12, 3, 2), asked) == [("Yes", "12"), ("Partly", "few"), ("No", "few")]


def test_what_says_that_somebody_is_afraid_is_read_in_one_working_day_the_rest_in_five() -> None:
    """Given on Friday 20 November 2026."""
    friday = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
    worry = law.due_at(law.timescale("feedback-read"), friday, variant="worry")
    other = law.due_at(law.timescale("feedback-read"), friday, variant="ordinary")
    assert worry is not None
    assert other is not None
    assert (worry.date(), other.date()) == (dt.date(2026, 11, 23), dt.date(2026, 11, 27))


@pytest.mark.django_db
def test_what_is_given_starts_its_clock_and_only_the_partnership_finds_it(cast: Cast) -> None:
    form = a_form(cast)
    ordinary, worry = given(form, how="5", other="x"), given(form, worry=True, change="He shouts.")
    with acting(cast.partnership_manager) as by:
        clocks = {each.episode_id: each.variant for each in Clock.objects.filter(timescale="feedback-read")}
        assert clocks == {ordinary.pk: "ordinary", worry.pk: "worry"}
        assert [each.pk for each in queries.unread(Page(1), by=by)] == [worry.pk, ordinary.pk], "who is afraid first"
        assert Feedback.objects.get(pk=ordinary.pk).answers == {"how": "5"}, "nothing is kept that was not asked"
    for other in (cast.elsewhere, public_visitor("somebody")):
        with acting(other):
            assert not Feedback.objects.exists()


@pytest.mark.django_db
def test_a_worry_is_read_only_when_the_hub_was_told_and_what_is_read_carries_its_themes(cast: Cast) -> None:
    form, theme = a_form(cast), a_theme(cast)
    found = given(form, worry=True, change="He shouts at night.")
    with acting(cast.partnership_manager) as by:
        press: dict[str, Any] = {"by": by, "at": TUESDAY_NOON}
        with pytest.raises(MoveRefused, match="what the hub was told"):
            actions.read(found, says="Shouting.", themes=[theme], version=1, **press)
        actions.tell_hub(found, words="The duty manager.", version=1, **press)
        fresh = Feedback.objects.get(pk=found.pk)
        actions.read(fresh, says="Shouting at night.", themes=[theme], version=2, **press)
        assert Carried.objects.get(found_in_id=found.pk).evidence == "said"
        whole = queries.whole(form, by=by)
        assert [name for _key, name, _n in whole.themes] == [theme.name]
        assert whole.read[0] == "Shouting at night."
        with pytest.raises(MoveRefused, match="closed"):
            actions.close_form(form, by=by, at=TUESDAY_NOON)
            actions.give(VoiceForm.objects.get(), answers={}, worry=False, language="pl", by=by, at=TUESDAY_NOON)


@pytest.mark.django_db
def test_a_child_answers_one_question_a_page_goes_back_and_loses_nothing(cast: Cast) -> None:
    form = a_form(cast)
    visitor, here = Client(), reverse("say", args=[form.code])
    first = visitor.get(here).content.decode()
    assert "ring 999" in first
    assert "How was it for you?" in visitor.post(here, {"at": "0"}).content.decode()
    page = visitor.post(here, {"at": "2", "a-how": "5", "a-listened": "no"}).content.decode()
    assert "What should we do differently?" in page
    kept = dict(re.findall(r'name="(a-\w+)" value="(\w*)"', page))
    assert kept["a-how"] == "5"
    last = {"at": "3", "a-how": "5", "a-listened": "no", "a-change": "Come when you said."}
    asked = visitor.post(here, last).content.decode()
    assert "are you afraid" in asked
    act = re.search(r'name="act" value="([^"]+)"', asked)
    assert act is not None
    sending = last | {"at": "4", "act": act[1]}
    wrong = visitor.post(here, sending)
    assert wrong.status_code == 422
    assert "Come when you said." in wrong.content.decode()
    done = visitor.post(here, sending | {"afraid": "yes"})
    assert done.headers["Location"] == reverse("say_help", args=[form.code])
    assert visitor.post(here, sending | {"afraid": "yes"}).status_code == 302, "pressed twice"
    now = visitor.get(done.headers["Location"]).content.decode()
    assert "tel:999" in now
    assert reverse("report_start") in now
    assert all(
        not each["max-age"] and not each["expires"] for each in visitor.cookies.values() if each.key == "visitor"
    )
    with acting(cast.partnership_manager):
        found = Feedback.objects.get()
        assert found.answers == {"how": "5", "listened": "no", "change": "Come when you said."}
        assert found.worry
    with acting(cast.partnership_manager) as by:
        actions.close_form(form, by=by, at=TUESDAY_NOON)
    assert visitor.get(here).status_code == 410


@pytest.mark.django_db
def test_a_form_is_made_read_and_answered_in_public_in_the_browser(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    manager = as_person(cast.partnership_manager)
    assert "No form has been made yet" in manager.get(reverse("voices")).content.decode()
    typed: dict[str, Any] = {"title": "How was it?", "service": "", "audience": "family", "questions": ["how", "good"]}
    typed |= {"own_question": "Was the letter clear?", "act": str(a_key())}
    wrong = manager.post(reverse("new_voice_form"), typed)
    assert wrong.status_code == 422
    assert "Was the letter clear?" in wrong.content.decode()
    assert manager.post(reverse("new_voice_form"), typed | {"service": "Early help"}).status_code == 302
    form = VoiceForm.objects.get()
    assert [each["code"] for each in form.questions] == ["how", "good", "own"]
    found = given(form, how="2", good="Nothing", own="No")
    picture = manager.get(reverse("voice_form_qr", args=[form.code]))
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    here = reverse("feedback", args=[found.reference])
    assert "Nothing" in manager.get(here).content.decode()
    assert manager.post(here, {"says": "", "version": "1", "act": str(a_key())}).status_code == 422
    said = {"says": "The letter was not clear.", "version": "1", "act": str(a_key())}
    assert manager.post(here, said).status_code == 302
    stale = manager.post(here, {"says": "Another.", "version": "1", "act": str(a_key())})
    assert stale.status_code in (200, 409)
    page = manager.get(reverse("voice_form", args=[form.code])).content.decode()
    assert "The letter was not clear." in page
    assert "Fewer than five answers" in page
    shown = {"said": "The letter was not clear.", "did": "We wrote it anew.", "act": str(a_key())}
    assert manager.post(reverse("show_you_said") + f"?form={form.code}", shown).status_code == 302
    assert manager.post(reverse("show_you_said"), shown).status_code == 302, "pressed twice"
    assert YouSaid.objects.count() == 1
    assert "We wrote it anew." in Client().get(reverse("you_said")).content.decode()
    member = as_person(cast.director)
    assert member.get(here).status_code == 403, "the words themselves are for those who read them"
    for client, address in (
        (manager, reverse("voices")),
        (manager, reverse("voice_form", args=[form.code])),
        (manager, here),
        (member, reverse("voices")),
    ):
        client.get(address)
        with counted_queries() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= 6, (address, statements)
    assert as_person(cast.officer).get(reverse("voices")).status_code == 403


@pytest.mark.parametrize("catalogue", sorted(CATALOGUES.glob("*.po")), ids=lambda each: each.stem)
def test_a_catalogue_holds_every_page_of_a_form_and_every_question(catalogue: Path) -> None:
    """Row FD3's languages hold here too."""
    told = read(catalogue)
    folder = Path(lantern.__file__).parent / "voices/jinja2/voices"
    wanted = {str(text) for each in LIBRARY for text in (each.child, each.adult)} | {"Press one of the two"}
    wanted |= messages(folder / f"{name}.jinja" for name in PUBLIC)
    wanted |= {"Very good", "Good", "OK", "Bad", "Very bad", "Yes", "Partly", "No"}
    assert sorted(each for each in wanted if not told.get(each)) == []
