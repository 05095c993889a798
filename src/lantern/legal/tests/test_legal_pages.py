"""Pages of the way to court: the whole job in a browser's requests, and what each page costs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, a_child, a_key, counted_queries

from lantern.access.context import acting
from lantern.legal import actions
from lantern.legal.models import Change, Delay, LegalPlanning
from lantern.legal.tests.world import HEAD, a_meeting, asked, fresh, manager, press, senior, with_letter, worker

pytestmark = pytest.mark.django_db


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def address(name: str, planning: LegalPlanning, **more: Any) -> str:
    return reverse(name, kwargs={"reference": planning.reference, **more})


def sent(planning: LegalPlanning, **fields: Any) -> dict[str, Any]:
    return {"act": str(a_key()), "version": str(fresh(planning).version), **fields}


def days(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_a_worker_asks_writes_the_letter_and_a_manager_sends_it(cast: Cast, as_person: Callable) -> None:
    by, boss, now = worker(), manager(), timezone.now()
    with acting(by):
        child = a_child(name="Mia Example")
    client = as_person(by)
    client.post(reverse("child", kwargs={"reference": child.reference}), {"reason": "Her social worker since today."})
    facts = {"act": str(a_key()), "children": [child.reference], "why": "Harm goes on.", "tried": "A family worker."}
    assert client.post(reverse("ask_legal", kwargs={"reference": child.reference}), facts).status_code == 302
    with acting(boss):
        planning = LegalPlanning.objects.get(child=child)
        a_meeting(boss, [child], now, ["pre_proceedings"])
    page = plain(client.get(address("legal_planning", planning)))
    assert "The letter can not be sent yet" in page and "The letter does not say what must change." in page
    assert client.post(address("letter_head", planning), sent(planning, **HEAD)).status_code == 302
    change = {"what": "Engage with services.", "checked_by": "Wren", "checked_how": "Rings.", "help_offered": ""}
    saved = client.post(address("letter_change", planning, number=0), sent(planning, **change))
    assert saved.status_code == 302, "saving is never blocked"
    assert "Change 1 does not say by when." in plain(client.get(address("legal_planning", planning)))
    shown = plain(client.get(address("letter_change", planning, number=1)))
    assert "Could it be more exact?" in shown and "“Engage" in shown
    due = timezone.localdate() + dt.timedelta(days=30)
    client.post(address("letter_change", planning, number=1), sent(planning, **change, **days("by_when", due)))
    assert client.post(address("move_legal", planning, move="ready"), sent(planning)).status_code == 302
    other = as_person(boss)
    read = plain(other.get(address("move_legal", planning, move="send_letter")))
    assert "Engage with services." in read
    unsaid = other.post(address("move_legal", planning, move="send_letter"), sent(planning, how=""))
    assert unsaid.status_code == 422 and "Say how it reaches them" in plain(unsaid)
    done = sent(planning, how="By hand")
    assert other.post(address("move_legal", planning, move="send_letter"), done).status_code == 302
    assert other.post(address("move_legal", planning, move="send_letter"), done).status_code == 302, "twice is once"
    with acting(boss):
        assert fresh(planning).state == "pre_proceedings"
    for paper in ("letter", "history"):
        assert other.get(address("legal_pdf", planning, form=paper)).content.startswith(b"%PDF")
        assert other.get(address("legal_word", planning, form=paper)).content.startswith(b"PK")


def test_a_change_is_checked_a_delay_explained_and_the_court_applied_to(cast: Cast, as_person: Callable) -> None:
    by, boss, now = worker(), manager(), timezone.now()
    with acting(by):
        [planning] = asked(by, at=now)
    with acting(boss):
        a_meeting(boss, [planning.child], now, ["pre_proceedings"])
    with acting(by):
        with_letter(fresh(planning), by, now)
    with acting(boss):
        actions.send_letter(fresh(planning), how="By hand", **press(planning, boss, now))
    client, today = as_person(by), timezone.localdate()
    checked = sent(planning, found="met", noted="She was there.", **days("noted_on", today))
    assert client.post(address("check_change", planning, number=1), checked).status_code == 302
    assert "1 of 1 have changed" in plain(client.get(address("legal_planning", planning)))
    until = days("until", today + dt.timedelta(days=9))
    told = sent(planning, turn="expert", why="The assessor is ill.", **until)
    assert client.post(address("move_legal", planning, move="delay"), told).status_code == 302
    assert "It waits for: assessor or expert. The assessor is ill." in plain(
        client.get(address("legal_planning", planning))
    )
    with acting(boss):
        a_meeting(boss, [planning.child], now, ["issue"])
    form = sent(planning, court="Family court at Teesside", court_number="", meeting_offered="no", **days("on", today))
    refused = client.post(address("move_legal", planning, move="issue"), form)
    assert refused.status_code == 422 and "Say why no family meeting was offered" in plain(refused)
    assert "Family court at Teesside" in refused.content.decode()
    form |= {"meeting_offered_why": "The family is not known."}
    assert client.post(address("move_legal", planning, move="issue"), form).status_code == 302
    ended = sent(planning, ended_as="supervision_order", why="For twelve months.")
    assert client.post(address("move_legal", planning, move="conclude"), ended).status_code == 302
    assert "a supervision order" in plain(client.get(address("legal_planning", planning)))
    with acting(by):
        assert (Change.objects.count(), Delay.objects.count()) == (1, 1)


def test_what_somebody_typed_on_an_old_page_stays_before_them(cast: Cast, as_person: Callable) -> None:
    by, boss, now = worker(), manager(), timezone.now()
    with acting(by):
        [planning] = asked(by, at=now)
    with acting(boss):
        a_meeting(boss, [planning.child], now, ["pre_proceedings"])
    with acting(by):
        old = sent(planning, **HEAD | {"worries": "What I saw on Tuesday."})
        actions.write_head(fresh(planning), values=HEAD, **press(planning, by, now))
    clash = as_person(by).post(address("letter_head", planning), old)
    assert clash.status_code == 409
    assert "What I saw on Tuesday." in clash.content.decode(), "mine"
    assert "On 3 and on 17 August" in plain(clash), "theirs"


def test_senior_managers_see_everybody_the_longest_first_in_few_statements(cast: Cast, as_person: Callable) -> None:
    by, now = worker(), timezone.now()
    with acting(by):
        first = asked(by, a_child(name="Tom Example"), at=now - dt.timedelta(days=60))[0]
        second = asked(by, a_child(name="Zoe Example"), at=now - dt.timedelta(days=3))[0]
    client = as_person(senior())
    with counted_queries() as queries:
        page = client.get(reverse("legal"))
    assert len(queries) <= 6
    words = plain(page)
    assert words.index("Tom Example") < words.index("Zoe Example")
    assert "Late, and nobody says why" in words
    late = plain(client.get(reverse("legal") + "?only=late"))
    assert "Tom Example" in late and "Zoe Example" not in late
    with counted_queries() as queries:
        client.get(address("legal_planning", second))
    assert len(queries) <= 6
    for route, reference in (("child_legal", first.child.reference), ("ask_legal", first.child.reference)):
        assert client.get(reverse(route, kwargs={"reference": reference})).status_code in (200, 302)


def test_another_council_and_a_hub_officer_see_nothing(cast: Cast, as_person: Callable) -> None:
    with acting(worker()):
        [planning] = asked(worker())
    assert as_person(cast.officer).get(address("legal_planning", planning)).status_code == 403
    assert as_person(cast.elsewhere).get(address("legal_planning", planning)).status_code in (403, 404)
