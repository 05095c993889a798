"""The pages of section 11, each as its user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.boards.models import Action
from lantern.boards.tests.world import seat
from lantern.section11.models import PanelQuestion, Section11Return, Section11Round
from lantern.section11.standards import STANDARDS
from lantern.section11.tests.world import FIRST, a_round, answer_all, return_of, sent

pytestmark = pytest.mark.django_db


def _at(name: str, one: Section11Return, *more: Any) -> str:
    return reverse(name, args=[one.reference, *more])


def _day(name: str, day: str, month: str, year: str) -> dict[str, str]:
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


def test_a_round_is_opened_and_a_return_answered_and_sent_in_the_browser(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    manager, police = as_person(cast.partnership_manager), as_person(cast.police_lead)
    assert "No round has been opened yet" in manager.get(reverse("section_11")).content.decode()
    assert "Nothing is asked of you" in police.get(reverse("section_11")).content.decode()
    typed: dict[str, Any] = {"title": "Section 11 2031", "variant": "full", "act": str(a_key())}
    typed["teams"] = [cast.police_lead.team_id]
    wrong = manager.post(reverse("open_section_11"), typed | _day("due_on", "30", "", "2031"))
    assert wrong.status_code == 422
    assert "Section 11 2031" in wrong.content.decode()
    assert manager.post(reverse("open_section_11"), typed | _day("due_on", "30", "4", "2031")).status_code == 302
    with acting(cast.police_lead):
        one = Section11Return.objects.get()
    assert "0 of 9 looked at" in police.get(reverse("section_11")).content.decode()
    here = _at("answer_standard", one, FIRST)
    said: dict[str, Any] = {"grade": "", "words": "Our lead sits on the board.", "version": "1", "act": str(a_key())}
    wrong = police.post(here, said)
    assert wrong.status_code == 422
    assert "Our lead sits on the board." in wrong.content.decode()
    saved = police.post(here, said | {"grade": "strong"})
    assert saved.headers["Location"] == _at("answer_standard", one, STANDARDS[1].code), "on to the next"
    stale = police.post(here, said | {"grade": "no", "words": "Another text.", "act": str(a_key())})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Another text." in page
    assert "Our lead sits on the board." in page, "both texts are kept"
    piece: dict[str, Any] = {"title": "Minutes", "lies": "S:", "marking": "sensitive", "act": str(a_key())}
    wrong = police.post(_at("add_section_11_evidence", one, FIRST), piece)
    assert "who agreed that it is shared" in wrong.content.decode()
    done = police.post(_at("add_section_11_evidence", one, FIRST), piece | {"consent": "MAPPA chair"})
    assert done.status_code == 302
    assert "MAPPA chair" in police.get(here).content.decode()
    with acting(cast.police_lead):
        found = Section11Round.objects.get()
        for each in STANDARDS[1:]:
            form = {"grade": "part", "words": "So so.", "version": "1", "act": str(a_key())}
            last = police.post(_at("answer_standard", one, each.code), form)
    assert last.headers["Location"] == _at("section_11_return", one), "the last leads back"
    assert "It can be sent" in police.get(_at("section_11_return", one)).content.decode()
    manager_sees = manager.get(_at("section_11_return", one)).content.decode()
    assert "It has not been sent yet" in manager_sees
    assert "Our lead" not in manager_sees
    assert manager.get(_at("section_11_paper", one, "pdf")).status_code == 404
    with acting(cast.police_lead):
        version = return_of(cast.police_lead, found).version
    sending = {"matters_most": "Supervision.", "agreed_within": "Assistant chief", "version": str(version)}
    assert police.post(_at("send_section_11", one), sending | {"act": str(a_key())}).status_code == 302
    assert "Supervision." in manager.get(_at("section_11_return", one)).content.decode()
    paper = manager.get(_at("section_11_paper", one, "docx"))
    assert paper.content[:2] == b"PK"


def test_the_panel_challenges_and_the_agency_answers_in_the_browser(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    one = sent(cast.director, a_round(cast, cast.director, cast.police_lead), grades={FIRST: "part"})
    panel, council = as_person(cast.scrutineer), as_person(cast.director)
    asked = {"question": "Who stands in?", "act": str(a_key())}
    assert panel.post(_at("challenge_section_11", one, FIRST), asked).status_code == 302
    assert panel.post(_at("challenge_section_11", one, FIRST), asked).status_code == 302, "pressed twice"
    with acting(cast.director):
        question = PanelQuestion.objects.get()
    assert "1 question for you" in council.get(reverse("section_11")).content.decode()
    reply = _at("reply_to_panel", one, FIRST, question.pk)
    assert "Who stands in?" in council.get(reply).content.decode()
    assert panel.get(reply).status_code == 403
    assert council.post(reply, {"answer": "", "act": str(a_key())}).status_code == 422
    assert council.post(reply, {"answer": "The deputy.", "act": str(a_key())}).status_code == 302
    held = {"grade": "no", "because": "", "version": "2", "act": str(a_key())}
    assert panel.post(_at("hold_grade", one, FIRST), held).status_code == 422
    assert panel.post(_at("hold_grade", one, FIRST), held | {"because": "On paper only."}).status_code == 302
    gap = {"what": "Name a deputy.", "owner": f"seat:{seat().pk}", "act": str(a_key())}
    assert panel.post(_at("own_section_11_gap", one, FIRST), gap | _day("by_when", "1", "2", "2031")).status_code == 302
    page = council.get(_at("section_11_return", one)).content.decode()
    assert "The deputy." in page
    assert "On paper only." in page
    assert "Name a deputy." in page
    with acting(cast.scrutineer):
        assert Action.objects.count() == 1
        version = Section11Return.objects.get(pk=one.pk).version
    done = {"says": "Thank you.", "version": str(version), "act": str(a_key())}
    assert panel.post(_at("settle_section_11", one), done).status_code == 302
    assert "not open now" in panel.get(_at("challenge_section_11", one, FIRST)).content.decode()


def test_pages_are_read_with_few_statements_and_by_whoever_has_to_do_with_it(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    found = a_round(cast, cast.police_lead, cast.director)
    one = sent(cast.director, found)
    own = answer_all(cast.police_lead, found)
    manager, police = as_person(cast.partnership_manager), as_person(cast.police_lead)
    for client, address in (
        (manager, reverse("section_11")),
        (manager, reverse("section_11_round", args=[found.reference])),
        (manager, reverse("finish_section_11", args=[found.reference])),
        (manager, _at("section_11_return", one)),
        (manager, _at("hold_grade", one, FIRST)),
        (manager, _at("own_section_11_gap", one, FIRST)),
        (police, reverse("section_11")),
        (police, _at("section_11_return", own)),
        (police, _at("answer_standard", own, FIRST)),
    ):
        client.get(address)
        with counted_queries() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= 6, (address, len(statements), statements)
    assert police.get(_at("section_11_return", one)).status_code == 404, "another agency's return"
    assert police.get(reverse("section_11_round", args=[found.reference])).status_code == 403
    assert as_person(cast.officer).get(reverse("section_11")).status_code == 403
