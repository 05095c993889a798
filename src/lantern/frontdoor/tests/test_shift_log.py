"""What the night writes down, the day reads, by name (FD11)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.cast import HARTLEPOOL, MIDDLESBROUGH, STOCKTON, TUESDAY_NOON, Cast, a_contact, a_key, counted_queries, walk
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor import actions, queries
from lantern.frontdoor.forms.shift_log import LogForm
from lantern.frontdoor.models import Contact, ShiftEntry
from lantern.frontdoor.tests.staff_pages import text
from lantern.frontdoor.tests.test_reminders_restricted import restrict
from lantern.spine.lifecycle import AlreadyDone, MoveRefused
from lantern.spine.models import Event

pytestmark = pytest.mark.django_db


def written(cast: Cast, words: str = "Rang the ward: the baby stays.", authority: int = STOCKTON, **more: Any) -> Any:
    now = timezone.now()
    with acting(cast.night_worker):
        return actions.write_in_log(authority, words, happened_at=now, by=cast.night_worker, at=now, **more)


def log_of(somebody: Any) -> list[queries.LogLine]:
    with acting(somebody):
        return queries.shift_log(somebody, since=timezone.now() - dt.timedelta(hours=1))


def test_the_day_reads_what_the_night_wrote_and_says_so_by_name(cast: Cast) -> None:
    entry = written(cast)
    (line,) = log_of(cast.officer)
    assert (line.text, line.by_name, line.mine, line.reads) == (entry.text, "Nadia Cole", False, ())
    for new in (1, 0):
        with acting(cast.officer):
            assert actions.read_log([entry.pk], by=cast.officer, at=timezone.now()) == new
    (line,) = log_of(cast.night_worker)
    assert [name for name, _ in line.reads] == ["Ola Bright"] and line.mine


def test_each_area_reads_its_own_nights(cast: Cast) -> None:
    """One duty team works for four authorities; what it writes for one is read in that one's hub."""
    for authority in (STOCKTON, HARTLEPOOL, MIDDLESBROUGH):
        written(cast, f"For {authority}", authority)
    assert {each.text for each in log_of(cast.officer)} == {f"For {STOCKTON}", f"For {HARTLEPOOL}"}
    assert {each.text for each in log_of(cast.elsewhere)} == {f"For {MIDDLESBROUGH}"}
    assert len(log_of(cast.night_worker)) == 3


def test_a_line_about_a_contact_stands_in_its_history_and_is_closed_with_it(cast: Cast) -> None:
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker)
    contact = walk(contact, "screened", cast=cast)
    written(cast, "The aunt took them in.", contact=contact)
    with acting(cast.officer):
        told = Event.objects.get(episode_id=contact.pk, kind="contact_noted_in_log")
        assert told.note.text == "The aunt took them in."
        person = contact.reported.get().person
    assert len(log_of(cast.officer)) == 1
    restrict(person, cast, cast.social_worker)
    assert log_of(cast.officer) == []


def test_a_contact_of_another_area_and_the_wrong_post_are_refused(cast: Cast) -> None:
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, authority=HARTLEPOOL)
    with pytest.raises(MoveRefused, match="belongs to another area"):
        written(cast, contact=contact)
    with acting(cast.assessment_manager), pytest.raises(MoveRefused):
        actions.write_in_log(STOCKTON, "No.", happened_at=TUESDAY_NOON, by=cast.assessment_manager, at=TUESDAY_NOON)


def test_the_same_press_of_the_button_writes_once_and_no_line_is_removed(cast: Cast) -> None:
    key = a_key()
    written(cast, key=key)
    with pytest.raises(AlreadyDone):
        written(cast, key=key)
    assert len(log_of(cast.officer)) == 1
    with acting(cast.officer), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute("delete from frontdoor_shiftentry")


def test_a_time_still_to_come_is_yesterdays(cast: Cast) -> None:
    form = LogForm({"at": "11:30pm", "text": "x"}, authorities=(STOCKTON,))
    assert form.is_valid(), form.errors
    early = dt.datetime(2026, 11, 17, 2, 0, tzinfo=TUESDAY_NOON.tzinfo)
    assert form.happened_at(early) == dt.datetime(2026, 11, 16, 23, 30, tzinfo=TUESDAY_NOON.tzinfo)


def test_the_page_and_the_handover_show_the_log_within_budget(cast: Cast, as_person: Any) -> None:
    night, day = as_person(cast.night_worker), as_person(cast.officer)
    page = night.post(reverse("shift_log"), {"at": "9pm", "text": "", "authority": STOCKTON})
    assert page.status_code == 422 and "Write what was done" in text(page) and 'value="9pm"' in text(page)
    wrong = night.post(reverse("shift_log"), {"text": "Rang.", "authority": STOCKTON, "reference": "C-NONE"})
    assert "No contact that you may see" in text(wrong) and "Rang." in text(wrong)
    with acting(cast.night_worker):
        reference = a_contact(cast.night_worker).reference
    sent = {"act": str(a_key()), "text": "Rang the ward.", "authority": STOCKTON, "reference": reference.lower()}
    assert night.post(reverse("shift_log"), sent).status_code == 302
    for route, budget in (("shift_log", 3), ("handover", 6)):
        day.get(reverse(route))
        with counted_queries() as asked:
            page = text(day.get(reverse(route)))
        assert "Rang the ward." in page and "New to you" in page and reference in page
        assert len(asked) <= budget, asked
    with acting(cast.officer):
        (entry,) = ShiftEntry._default_manager.values_list("pk", flat=True)
    done = day.post(reverse("read_shift_log"), {"entry": [str(entry), "nonsense"], "back": "handover"})
    assert done.status_code == 302 and done["Location"] == reverse("handover")
    assert "Ola Bright" in text(night.get(reverse("shift_log")))
    with acting(cast.officer):
        assert Contact.objects.filter(reference=reference).exists()
