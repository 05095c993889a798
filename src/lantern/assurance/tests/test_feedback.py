"""Feedback of an audited case, and the quarterly report: told to one person, counted for all, kept as it stood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import STOCKTON, Cast, a_key, counted_queries
from tests.pages import hold_post

from lantern.access.context import acting
from lantern.assurance import actions, due, papers, queries
from lantern.assurance.models import AuditCase, AuditFeedback, AuditReport, AuditRound
from lantern.assurance.quarters import Quarter, quarter_of
from lantern.assurance.tests.test_audits import LATER, a_round, answered, boss_of
from lantern.boards.models import Body
from lantern.frontdoor.models import Contact
from lantern.interface import documents
from lantern.spine.models import Episode, Notice

pytestmark = pytest.mark.django_db


def moderated(cast: Cast, *, cases: int = 1) -> tuple[AuditRound, AuditCase]:
    """A round whose cases have a grade, of contacts that the police officer sent and the social worker decided."""
    found, boss = a_round(cast, cast.police, cast.health, cases=cases), boss_of(cast)
    hold_post(cast.police)
    hold_post(cast.social_worker)
    answered(cast.police, "good")
    answered(cast.health, "improve")
    with acting(boss):
        Contact.objects.update(sent_by_id=cast.police.user_id)
        for case in AuditCase.objects.filter(episode_id=found.pk):
            said = {"grade": "good", "strengths": "Seen alone.", "gaps": "History", "version": found.version}
            actions.moderate(found, case, by=boss, at=LATER, **said)
        case = AuditCase.objects.select_related("drawn", "person").filter(episode_id=found.pk).order_by("number")[0]
    return found, case


def test_what_somebody_was_told_is_read_by_them_and_nobody_else(cast: Cast, as_person: Callable[..., Client]) -> None:
    """Row AA1: feedback to the worker and the referrer."""
    found, case = moderated(cast)
    boss = boss_of(cast)
    client = as_person(boss)
    address = reverse("audit_feedback", args=[found.reference, case.pk])
    page = client.get(address).content.decode()
    assert cast.social_worker.name in page
    assert cast.police.name in page
    wrong = client.post(
        address, {"worker": "", "referrer": "Thank you.", "act": str(a_key()), "version": found.version}
    )
    assert (wrong.status_code, "Write what the worker is told" in wrong.content.decode()) == (422, True)
    assert "Thank you." in wrong.content.decode()
    said = {"worker": "You saw him alone.", "referrer": "Your call was read.", "otherwise": "", "act": str(a_key())}
    for _press in range(2):
        assert client.post(address, said | {"version": str(found.version)}).status_code == 302
    with acting(boss):
        assert Episode.objects.filter(kind="audit_feedback").count() == 2, "twice is once"
        told = {each.to: each for each in AuditFeedback.objects.all()}
    with acting(cast.manager):
        assert not AuditFeedback.objects.exists(), "not the worker's own manager"
        assert Notice.objects.filter(kind="audit_feedback_given").exists(), "that somebody was told is no secret"
    with acting(cast.health):
        assert not AuditFeedback.objects.exists()
    with acting(cast.social_worker):
        assert [each.words for each in AuditFeedback.objects.all()] == ["You saw him alone."]
    mine = reverse("read_audit_feedback", args=[told["referrer"].reference])
    assert as_person(cast.social_worker).get(mine).status_code == 404
    officer = as_person(cast.police)
    assert "Your call was read." in officer.get(mine).content.decode()
    assert officer.post(mine, {"reply": "Glad.", "version": "1", "act": str(a_key())}).status_code == 302
    for reader, name, *args in (
        (officer, "audit_feedbacks"),
        (client, "audit_feedbacks"),
        (client, "audit", found.reference),
        (officer, "read_audit_feedback", told["referrer"].reference),
    ):
        with counted_queries() as statements:
            answer = reader.get(reverse(name, args=args))
        assert len(statements) <= 6, (name, statements)
        assert answer.status_code == 200
    assert "Glad." in client.get(reverse("audit_feedbacks")).content.decode(), "whoever wrote reads the answer"
    assert "1 of 2" in client.get(reverse("audit", args=[found.reference])).content.decode()
    told_already = client.get(address).content.decode()
    assert "They were told already" in told_already


def test_the_quarter_is_told_beside_the_one_before_and_kept_as_it_stood(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    """Row AA3: a quarterly report made from the record; document 004, area 2 of the plan."""
    found, _case = moderated(cast, cases=2)
    boss = boss_of(cast)
    keeper, third = boss.partnerships[0], Quarter(2026, 3)
    with acting(boss):
        actions.finish(found, learned="Read it as one.", by=boss, at=LATER, version=found.version)
        content = queries.content_of(STOCKTON, keeper, third, by=boss, now=LATER)
        assert (content["cases"], content["before"]) == (2, 0)
        assert ["Good", 2, 0] in content["grades"]
        health = next(each for each in content["agencies"] if each["name"] == cast.health.agency_name)
        assert (health["asked"], health["answered"], health["good"]) == (2, 1, 0)
        assert content["taught"][0]["found"] == "Read it as one."
        assert content["matrix"]["agencies"] == sorted([cast.police.agency_name, cast.health.agency_name])
        after = queries.content_of(STOCKTON, keeper, Quarter(2026, 4), by=boss, now=LATER)
        assert (after["cases"], after["before"], after["changed"]) == (0, 2, [])
    here = quarter_of(timezone.localdate())
    client, manager = as_person(boss), as_person(cast.partnership_manager)
    address = reverse("make_audit_report", args=[STOCKTON, here.code])
    with counted_queries() as statements:
        assert client.get(address).status_code == 200
    assert len(statements) <= 6, statements
    assert client.post(address, {"says": "", "act": str(a_key())}).status_code == 422
    said = {"says": "History is read too late.", "act": str(a_key())}
    for _press in range(2):
        assert client.post(address, said).status_code == 302
    with acting(boss):
        report = AuditReport.objects.get()
    page = reverse("audit_report", args=[report.reference])
    with counted_queries() as statements:
        told = manager.get(page).content.decode()
    assert len(statements) <= 6, statements
    assert "History is read too late." in told
    assert manager.get(reverse("make_audit_report", args=[STOCKTON, here.code])).status_code == 403
    assert client.get(reverse("make_audit_report", args=[STOCKTON, "2099-1"])).status_code == 404
    with acting(cast.partnership_manager):
        body = Body.objects.get(authority_id=cast.partnership_manager.partnerships[0], kind="executive")
        assert "Quarterly report of audits" in str(due.due(body, report.opened_at))
    paper = manager.get(reverse("audit_report_paper", args=[report.reference, "docx"]))
    assert paper.content[:2] == b"PK"
    assert manager.get(reverse("audit_report_paper", args=[report.reference, "exe"])).status_code == 404


def test_the_report_says_what_changed_and_is_honest_where_nothing_can_be_compared(cast: Cast) -> None:
    facts: dict[str, Any] = {
        "cases": 5, "before": 5, "grades": [["Outstanding", 0, 0], ["Good", 4, 2], ["Requires improvement", 1, 3]],
        "standards": [
            {"text": "History is read.", "yes": 2, "part": 2, "no": 6, "share": 20, "before": 50},
            {"text": "Ends well.", "yes": 5, "part": 5, "no": 0, "share": 50, "before": 45},
        ],
    }  # fmt: skip
    from lantern.assurance.queries.quarter import _changed

    assert _changed(facts) == [
        "More cases are good or better: 80%, and 40% in the quarter before.",
        "“History is read” is less met: 20%, and 50% before.",
    ]
    assert _changed(facts | {"before": 0}) == []
    with acting(boss_of(cast)):
        empty = queries.content_of(
            STOCKTON, boss_of(cast).partnerships[0], Quarter(2019, 1), by=boss_of(cast), now=LATER
        )
        report = AuditReport(
            authority_id=boss_of(cast).partnerships[0], area_id=STOCKTON, period_from=Quarter(2019, 1).first,
            period_to=Quarter(2019, 1).last, content=empty,
        )  # fmt: skip
        drawn = str(documents.html(papers.document(report, by=boss_of(cast), at=LATER, draft=True)))
    for told in ("No case was given a grade", "nothing to compare", "No gap has become an action"):
        assert told in drawn
