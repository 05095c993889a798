"""What may be done with a serious incident, by whom, and who sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import TUESDAY_NOON, Cast, a_child, a_key, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.learning.queries.common import agencies_of
from lantern.reviews import queries
from lantern.reviews.actions import incidents as actions
from lantern.reviews.actions import pool, practice, requests
from lantern.reviews.models import AgencyRequest, Incident, NamedReader, PracticeReview, Reviewer
from lantern.reviews.tests.world import LATER, an_incident, desk_of, notified, now, people_of
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock


def test_only_those_who_are_named_read_a_word_of_it(cast: Cast, db: None) -> None:
    """The database itself refuses: the authority knows that there was an incident, and nothing more."""
    people = people_of(cast)
    incident = an_incident(people.boss)
    with acting(people.other):
        assert not Incident.objects.exists()
        (line,) = queries.incidents(by=people.other)
        assert (line.named, line.children, line.whom_to_ask) == (False, [], "Ines Marlow")
    with acting(people.boss):
        reader = actions.Reader(people.other.user_id or 0, people.other.name)
        actions.name_readers(incident, readers=[reader], by=people.boss, at=LATER)
        actions.name_readers(incident, readers=[reader], by=people.boss, at=LATER)
        assert NamedReader.objects.count() == 2
    with acting(people.other):
        assert Incident.objects.get().what_happened
        named = NamedReader.objects.get(user_id=people.other.user_id)
    with acting(people.boss):
        assert actions.end_reader(incident, reader=named.pk, by=people.boss, at=LATER)
        mine = NamedReader.objects.get(user_id=people.boss.user_id)
        assert not actions.end_reader(incident, reader=mine.pk, by=people.boss, at=LATER), "somebody can always open it"
    with acting(people.other):
        assert not Incident.objects.exists()
    with acting(cast.elsewhere):
        assert queries.incidents(by=cast.elsewhere) == []


def test_notifying_stops_the_five_days_tells_partners_and_begins_the_fifteen(cast: Cast, db: None) -> None:
    """Children Act 2004, s. 16C; Working Together 2023, ch. 5: partners are told within the same five days."""
    people = people_of(cast)
    incident = notified(people.boss, desk_of(cast.police), desk_of(cast.health))
    with acting(people.boss):
        clocks = {clock.timescale: clock for clock in Clock.objects.filter(episode_id=incident.pk)}
        assert clocks["sin"].stopped_at
        assert clocks["sin-partners"].stopped_at
        assert str(clocks["rapid-review"].due_at.date()) == "2026-12-08"
        assert AgencyRequest.objects.filter(state="told").count() == 2
        actions.tell_partners(
            incident, desks=[desk_of(cast.police)], by=people.boss, at=LATER, version=incident.version
        )
        assert AgencyRequest.objects.count() == 2, "nobody is told twice"


def test_what_must_be_notified_can_not_be_left(cast: Cast, db: None) -> None:
    people = people_of(cast)
    incident = an_incident(people.boss)
    with acting(people.boss):
        with pytest.raises(MoveRefused, match="must be notified"):
            actions.not_notify(incident, reasons="Busy.", by=people.boss, at=LATER, version=1)
        unclear = an_incident(people.boss, child=a_child(name="Ada Example"), abuse="no")
        actions.not_notify(unclear, reasons="A car accident.", by=people.boss, at=LATER, version=1)
        assert not Clock.objects.filter(episode_id=unclear.pk, stopped_at__isnull=True).exists()
        again = LATER + dt.timedelta(days=7)
        actions.take_up_again(unclear, reasons="The tyre was cut.", by=people.boss, at=again, version=unclear.version)
        running = Clock.objects.get(episode_id=unclear.pk, timescale="sin", stopped_at__isnull=True)
        assert str(running.due_at.date()) == "2026-12-01", "from the day more was known"


def test_a_hub_manager_records_and_does_not_decide(cast: Cast, db: None) -> None:
    incident = an_incident(cast.manager)
    with acting(cast.manager), pytest.raises(MoveRefused, match="may not do this"):
        actions.notify(incident, reasons="x", panel_reference="", desks=[], by=cast.manager, at=LATER, version=1)


def test_two_who_decide_at_once(cast: Cast, db: None) -> None:
    boss = people_of(cast).boss
    incident, key = an_incident(boss, abuse="no"), a_key()
    with acting(boss):
        actions.not_notify(incident, reasons="An accident.", by=boss, at=LATER, version=1, key=key)
        with pytest.raises(StaleRecord):
            actions.not_notify(now(incident, boss), reasons="An accident.", by=boss, at=LATER, version=1)
        with pytest.raises(AlreadyDone):
            actions.not_notify(incident, reasons="An accident.", by=boss, at=LATER, version=1, key=key)


def _decide(incident: Incident, by: ActingPerson, **names: str) -> None:
    everybody = dict.fromkeys(("authority", "police", "health"), "A name and post") | names
    said: dict[str, Any] = {"decision": "local", "reasons": "Seen before.", "agreed": everybody}
    actions.decide_review(incident, **said, by=by, at=LATER, version=incident.version)


def test_each_agency_answers_its_own_part_and_sees_no_other(cast: Cast, db: None) -> None:
    boss = people_of(cast).boss
    incident = notified(boss, desk_of(cast.police))
    with acting(boss):
        desks = [desk_of(cast.police), desk_of(cast.health)]
        requests.ask(incident, desks=desks, also="", by=boss, at=LATER, version=incident.version)
        with pytest.raises(MoveRefused, match="may not do this"):
            asked = AgencyRequest.objects.select_related("asked_team__agency").get(asked_team_id=cast.police.team_id)
            requests.give(asked, known="no", answers={}, lines=[], by=boss, at=LATER, version=asked.version)
    with acting(cast.police):
        (mine,) = AgencyRequest.objects.select_related("asked_team__agency")
        assert not Incident.objects.exists()
        requests.give(
            mine,
            known="yes",
            answers={"What did your agency do with this child and this family?": "Called out twice."},
            lines=[{"on": "2026-03", "what": "Called to the address."}],
            by=cast.police,
            at=LATER,
            version=mine.version,
        )
    with acting(boss):
        child = queries.children_of(incident.pk)[0]
        made = queries.chronology_of([child.pk], queries.requests_of(incident.pk))
        assert made.lines[0].what == "Called to the address."
        assert any(line.key for line in made.lines), "the record's own events stand in the same order"
        fresh = now(incident, boss)
        with pytest.raises(MoveRefused, match="Nothing is decided"):
            actions.send(fresh, missing_why="", by=boss, at=LATER, version=fresh.version)
        _decide(fresh, boss, health="")
        with pytest.raises(MoveRefused, match="integrated care board"):
            actions.send(fresh, missing_why="", by=boss, at=LATER, version=fresh.version)
        _decide(fresh, boss)
        with pytest.raises(MoveRefused, match="Nothing has come from"):
            actions.send(fresh, missing_why="", by=boss, at=LATER, version=fresh.version)
        actions.send(fresh, missing_why="On leave.", by=boss, at=LATER, version=fresh.version)
        assert set(AgencyRequest.objects.values_list("state", flat=True)) == {"returned", "ended"}
        panel: dict[str, Any] = {"words": "Look again.", "on": dt.date(2026, 11, 20), "by": boss, "at": LATER}
        actions.panel_replied(fresh, says="disagrees", **panel, version=fresh.version)
        assert fresh.state == "notified"


def test_a_practice_review_needs_terms_and_a_reviewer_the_executive_approved(cast: Cast, db: None) -> None:
    """Working Together 2023, ch. 5: the partners appoint the reviewer; six months to publication."""
    boss = people_of(cast).boss
    incident = notified(boss, desk_of(cast.police))
    with acting(cast.partnership_manager):
        reviewer = pool.add_reviewer(
            keeper=cast.partnership_manager.partnerships[0], name="Hari Lowe", skills="Neglect", ties="None",
            free_from=None, days_a_year=30, day_rate=55000, by=cast.partnership_manager, at=LATER,
        )  # fmt: skip
    with acting(boss):
        with pytest.raises(MoveRefused, match="No local review"):
            practice.hold(incident, title="Rowan", by=boss, at=LATER)
        _decide(incident, boss)
        actions.send(incident, missing_why="", by=boss, at=LATER, version=incident.version)
        review: PracticeReview = practice.hold(incident, title="Rowan", by=boss, at=LATER).episode
        assert str(review.next_due_at.date() if review.next_due_at else "") == "2027-05-17"
        with pytest.raises(MoveRefused, match="terms"):
            practice.start(review, reviewer="", by=boss, at=LATER, version=review.version)
        practice.set_terms(
            review, terms="What was seen.", questions="Who knew?", looks_from=None, looks_until=None, lead_name="",
            family_lead_name="", steps=[("Report agreed", dt.date(2027, 4, 1))], by=boss, at=LATER,
            version=review.version,
        )  # fmt: skip
        pool.put_forward(
            review, reviewer=reviewer, terms="A young child was hurt.", days=20, conflicts="None found.", by=boss,
            at=LATER, version=review.version,
        )  # fmt: skip
        put = queries.appointment_of(PracticeReview.objects.get(pk=review.pk))
        assert put is not None
        assert put.cost == 20 * 55000
        with pytest.raises(MoveRefused, match="may not do this"):
            pool.decide(put, approve=True, words="Fine.", by=boss, at=LATER, version=put.version)
        with pytest.raises(MoveRefused, match="has not approved"):
            practice.start(review, reviewer="", by=boss, at=LATER, version=review.version)
    with acting(cast.chief_constable):
        assert not PracticeReview.objects.exists(), "the Executive sees the appointment, not the review"
        pool.decide(put, approve=True, words="12 December.", by=cast.chief_constable, at=LATER, version=put.version)
    with acting(boss):
        practice.start(review, reviewer="Hari Lowe", by=boss, at=LATER, version=review.version)
        on = dt.date(2027, 1, 6)
        practice.plan_publication(review, on=on, by=boss, at=LATER, version=review.version)
        assert str(Clock.objects.get(timescale="lcspr-send").due_at.date()) == "2026-12-23"
        with pytest.raises(MoveRefused, match="has not been sent"):
            practice.publish(review, where="https://x.example", by=boss, at=LATER, version=review.version)
        practice.send_ahead(review, by=boss, at=LATER, version=review.version)
        practice.publish(review, where="https://x.example", by=boss, at=LATER, version=review.version)
        assert review.public_until == dt.date(2027, 11, 17)


# ---- Pages ----------------------------------------------------------------------------------------------------------


def test_a_rapid_review_through_the_pages(cast: Cast, as_person: Callable[..., Client]) -> None:
    boss = people_of(cast).boss
    client, officer, outsider = as_person(boss), as_person(cast.police), as_person(cast.manager)
    with acting(boss):
        child = a_child()
    client.post(reverse("child", args=[child.reference]), {"reason": "Serious incident"})
    form = reverse("record_incident", args=[child.reference])
    typed = {
        "children": [child.reference], "known_on-day": 17, "known_on-month": 11, "known_on-year": 2026,
        "harm": "serious", "abuse": "suspected", "where": "here", "what_happened": "Two broken ribs.",
        "act": str(a_key()),
    }  # fmt: skip
    wrong = client.post(form, typed | {"harm": ""})
    assert (wrong.status_code, "Choose what happened" in wrong.content.decode()) == (422, True)
    assert "Two broken ribs." in wrong.content.decode()
    made = client.post(form, typed)
    assert made.status_code == 302
    assert client.post(form, typed).status_code == 302, "twice is once"
    with acting(boss):
        incident = Incident.objects.get()
    page = reverse("incident", args=[incident.reference])
    assert "must be notified" in client.get(page).content.decode()
    assert outsider.get(page).status_code == 404
    assert "Open only to those who are named" in outsider.get(reverse("incidents")).content.decode()

    def move(name: str, **said: object) -> tuple[int, str]:
        version = now(incident, boss).version
        address = reverse("move_incident", args=[incident.reference, name])
        assert client.get(address).status_code == 200
        answer = client.post(address, {"version": version, "act": str(a_key()), "late_reason": "Told late.", **said})
        return answer.status_code, answer.content.decode()

    assert move("not-notify", reasons="x")[0] == 409
    assert move("notify", reasons="Suspected.", desks=[])[0] == 422
    assert move("notify", reasons="Suspected.", desks=[str(cast.police.team_id)])[0] == 302
    assert move("ask", desks=[str(cast.police.team_id)])[0] == 302
    assert child.name in officer.get(reverse("incident_requests")).content.decode()
    with acting(cast.police):
        asked = AgencyRequest.objects.get()
    answer = reverse("give_incident_return", args=[asked.reference])
    assert "Two broken ribs." in officer.get(reverse("incident_request", args=[asked.reference])).content.decode()
    given = {"known": "yes", "version": asked.version, "act": str(a_key()), "late_reason": "Late.", "lines": "when?"}
    given |= {f"answer_{number}": f"Part {number}." for number in range(4)}
    wrong = officer.post(answer, given)
    assert (wrong.status_code, "Line 1" in wrong.content.decode()) == (422, True)
    assert officer.post(answer, given | {"lines": "May 2026: called out"}).status_code == 302
    assert officer.get(page).status_code in (403, 404)
    assert "called out" in client.get(reverse("incident_chronology", args=[incident.reference])).content.decode()
    part = reverse("incident_return", args=[incident.reference, asked.pk])
    assert "Part 3." in client.get(part).content.decode()
    assert move("write", immediate_action="Moved.", learning="Nobody rang.")[0] == 302
    everybody = {f"agreed_{who}": "A name" for who in ("authority", "police", "health")}
    assert move("decide", decision="local", reasons="Seen before.", **everybody)[0] == 302
    assert move("send")[0] == 302
    agreed = {"says": "agrees", "words": "We agree.", "on-day": 20, "on-month": 11, "on-year": 2026}
    assert move("panel", **agreed)[0] == 302
    assert move("hold", title="Rowan")[0] == 302
    with acting(boss):
        review = PracticeReview.objects.get()
    whole = client.get(reverse("practice_review", args=[review.reference])).content.decode()
    assert "Nobody writes it yet" in whole


def test_pages_keep_to_their_statements(cast: Cast, as_person: Callable[..., Client]) -> None:
    boss = people_of(cast).boss
    incident = notified(boss, desk_of(cast.police))
    client = as_person(boss)
    for name, arguments in (
        ("incidents", []),
        ("incident", [incident.reference]),
        ("incident_chronology", [incident.reference]),
        ("incident_readers", [incident.reference]),
    ):
        client.get(reverse(name, args=arguments))
        with counted_queries() as statements:
            assert client.get(reverse(name, args=arguments)).status_code == 200
        assert len(statements) <= 7, (name, statements)


def test_a_practice_review_through_the_pages(cast: Cast, as_person: Callable[..., Client]) -> None:
    boss = people_of(cast).boss
    incident = notified(boss, desk_of(cast.police))
    with acting(boss):
        _decide(incident, boss)
        actions.send(incident, missing_why="", by=boss, at=LATER, version=incident.version)
        review: PracticeReview = practice.hold(incident, title="Rowan", by=boss, at=TUESDAY_NOON).episode
    client, unit, executive = as_person(boss), as_person(cast.partnership_manager), as_person(cast.director)
    new = {"name": "Hari Lowe", "skills": "Neglect", "ties": "None", "days_a_year": 30, "day_rate": "550"}
    wrong = unit.post(reverse("add_reviewer"), new | {"day_rate": "much", "act": str(a_key())})
    assert (wrong.status_code, "Enter a sum in pounds" in wrong.content.decode()) == (422, True)
    assert unit.post(reverse("add_reviewer"), new | {"act": str(a_key())}).status_code == 302
    again = unit.post(reverse("add_reviewer"), new | {"act": str(a_key())})
    assert (again.status_code, "in the pool already" in again.content.decode()) == (409, True)

    def at() -> PracticeReview:
        with acting(boss):
            return PracticeReview.objects.get(pk=review.pk)

    def send(name: str, *more: object, **said: object) -> int:
        address = reverse(name, args=[review.reference, *more])
        assert client.get(address).status_code in (200, 405)
        return client.post(address, {"version": at().version, "act": str(a_key()), **said}).status_code

    day = {"on-day": 17, "on-month": 11, "on-year": 2026}
    steps = {"step_0-day": 1, "step_0-month": 12, "step_0-year": 2026}
    assert send("move_practice_review", "terms", terms="", questions="") == 422
    assert send("move_practice_review", "terms", terms="Why.", questions="Who?", **steps) == 302
    assert send("move_practice_review", "family", who="Mum", about="told", words="“At last.”", **day) == 302
    linked = {"kind": "inquest", "place": "Teesside", "lead": "The coroner"}
    assert send("move_practice_review", "strand", **linked) == 302
    with acting(boss):
        parts = queries.parts_of(at())
    assert send("review_step", parts.steps[0].pk, **day) == 302
    assert send("review_strand", parts.strands[0].pk, learning="By itself.", combined="Together.") == 302
    with acting(boss):
        reviewer = str(Reviewer.objects.get().pk)
    put = {"reviewer": reviewer, "days": 20, "terms": "A child was hurt.", "conflicts": "None found."}
    assert send("put_reviewer", **put) == 302
    assert "Decide" in executive.get(reverse("reviewers")).content.decode()
    with acting(boss):
        waiting = queries.appointment_of(at())
    assert waiting is not None
    decide = reverse("decide_appointment", args=[waiting.reference])
    assert "A child was hurt." in executive.get(decide).content.decode()
    answer = {"approve": "yes", "words": "Executive of December.", "version": 1, "act": str(a_key())}
    assert executive.post(decide, answer).status_code == 302
    assert send("begin_practice_review") == 302
    later = dt.date.today() + dt.timedelta(days=60)
    planned = {"on-day": later.day, "on-month": later.month, "on-year": later.year}
    assert send("move_practice_review", "publication", **planned) == 302
    assert send("move_practice_review", "delay", reasons="A trial.") == 302
    assert send("move_practice_review", "ahead") == 302
    assert send("move_practice_review", "publish", where="ftp://x") == 422
    assert send("move_practice_review", "publish", where="https://x.example/rowan") == 302
    with acting(boss):
        lead = agencies_of(*boss.partnerships)[0].pk
    asks = {"text": "Read calls to a home as one.", "changes": ["practice"], "lead": str(lead), "reach": "single"}
    assert send("recommend_of_review", **asks) == 302
    page = client.get(reverse("practice_review", args=[review.reference])).content.decode()
    assert "Read calls to a home as one." in page
    for words in ("Published on", "“At last.”", "Together.", "Hari Lowe", "Inquest"):
        assert words in page
