"""The staff pages of the front door, driven as people in posts drive them:

each path, each refusal, and how often the database is asked.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import SATURDAY_NIGHT, STOCKTON, Cast, a_contact, counted_queries, decisions_for, walk
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.access.models import Look
from lantern.frontdoor import actions, queries, rules
from lantern.frontdoor.forms.reported import AdultRow, ChildRow
from lantern.frontdoor.models import Check, ChildDecision, Contact, Outcome, ReportedPerson
from lantern.frontdoor.views.blank_rows import blank_row, empty_row
from lantern.interface.forms import Form
from lantern.partnership import queries as partnership
from lantern.people.actions import record_person
from lantern.people.models import Person
from lantern.people.queries import record_of
from lantern.spine import drafts, handoffs
from lantern.spine.models import Clock, Episode, Event, Handoff, Priority

pytestmark = pytest.mark.django_db

PAGE_BUDGET = 8
"""Statements of a page, the two that every signed-in page makes included."""


@pytest.fixture(autouse=True)
def _open_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub is open whenever these tests run, except on the one Saturday night that some of them play in."""
    monkeypatch.setattr(partnership, "in_office_hours", lambda authority_id, moment: moment != SATURDAY_NIGHT)


def at() -> dt.datetime:
    return timezone.now()


def new_contact(cast: Cast, **contact: Any) -> Contact:
    with acting(cast.officer):
        return a_contact(cast.officer, at=at(), **contact)


def in_state(cast: Cast, state: str, outcome: Outcome = Outcome.NO_FURTHER_ACTION, **contact: Any) -> Contact:
    return walk(new_contact(cast, **contact), state, cast=cast, at=at(), outcome=outcome)


def fresh(cast: Cast, contact: Contact) -> Contact:
    with acting(cast.officer):
        return Contact.objects.select_related("referrer").get(pk=contact.pk)


def sent(client: Client, route: str, data: dict[str, Any] | None = None, **kwargs: Any) -> HttpResponse:
    """Press a button: with a key of its own unless the test gives one."""
    return client.post(reverse(route, kwargs=kwargs), {"act": str(uuid.uuid4()), **(data or {})})


def text(response: HttpResponse) -> str:
    return response.content.decode()


# ---- The queue -------------------------------------------------------------------------------------------------------


def test_the_queue_shows_the_nearest_clock_first_and_says_it_in_words(cast: Cast, as_person: Any) -> None:
    now = at()
    with acting(cast.officer):
        early = a_contact(cast.officer, at=now - dt.timedelta(hours=5), what_happened="Early")
        late = a_contact(cast.officer, at=now)
    page = text(as_person(cast.officer).get(reverse("queue")))
    assert page.index(early.reference) < page.index(late.reference)
    assert "hours late" in page


def test_the_queue_asks_the_database_four_times(cast: Cast, as_person: Any) -> None:
    for _ in range(3):
        new_contact(cast, children=2)
    client = as_person(cast.officer)
    client.get(reverse("queue"))
    with counted_queries() as asked:
        assert client.get(reverse("queue")).status_code == 200
    assert len(asked) <= 4, asked


def _years_of_finished_work(authority: int, team: int) -> None:
    """Two thousand contacts long finished. With its own statistics, because what an earlier test had PostgreSQL count
    outlives that test's transaction.
    """
    long_ago = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)
    Episode.objects.bulk_create(
        Episode(
            kind="contact",
            reference=f"C-OLD-{number}",
            authority_id=authority,
            owner_team_id=team,
            state="finished",
            opened_at=long_ago + dt.timedelta(hours=number),
            closed_at=long_ago + dt.timedelta(hours=number + 1),
        )
        for number in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("select tests_analyze()")


def test_the_queue_walks_the_index_of_open_work(cast: Cast) -> None:
    """At a million contacts the shift page must not read the closed ones:

    no sequential scan of episodes, whatever the filter.
    """
    contact = new_contact(cast)
    with acting(cast.officer):
        _years_of_finished_work(contact.authority_id, contact.owner_team_id)
        for asked in (queries.QueueFilter(), queries.QueueFilter(view="overdue", priority="1", channel="telephone")):
            with counted_queries() as statements:
                queries.queue(cast.officer, asked, now=at())
                queries.queue_counts(cast.officer, now=at())
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute("explain " + statement.replace("%", "%%"))
                    plan = "\n".join(row[0] for row in cursor.fetchall())
                    assert "episode_open_by_team" in plan or "episode_open_by_due" in plan, plan
                    assert "Seq Scan on spine_episode" not in plan, plan


def test_the_filters_stand_in_the_address_and_hold_no_names(cast: Cast, as_person: Any) -> None:
    red, green = new_contact(cast, immediate_danger=True), new_contact(cast)
    client = as_person(cast.officer)
    page = text(client.get(reverse("queue") + "?priority=1"))
    assert red.reference in page
    assert green.reference not in page
    assert client.get(reverse("queue") + "?priority=9&state=nonsense&after=x&authority=abc&channel=").status_code == 200


@pytest.mark.parametrize("view", list(queries.VIEWS))
def test_every_tab_of_the_queue_opens(cast: Cast, as_person: Any, view: str) -> None:
    new_contact(cast)
    assert as_person(cast.officer).get(reverse("queue") + f"?view={view}").status_code == 200


def test_the_queue_pages_by_key_and_loses_no_row(cast: Cast, as_person: Any) -> None:
    made = {new_contact(cast, channel="telephone").reference for _ in range(queries.PAGE + 3)}
    with acting(cast.officer):
        rows, after = queries.queue(cast.officer, queries.QueueFilter(), now=at())
        more, end = queries.queue(cast.officer, queries.QueueFilter(after=after), now=at())
    seen = [row.reference for row in (*rows, *more)]
    assert len(rows) == queries.PAGE
    assert end == ""
    assert set(seen) == made
    assert len(seen) == len(made)


def test_the_queue_counts_repeats_at_the_door(cast: Cast, as_person: Any) -> None:
    """Cumulative risk was missed in the inspected authority: a family that comes again is marked on the list."""
    first = in_state(cast, "screened")
    with acting(cast.social_worker):
        child = first.reported.get().person
        second = a_contact(cast.social_worker, at=at())
        actions.identify(
            second.reported.get(), person=child, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
        )
    assert "2nd contact in 12 months" in text(as_person(cast.officer).get(reverse("queue")))


def test_the_live_list_answers_unchanged_with_304(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    first = client.get(reverse("queue_live"))
    assert first.status_code == 200
    assert "<html" not in text(first)
    again = client.get(reverse("queue_live"), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_the_queue_of_another_authority_shows_nothing_of_ours(cast: Cast, as_person: Any) -> None:
    ours = new_contact(cast)
    assert ours.reference not in text(as_person(cast.elsewhere).get(reverse("queue")))


def test_somebody_without_the_queue_is_told_whose_it_is(cast: Cast, as_person: Any) -> None:
    assert as_person(cast.police).get(reverse("queue")).status_code == 403


# ---- Taking a call ---------------------------------------------------------------------------------------------------


def a_call(**fields: Any) -> dict[str, Any]:
    return {
        "act": str(uuid.uuid4()),
        "authority": str(STOCKTON),
        "source": "2A",
        "caller_name": "Ash Head",
        "caller_phone": "01632 960555",
        "answer_by": "phone",
        "what_happened": "A bruise on the arm.",
        "parents_aware": "aware",
        "consent": "not_known",
        "channel": "telephone",
        "urgency": "",
        "reasons": ["neglect"],
        "children-0-first_names": "Jaydn",
        "children-0-last_name": "Smyth",
        "children-0-born-day": "4",
        "children-0-born-month": "5",
        "children-0-born-year": "2018",
        "children-0-sex": "M",
        **fields,
    }


def test_a_call_becomes_a_contact_with_its_people(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    answer = client.post(
        reverse("telephone"),
        a_call(
            **{
                "children-1-first_names": "Mia",
                "children-1-age": "about 3",
                "adults-0-first_names": "Kim",
                "adults-0-relation": "mother",
            }
        ),
    )
    with acting(cast.officer):
        made = Contact.objects.get()
        people = list(made.reported.order_by("part", "order"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("contact", kwargs={"reference": made.reference})
    assert [each.first_names for each in people] == ["Kim", "Jaydn", "Mia"]
    assert people[1].born_on == dt.date(2018, 5, 4)
    assert (people[2].birth_known_to, people[2].age_words) == ("about", "about 3 years")
    assert made.taken_by_id == cast.officer.user_id


def test_pressing_save_twice_stores_one_contact(cast: Cast, as_person: Any) -> None:
    client, call = as_person(cast.officer), a_call()
    assert client.post(reverse("telephone"), call).status_code == 302
    assert client.post(reverse("telephone"), call).status_code == 302
    with acting(cast.officer):
        assert Contact.objects.count() == 1


def test_a_call_with_nothing_but_words_and_an_unknown_child_is_enough(cast: Cast, as_person: Any) -> None:
    fields = {
        "authority": str(STOCKTON),
        "source": "9",
        "what_happened": "Screaming next door.",
        "child_not_known": "on",
    }
    assert sent(as_person(cast.officer), "telephone", fields).status_code == 302
    with acting(cast.officer):
        made = Contact.objects.select_related("referrer").get()
        assert made.referrer.anonymous
        assert made.reported.get().name == "Name not known"


def test_an_unsound_call_keeps_everything_typed_and_says_what_is_missing(cast: Cast, as_person: Any) -> None:
    answer = as_person(cast.officer).post(
        reverse("telephone"),
        a_call(what_happened="", worries="She is thin", **{"children-0-nhs_number": "943 476 5910"}),
    )
    page = text(answer)
    assert answer.status_code == 422
    assert "Write what the caller told you" in page
    assert "its last digit does not fit" in page
    assert "She is thin" in page
    assert "943 476 5910" in page
    assert "<title>Error: " in page


def test_another_child_is_added_without_scripts_and_without_complaint(cast: Cast, as_person: Any) -> None:
    page = text(as_person(cast.officer).post(reverse("telephone"), a_call(what_happened="", add_another="children")))
    assert 'name="children-1-first_names"' in page
    assert 'value="Jaydn"' in page
    assert "There is a problem" not in page
    with acting(cast.officer):
        assert not Contact.objects.exists()


def test_a_child_is_taken_away_without_scripts(cast: Cast, as_person: Any) -> None:
    page = text(
        as_person(cast.officer).post(
            reverse("telephone"), a_call(remove_children="0", **{"children-1-first_names": "Mia"})
        )
    )
    assert 'value="Mia"' in page
    assert 'value="Jaydn"' not in page


def known_jayden(cast: Cast) -> Person:
    return record_person(
        authority_id=STOCKTON,
        by=cast.officer,
        at=at(),
        is_child=True,
        first_names="Jayden",
        last_name="Smith",
        born_on=dt.date(2018, 5, 4),
        birth_known_to="day",
        sex="M",
    )


def test_a_known_child_under_another_spelling_is_offered_and_linked(cast: Cast, as_person: Any) -> None:
    """A child known under another spelling must not start again without a history."""
    with acting(cast.officer):
        known = known_jayden(cast)
    client = as_person(cast.officer)
    page = text(client.post(reverse("telephone"), a_call(look="1")))
    assert known.reference in page
    page = text(client.post(reverse("telephone"), a_call(**{"use_child-0": known.reference})))
    assert "Known child" in page
    client.post(reverse("telephone"), a_call(**{"children-0-person": known.reference}))
    with acting(cast.officer):
        told = ReportedPerson.objects.get()
        assert (told.person_id, told.match, told.first_names) == (known.pk, "linked", "Jaydn")


def test_a_half_filled_call_is_found_again(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    with acting(cast.officer):
        drafts.save(
            "telephone_contact",
            {"what_happened": ["Half a sen"], "children-0-first_names": ["Jaydn"]},
            by=cast.officer,
            at=at(),
        )
    page = text(client.get(reverse("telephone")))
    assert "Half a sen" in page
    assert 'value="Jaydn"' in page
    assert "There is a problem" not in page
    client.post(reverse("telephone"), a_call())
    with acting(cast.officer):
        assert drafts.find("telephone_contact", by=cast.officer) is None


def test_advice_about_an_unnamed_child_becomes_a_contact_without_typing_again(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    fields = {
        "authority": str(STOCKTON),
        "source": "2A",
        "caller_name": "Ash Head",
        "asked": "Is this neglect?",
        "advice": "Speak to the parents first.",
    }
    answer = sent(client, "advice", fields)
    with acting(cast.officer):
        given = Contact.objects.get()
    assert answer["Location"].endswith(given.reference + "/")
    assert "Turn into a contact" in text(client.get(answer["Location"]))
    page = text(client.get(reverse("telephone") + f"?from={given.reference}"))
    assert "Is this neglect?" in page
    assert "Ash Head" in page
    client.post(reverse("telephone"), a_call(from_advice=given.reference))
    with acting(cast.officer):
        assert Contact.objects.exclude(pk=given.pk).get().because_of_id == given.pk


def test_somebody_elsewhere_can_not_take_a_call_for_us(cast: Cast, as_person: Any) -> None:
    answer = as_person(cast.elsewhere).post(reverse("telephone"), a_call())
    assert answer.status_code == 422
    with acting(cast.officer):
        assert not Contact.objects.exists()


# ---- The contact page ------------------------------------------------------------------------------------------------


def test_a_contact_is_read_in_eight_statements(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "passing_on", Outcome.ASSESSMENT, children=2)
    client, address = as_person(cast.social_worker), reverse("contact", kwargs={"reference": contact.reference})
    client.get(address)
    with counted_queries() as asked:
        page = client.get(address)
    assert page.status_code == 200
    assert len(asked) <= PAGE_BUDGET, "\n".join(statement[:200] for statement in asked)


@pytest.mark.parametrize("state", ["received", "screened", "awaiting_sign_off", "passing_on"])
def test_a_contact_page_says_what_to_do_next_in_every_state(cast: Cast, as_person: Any, state: str) -> None:
    contact = in_state(cast, state)
    page = text(as_person(cast.social_worker).get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "What to do next" in page
    assert "Seen with a bruise." in page


FORM_PAGE_BUDGET = {
    "screen_contact": 10,
    "decide_contact": 11,
    "sign_off_contact": 10,
    "tell_referrer": 8,
    "ask_agencies": 7,
    "join_contact": 5,
}
"""Statements of the pages with a form: what the contact page reads, the draft, the clock and the candidates on top."""


@pytest.mark.parametrize("route", list(FORM_PAGE_BUDGET))
def test_every_page_with_a_form_keeps_its_budget(cast: Cast, as_person: Any, route: str) -> None:
    state = {"screen_contact": "received", "sign_off_contact": "awaiting_sign_off", "tell_referrer": "passing_on"}.get(
        route, "screened"
    )
    contact, client = in_state(cast, state, children=2), as_person(cast.manager)
    address = reverse(route, kwargs={"reference": contact.reference})
    client.get(address)
    with counted_queries() as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= FORM_PAGE_BUDGET[route], "\n".join(statement[:200] for statement in asked)


def test_a_protected_address_is_on_no_page_of_the_contact(cast: Cast, as_person: Any) -> None:
    """Being found is allowed; being located is not."""
    client = as_person(cast.officer)
    place = {
        "children-0-house": "7",
        "children-0-street": "Hidden Close",
        "children-0-postcode": "TS18 1AA",
        "children-0-address_protected": "on",
    }
    client.post(reverse("telephone"), a_call(**place))
    with acting(cast.officer):
        contact = Contact.objects.get()
    for route in ("contact", "screen_contact", "ask_agencies", "join_contact"):
        assert "Hidden Close" not in text(client.get(reverse(route, kwargs={"reference": contact.reference})))


@pytest.mark.parametrize(("kind", "form"), [("children", ChildRow), ("adults", AdultRow)])
def test_an_empty_row_that_was_drawn_before_is_the_row_as_it_would_be_drawn(kind: str, form: type[Form]) -> None:
    rows = get_template("frontdoor/staff/person_rows.jinja").template.module  # type: ignore[attr-defined]
    draw = rows.child_row if kind == "children" else rows.adult_row
    assert str(empty_row(kind, 2)).split() == str(draw(form(prefix=f"{kind}-2"), 2)).split()
    assert f'name="{kind}-__index__-last_name"' in blank_row(kind)


def test_a_protected_address_as_told_is_opened_for_a_reason_that_is_kept(cast: Cast, as_person: Any) -> None:
    """Whoever must visit needs the address, whether or not it is known yet whose it is."""
    client = as_person(cast.officer)
    place = {
        "children-0-house": "7",
        "children-0-street": "Hidden Close",
        "children-0-school": "Hillside Nursery",
        "children-0-address_protected": "on",
    }
    client.post(reverse("telephone"), a_call(**place))
    with acting(cast.officer):
        contact = Contact.objects.get()
        told = contact.reported.get(part="child")
    opening = reverse("unseal_reported", kwargs={"reference": contact.reference, "reported": told.pk})
    assert opening in text(client.get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "Hidden Close" not in text(client.get(opening))
    without_reason = client.post(opening, {"reason": "", "address": str(told.pk)})
    assert "Enter why you need this address" in text(without_reason)
    assert "Hidden Close" not in text(without_reason)
    shown = text(client.post(opening, {"reason": "Visit with the police tonight", "address": str(told.pk)}))
    assert "7 Hidden Close" in shown
    assert "Hillside Nursery" in shown
    with acting(cast.manager):
        look = Look.objects.get(episode_id=contact.pk, page="unseal_reported")
    assert (look.user_id, look.reason) == (cast.officer.user_id, "Visit with the police tonight")
    assert look.sealed_fields == f"reported:{told.pk}"
    assert as_person(cast.elsewhere).get(opening).status_code == 404


def test_an_address_that_is_not_protected_has_no_page_to_open_it(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    with acting(cast.officer):
        told = contact.reported.get()
    opening = reverse("unseal_reported", kwargs={"reference": contact.reference, "reported": told.pk})
    assert as_person(cast.officer).get(opening).status_code == 404


def test_opening_a_contact_is_recorded(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    as_person(cast.officer).get(reverse("contact", kwargs={"reference": contact.reference}))
    with acting(cast.manager):
        look = Look.objects.get(episode_id=contact.pk)
    assert (look.user_id, look.why) == (cast.officer.user_id, "duty")


def test_names_stay_out_of_titles_and_addresses(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    page = text(as_person(cast.officer).get(reverse("contact", kwargs={"reference": contact.reference})))
    with acting(cast.officer):
        name = contact.reported.get().person.name
    assert name in page
    assert name not in page[page.index("<title>") : page.index("</title>")]


EVERY_PAGE_OF_A_CONTACT = [
    "contact",
    "contact_live",
    "screen_contact",
    "reprioritise_contact",
    "join_contact",
    "ask_agencies",
    "decide_contact",
    "sign_off_contact",
    "tell_referrer",
    "assign_contact",
]


@pytest.mark.parametrize("route", EVERY_PAGE_OF_A_CONTACT)
def test_a_contact_of_another_authority_is_as_absent_as_one_that_never_was(
    cast: Cast, as_person: Any, route: str
) -> None:
    contact = new_contact(cast)
    post = "hub_manager" if route == "assign_contact" else ""
    client = as_person(cast.elsewhere)
    there = client.get(reverse(route, kwargs={"reference": contact.reference}))
    nowhere = client.get(reverse(route, kwargs={"reference": "C-0000000"}))
    assert there.status_code == nowhere.status_code
    assert there.status_code == (403 if post else 404)
    assert contact.reference not in text(there).replace(reverse(route, kwargs={"reference": contact.reference}), "")


@pytest.mark.parametrize("route", [route for route in EVERY_PAGE_OF_A_CONTACT if route != "contact_live"])
@pytest.mark.parametrize("state", ["received", "screened", "awaiting_sign_off", "passing_on"])
def test_every_page_of_a_contact_opens_in_every_state(cast: Cast, as_person: Any, route: str, state: str) -> None:
    """No dead ends: a page that can do nothing now says so and points on."""
    contact = in_state(cast, state, Outcome.ASSESSMENT)
    assert as_person(cast.manager).get(reverse(route, kwargs={"reference": contact.reference})).status_code == 200


def test_a_contact_is_taken_on_once(cast: Cast, as_person: Any) -> None:
    contact, client, key = new_contact(cast), as_person(cast.officer), str(uuid.uuid4())
    for _ in range(2):
        client.post(
            reverse("take_contact", kwargs={"reference": contact.reference}), {"act": key, "version": contact.version}
        )
    assert fresh(cast, contact).worker_id == cast.officer.user_id
    with acting(cast.officer):
        assert Event.objects.filter(episode_id=contact.pk, kind="contact_taken").count() == 1


def test_a_get_changes_nothing(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    assert (
        as_person(cast.officer).get(reverse("take_contact", kwargs={"reference": contact.reference})).status_code == 405
    )


def test_history_counts_earlier_contacts_of_each_child_and_of_the_household(cast: Cast) -> None:
    with acting(cast.social_worker):
        known = known_jayden(cast)
        earlier = []
        for days in (500, 200, 30):
            one = a_contact(
                cast.social_worker,
                at=at() - dt.timedelta(days=days),
                reasons=["neglect"] if days < 300 else ["missing"],
            )
            actions.identify(
                one.reported.get(), person=known, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
            )
            earlier.append(one)
        contact = a_contact(cast.social_worker, at=at(), reasons=["neglect"])
        actions.identify(
            contact.reported.get(), person=known, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
        )
        with counted_queries() as asked:
            history = queries.history_for(contact)
    (child,) = history.children
    assert len(asked) == 1
    assert [each.reference for each in child.contacts] == [one.reference for one in reversed(earlier)]
    assert (len(child.recent), len(child.same_reason), history.recontacts) == (2, 2, 2)


def test_a_child_found_later_is_counted_from_when_the_contact_arrived(cast: Cast) -> None:
    """Earlier contacts are counted by when they opened, and not by when somebody found out who they are about."""
    long_ago = at() - dt.timedelta(days=500)
    with acting(cast.social_worker):
        known = known_jayden(cast)
        first = a_contact(cast.social_worker, at=long_ago)
        second = a_contact(cast.social_worker, at=at())
        for each in (first, second):
            actions.identify(
                each.reported.get(), person=known, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
            )
        assert {(each.kind, each.opened_at) for each in known.involvements.all()} == {
            ("contact", first.opened_at),
            ("contact", second.opened_at),
        }
        rows, _ = queries.queue(cast.social_worker, queries.QueueFilter(), now=at())
        told = record_of(known.reference, by=cast.social_worker, now=at())
    assert {row.reference: row.earlier for row in rows} == {first.reference: 0, second.reference: 0}
    assert told is not None
    assert told.counts == {"contact": (2, 1)}


# ---- Screening -------------------------------------------------------------------------------------------------------


def test_screening_offers_the_known_child_with_reasons_and_links_them(cast: Cast, as_person: Any) -> None:
    with acting(cast.officer):
        known = known_jayden(cast)
    client = as_person(cast.officer)
    client.post(reverse("telephone"), a_call())
    with acting(cast.officer):
        contact = Contact.objects.get()
        told = contact.reported.get()
    page = client.get(reverse("screen_contact", kwargs={"reference": contact.reference}))
    assert known.reference in text(page)
    sent(client, "settle_person", {"use": known.reference}, reference=contact.reference, reported=told.pk)
    with acting(cast.officer):
        told.refresh_from_db()
        assert told.person_id == known.pk
        assert told.match_reasons


def test_a_child_nobody_knows_is_recorded_as_new_once(cast: Cast, as_person: Any) -> None:
    contact, client, key = new_contact(cast), as_person(cast.officer), str(uuid.uuid4())
    with acting(cast.officer):
        told = contact.reported.get()
        before = Person.objects.count()
    for _ in range(2):
        client.post(
            reverse("settle_person", kwargs={"reference": contact.reference, "reported": told.pk}),
            {"act": key, "create": "1"},
        )
    with acting(cast.officer):
        told.refresh_from_db()
        assert told.match == "created"
        assert Person.objects.count() == before + 1


def test_a_wrong_identity_is_taken_back(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.officer)
    with acting(cast.officer):
        told = contact.reported.get()
    sent(client, "settle_person", {"undo": "1"}, reference=contact.reference, reported=told.pk)
    with acting(cast.officer):
        told.refresh_from_db()
        assert (told.match, told.person_id) == ("", None)
        assert Event.objects.filter(episode_id=contact.pk, kind="person_unmatched").exists()


def test_screening_waits_until_every_child_is_settled(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    answer = sent(
        as_person(cast.officer),
        "screen_contact",
        {"version": 1, "priority": "2", "note": "Read it."},
        reference=contact.reference,
    )
    assert answer.status_code == 409
    assert "Each child must first be linked" in text(answer)
    assert "Read it." in text(answer)


def a_repeat(cast: Cast) -> Contact:
    """A second contact within the year about one known child."""
    with acting(cast.social_worker):
        known = known_jayden(cast)
        for days in (100, 0):
            contact = a_contact(cast.social_worker, at=at() - dt.timedelta(days=days))
            actions.identify(
                contact.reported.get(), person=known, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=at()
            )
    return contact


def test_what_is_different_this_time_must_be_said_after_earlier_contacts(cast: Cast, as_person: Any) -> None:
    """Inspectors found cumulative risk missed:

    re-contacts within 12 months are screened with an answer to "why is this different?".
    """
    contact, client = a_repeat(cast), as_person(cast.officer)
    fields = {"version": contact.version, "priority": "2", "note": "Read the history."}
    answer = sent(client, "screen_contact", fields, reference=contact.reference)
    assert answer.status_code == 422
    assert "Say what is different this time" in text(answer)
    assert (
        sent(
            client, "screen_contact", {**fields, "why_different": "Now a bruise."}, reference=contact.reference
        ).status_code
        == 302
    )
    screened = fresh(cast, contact)
    assert (screened.state, screened.priority, screened.why_different) == ("screened", Priority.AMBER, "Now a bruise.")


def test_a_late_screening_says_why(cast: Cast, as_person: Any) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=at() - dt.timedelta(hours=30))
        actions.record_reported(contact.reported.get(), by=cast.officer, at=at())
    client, fields = as_person(cast.officer), {"version": contact.version, "priority": "3", "note": "Read it."}
    assert "Say why this is late" in text(sent(client, "screen_contact", fields, reference=contact.reference))
    assert (
        sent(
            client, "screen_contact", {**fields, "late_reason": "System was down"}, reference=contact.reference
        ).status_code
        == 302
    )
    with acting(cast.officer):
        assert Clock.objects.get(episode_id=contact.pk, timescale="contact-screening").late_reason == "System was down"


def test_a_stale_screening_tells_who_did_what_and_keeps_the_words(cast: Cast, as_person: Any) -> None:
    """Two people at once: one wins, the other loses nothing typed."""
    contact, client = a_repeat(cast), as_person(cast.officer)
    with acting(cast.social_worker):
        actions.take(fresh(cast, contact), by=cast.social_worker, at=at(), version=contact.version)
    fields = {"version": contact.version, "priority": "2", "note": "My long note.", "why_different": "Worse."}
    answer = sent(client, "screen_contact", fields, reference=contact.reference)
    page = text(answer)
    assert answer.status_code == 409
    assert cast.social_worker.name in page
    assert "My long note." in page
    assert f'name="version" value="{contact.version + 1}"' in page
    again = sent(client, "screen_contact", {**fields, "version": contact.version + 1}, reference=contact.reference)
    assert again.status_code == 302


def test_the_same_worry_is_found_and_joined(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    client.post(reverse("telephone"), a_call())
    client.post(reverse("telephone"), a_call(source="6", what_happened="Called to the address."))
    with acting(cast.officer):
        first, second = Contact.objects.order_by("received_at")
    page = text(client.get(reverse("join_contact", kwargs={"reference": second.reference})))
    assert first.reference in page
    assert "the same surname and birth date" in page
    answer = sent(
        client,
        "join_contact",
        {"version": 1, "other": first.reference.lower(), "reason": "Same call."},
        reference=second.reference,
    )
    assert answer["Location"] == reverse("contact", kwargs={"reference": first.reference})
    assert fresh(cast, second).joined_to_id == first.pk
    assert "Called to the address." in text(client.get(answer["Location"]))


def test_joining_to_a_reference_that_is_not_there_is_said_plainly(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    answer = sent(
        as_person(cast.officer),
        "join_contact",
        {"version": 1, "other": "C-NOPE", "reason": "x"},
        reference=contact.reference,
    )
    assert "No open contact has this reference" in text(answer)


def test_priority_changes_with_a_reason(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    fields = {"version": contact.version, "priority": "1", "reason": "A second call."}
    assert sent(as_person(cast.officer), "reprioritise_contact", fields, reference=contact.reference).status_code == 302
    assert fresh(cast, contact).priority == Priority.RED


def test_a_manager_gives_a_contact_to_somebody(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    as_person(cast.officer)  # holds a post of the team from now on
    fields = {"version": contact.version, "worker": str(cast.officer.user_id)}
    assert sent(as_person(cast.manager), "assign_contact", fields, reference=contact.reference).status_code == 302
    assert fresh(cast, contact).worker_id == cast.officer.user_id
    assert (
        as_person(cast.officer).get(reverse("assign_contact", kwargs={"reference": contact.reference})).status_code
        == 403
    )


def test_a_correction_stands_beside_what_it_corrects(cast: Cast, as_person: Any) -> None:
    contact = new_contact(cast)
    with acting(cast.officer):
        event = Event.objects.get(episode_id=contact.pk)
    client = as_person(cast.manager)
    answer = client.post(
        reverse("correct_event", kwargs={"reference": contact.reference, "event": event.pk}),
        {"act": str(uuid.uuid4()), "what": "wrong time", "note": "It came at nine."},
    )
    assert answer.status_code == 302
    page = text(client.get(answer["Location"]))
    assert "It came at nine." in page
    assert "Corrected" in page


# ---- Asking agencies -------------------------------------------------------------------------------------------------


def an_asking(contact: Contact, *desks: int, **fields: Any) -> dict[str, Any]:
    return {
        "version": contact.version,
        "desks": [str(desk) for desk in desks],
        "preset": "known",
        "parents": "aware",
        "lawful_basis": "public_task",
        **fields,
    }


def test_agencies_are_asked_in_one_action(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.officer)
    desks = [desk.pk for desk in partnership.answering_agencies(STOCKTON)[:3]]
    assert client.get(reverse("ask_agencies", kwargs={"reference": contact.reference})).status_code == 200
    assert sent(client, "ask_agencies", an_asking(contact, *desks), reference=contact.reference).status_code == 302
    with acting(cast.officer):
        checks = list(Check.objects.filter(because_of_id=contact.pk))
    assert {check.asked_team_id for check in checks} == set(desks)
    assert {check.parents_aware for check in checks} == {"aware"}
    assert fresh(cast, contact).state == "checking"


def test_bypassing_the_parents_needs_a_reason(cast: Cast, as_person: Any) -> None:
    """Working Together, chapter 3: parents know first, unless that raises risk or harms an enquiry."""
    contact, client = in_state(cast, "screened"), as_person(cast.officer)
    desk = partnership.answering_agencies(STOCKTON)[0].pk
    answer = sent(client, "ask_agencies", an_asking(contact, desk, parents="bypass"), reference=contact.reference)
    assert "Choose why the parents are not told first" in text(answer)
    assert "Say whether the parents know" in text(
        sent(client, "ask_agencies", an_asking(contact, desk, parents=""), reference=contact.reference)
    )
    told = an_asking(
        contact, desk, parents="bypass", bypass_because="increases_risk", bypass_words="He watches her phone."
    )
    assert sent(client, "ask_agencies", told, reference=contact.reference).status_code == 302
    assert "He watches her phone." in fresh(cast, contact).parents_why_not


def asked(cast: Cast, contact: Contact) -> Check:
    with acting(cast.social_worker):
        (check,) = actions.ask_agencies(
            contact,
            desks=[partnership.teams()[cast.police.team_id]],
            question="What do you know?",
            lawful_basis="public_task",
            by=cast.social_worker,
            at=at(),
            version=contact.version,
        )
    return check


def test_a_missing_answer_is_chased_raised_and_withdrawn(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    check, client = asked(cast, contact), as_person(cast.officer)
    for version, route in enumerate(("remind_agency", "escalate_check", "withdraw_check"), check.version):
        assert sent(client, route, {"version": version}, reference=check.reference).status_code == 302
    with acting(cast.officer):
        check.refresh_from_db()
    assert (check.reminders, check.escalated_at is not None, check.state) == (1, True, "withdrawn")


def test_an_answer_appears_on_the_contact_page_as_it_arrives(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    check, client = asked(cast, contact), as_person(cast.officer)
    address = reverse("contact_live", kwargs={"reference": contact.reference})
    assert "1 agency has not answered yet" in text(client.get(address))
    with acting(cast.police):
        actions.answer_check(
            check,
            answer=Check.Answer.RELEVANT,
            text="Two calls.",
            handling="official",
            may_tell_family=False,
            by=cast.police,
            at=at(),
            version=1,
        )
    page = text(client.get(address))
    assert "Two calls." in page
    assert "Not to be shared with the family" in page
    assert "<html" not in page


def test_lateness_is_shown_by_agency_in_one_statement(cast: Cast, as_person: Any) -> None:
    asked(cast, in_state(cast, "screened"))
    client = as_person(cast.manager)
    client.get(reverse("lateness"))
    with counted_queries() as asked_of_database:
        page = client.get(reverse("lateness"))
    assert "Cleveland Police" in text(page)
    assert len(asked_of_database) == 3
    assert as_person(cast.officer).get(reverse("lateness")).status_code == 403


# ---- Deciding --------------------------------------------------------------------------------------------------------


def a_decision(contact: Contact, **fields: Any) -> dict[str, Any]:
    return {
        "version": contact.version,
        "step": "confirm",
        "child-0-outcome": "no_further_action",
        "child-0-reason": "needs_met",
        "child-0-level": "1",
        "child-0-rationale": "The school and the nurse see a well child.",
        "child-0-evidence": ["reported", "history"],
        "child-0-consent": "yes",
        **fields,
    }


def test_a_decision_is_looked_over_once_and_then_waits_for_a_manager(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.social_worker)
    summary = sent(client, "decide_contact", a_decision(contact, step="check"), reference=contact.reference)
    assert summary.status_code == 200
    assert "Is this right?" in text(summary)
    assert "The school and the nurse see a well child." in text(summary)
    assert fresh(cast, contact).state == "screened"
    change = sent(client, "decide_contact", a_decision(contact, step="change"), reference=contact.reference)
    assert "The school and the nurse see a well child." in text(change)
    assert sent(client, "decide_contact", a_decision(contact), reference=contact.reference).status_code == 302
    decided = fresh(cast, contact)
    assert (decided.state, decided.decided_by_id) == ("awaiting_sign_off", cast.social_worker.user_id)


def test_siblings_may_have_different_outcomes(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened", children=2), as_person(cast.social_worker)
    team = rules.teams_able_to_take("assessment", STOCKTON)[0]
    fields = {
        "child-1-outcome": "assessment",
        "child-1-team_assessment": str(team.pk),
        "child-1-level": "3",
        "child-1-clauses": ["3.5"],
        "child-1-rationale": "Neglect goes on despite help.",
        "child-1-evidence": ["reported"],
        "child-1-consent": "no",
        "child-1-need_to_know": "Hungry at school.",
    }
    assert sent(client, "decide_contact", a_decision(contact, **fields), reference=contact.reference).status_code == 302
    with acting(cast.social_worker):
        made = list(ChildDecision.objects.filter(contact_id=contact.pk).order_by("reported__order"))
    assert [each.outcome for each in made] == ["no_further_action", "assessment"]
    assert (made[1].to_team_id, made[1].clauses, made[1].need_to_know) == (team.pk, ["3.5"], "Hungry at school.")


def test_one_decision_may_stand_for_all_siblings(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened", children=2), as_person(cast.social_worker)
    assert (
        sent(
            client, "decide_contact", a_decision(contact, **{"child-1-same": "on"}), reference=contact.reference
        ).status_code
        == 302
    )
    with acting(cast.social_worker):
        assert (
            ChildDecision.objects.filter(contact_id=contact.pk, outcome="no_further_action", current=True).count() == 2
        )


def test_an_unsound_decision_says_beside_each_field_what_is_missing(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.social_worker)
    team = rules.teams_able_to_take("early_help", STOCKTON)[0]
    fields = {
        "child-0-outcome": "early_help",
        "child-0-team_early_help": str(team.pk),
        "child-0-level": "2",
        "child-0-consent": "no",
    }
    answer = sent(client, "decide_contact", a_decision(contact, **fields), reference=contact.reference)
    assert answer.status_code == 422
    assert "Early help needs the family’s agreement" in text(answer).replace("&#x27;", "’").replace(
        "&#39;", "’"
    ).replace("'", "’")
    empty = sent(client, "decide_contact", {"version": contact.version, "step": "check"}, reference=contact.reference)
    for message in (
        "Choose what happens next",
        "Choose a level of need",
        "Say why you decided this",
        "Choose what your decision rests on",
    ):
        assert message in text(empty)


def test_an_officer_does_not_decide(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    assert (
        sent(as_person(cast.officer), "decide_contact", a_decision(contact), reference=contact.reference).status_code
        == 403
    )
    assert fresh(cast, contact).state == "screened"


def test_protection_that_can_not_wait_begins_before_sign_off_and_says_so(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.social_worker)
    team = rules.teams_able_to_take("strategy_discussion", STOCKTON)[0]
    fields = {
        "child-0-outcome": "strategy_discussion",
        "child-0-team_strategy_discussion": str(team.pk),
        "child-0-level": "4",
        "start-start_urgently": "on",
    }
    assert sent(client, "decide_contact", a_decision(contact, **fields), reference=contact.reference).status_code == 302
    with acting(cast.social_worker):
        assert Handoff.objects.filter(because_of_id=contact.pk, state="offered").count() == 1
    assert "Protection began before sign-off" in text(
        client.get(reverse("contact", kwargs={"reference": contact.reference}))
    )


def test_a_move_that_is_no_longer_open_is_not_asked_for_again(cast: Cast, as_person: Any) -> None:
    """A page gone stale says what happened and what can be done now, not to press a button that can do nothing."""
    contact = in_state(cast, "screened")
    with acting(cast.social_worker):
        before = contact.version
        decided = decisions_for(contact, Outcome.NO_FURTHER_ACTION)
        actions.decide(contact, decisions=decided, by=cast.social_worker, at=at(), version=before)
    answer = sent(
        as_person(cast.officer),
        "reprioritise_contact",
        {"version": before, "priority": "1", "reason": "A second call came in."},
        reference=contact.reference,
    )
    assert answer.status_code == 409
    page = text(answer)
    assert "press the button again" not in page
    assert ">Save<" not in page.replace("\n", "")
    assert "It is now “Awaiting sign-off”" in page
    assert cast.social_worker.name in page
    assert reverse("contact", kwargs={"reference": contact.reference}) in page
    assert "A second call came in." in page


def test_a_stale_decision_keeps_every_word(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "screened"), as_person(cast.social_worker)
    with acting(cast.officer):
        actions.take(fresh(cast, contact), by=cast.officer, at=at(), version=contact.version)
    answer = sent(client, "decide_contact", a_decision(contact), reference=contact.reference)
    assert answer.status_code == 409
    assert cast.officer.name in text(answer)
    assert "The school and the nurse see a well child." in text(answer)


def test_pressing_decide_twice_decides_once(cast: Cast, as_person: Any) -> None:
    contact, client, key = in_state(cast, "screened"), as_person(cast.social_worker), str(uuid.uuid4())
    for _ in range(2):
        answer = client.post(
            reverse("decide_contact", kwargs={"reference": contact.reference}), {**a_decision(contact), "act": key}
        )
        assert answer.status_code == 302
    with acting(cast.social_worker):
        assert ChildDecision.objects.filter(contact_id=contact.pk).count() == 1


# ---- Oversight -------------------------------------------------------------------------------------------------------


def test_a_manager_signs_off_and_says_what_was_tested(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "awaiting_sign_off", Outcome.ASSESSMENT), as_person(cast.manager)
    assert contact.reference in text(client.get(reverse("sign_off_list")))
    fields = {"version": contact.version, "verdict": "sign_off", "tested": ""}
    assert "Write what you tested" in text(sent(client, "sign_off_contact", fields, reference=contact.reference))
    answer = sent(client, "sign_off_contact", {**fields, "tested": "Read the history."}, reference=contact.reference)
    assert answer["Location"] == reverse("sign_off_list")
    assert fresh(cast, contact).state == "passing_on"
    with acting(cast.social_worker):
        assert Handoff.objects.filter(because_of_id=contact.pk, state="offered").count() == 1


def test_a_manager_sends_back_with_a_reason(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "awaiting_sign_off")
    fields = {"version": contact.version, "verdict": "send_back", "reason": "Why was health not asked?"}
    assert sent(as_person(cast.manager), "sign_off_contact", fields, reference=contact.reference).status_code == 302
    page = text(as_person(cast.social_worker).get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "Why was health not asked?" in page


def test_nobody_signs_off_their_own_decision_and_is_told_why(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    with acting(cast.manager):
        actions.decide(
            contact,
            decisions=decisions_for(contact, Outcome.NO_FURTHER_ACTION),
            by=cast.manager,
            at=at(),
            version=contact.version,
        )
    client = as_person(cast.manager)
    assert "You decided this, so somebody else must sign it off." in text(
        client.get(reverse("sign_off_contact", kwargs={"reference": contact.reference}))
    )
    assert "somebody else signs it" in text(client.get(reverse("sign_off_list")))
    answer = sent(
        client,
        "sign_off_contact",
        {"version": contact.version, "verdict": "sign_off", "tested": "x"},
        reference=contact.reference,
    )
    assert answer.status_code == 409
    assert fresh(cast, contact).state == "awaiting_sign_off"


def test_somebody_who_may_not_sign_off_sees_the_reason(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "awaiting_sign_off")
    page = text(as_person(cast.officer).get(reverse("sign_off_contact", kwargs={"reference": contact.reference})))
    assert "You can not sign this off" in page


# ---- Feedback and the end --------------------------------------------------------------------------------------------


def test_a_professional_is_told_the_kind_of_outcome_and_the_public_is_not(cast: Cast) -> None:
    """Working Together 2023, chapter 3: referrers hear what was decided, with no more than they may know."""
    contact = in_state(cast, "passing_on", Outcome.ASSESSMENT)
    professional = rules.feedback_for(contact, ["assessment"], professional=True, hub_phone="01632 960120")
    public = rules.feedback_for(contact, ["assessment"], professional=False, hub_phone="01632 960120")
    assert "child and family assessment" in professional
    assert "assessment" not in public
    with acting(cast.officer):
        name = contact.reported.get().person.name
    assert name not in professional + public


def test_the_answer_is_given_and_the_contact_finished_only_then(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "passing_on"), as_person(cast.officer)
    page = text(client.get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "the person who was worried has not been told" in page
    fields = {"version": contact.version, "words": "We have looked into it.", "how": "phone"}
    assert sent(client, "tell_referrer", fields, reference=contact.reference).status_code == 302
    told = fresh(cast, contact)
    assert (told.told_how, told.told_words) == ("phone", "We have looked into it.")
    assert sent(client, "finish_contact", {"version": told.version}, reference=contact.reference).status_code == 302
    assert fresh(cast, contact).state == "finished"


def test_an_unfinished_handoff_keeps_the_contact_open_and_says_so(cast: Cast, as_person: Any) -> None:
    contact, client = in_state(cast, "passing_on", Outcome.ASSESSMENT), as_person(cast.officer)
    sent(
        client,
        "tell_referrer",
        {"version": contact.version, "words": "Done.", "how": "phone"},
        reference=contact.reference,
    )
    answer = sent(client, "finish_contact", {"version": contact.version + 1}, reference=contact.reference)
    assert answer.status_code == 409
    assert "has not answered yet" in text(answer)
    assert fresh(cast, contact).state == "passing_on"


def test_an_anonymous_caller_can_not_be_told_and_the_record_says_why(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    client.post(reverse("telephone"), a_call(anonymous="on"))
    with acting(cast.officer):
        contact = Contact.objects.get()
    contact = walk(contact, "passing_on", cast=cast, at=at())
    page = text(client.get(reverse("tell_referrer", kwargs={"reference": contact.reference})))
    assert "They gave no name." in page
    assert 'name="words"' not in page
    assert (
        sent(
            client, "tell_referrer", {"version": contact.version, "how": "not:anonymous"}, reference=contact.reference
        ).status_code
        == 302
    )
    assert fresh(cast, contact).told_how == "anonymous"


def test_what_an_agency_said_is_not_passed_on_in_its_words(cast: Cast, as_person: Any) -> None:
    contact = in_state(cast, "screened")
    check = asked(cast, contact)
    secret = "Officers attended nine times last year because of fights between the two adults"
    with acting(cast.police):
        actions.answer_check(
            check,
            answer=Check.Answer.RELEVANT,
            text=secret,
            handling="official",
            may_tell_family=False,
            by=cast.police,
            at=at(),
            version=1,
        )
    contact = fresh(cast, contact)
    with acting(cast.social_worker):
        actions.decide(
            contact,
            decisions=decisions_for(contact, Outcome.NO_FURTHER_ACTION),
            by=cast.social_worker,
            at=at(),
            version=contact.version,
        )
    with acting(cast.manager):
        actions.sign_off(contact, note="Read.", by=cast.manager, at=at(), version=contact.version)
    fields = {"version": contact.version, "words": f"We found this: {secret}.", "how": "phone"}
    answer = sent(as_person(cast.officer), "tell_referrer", fields, reference=contact.reference)
    assert "This repeats what Cleveland Police told us" in text(answer)
    assert fresh(cast, contact).told_at is None


def test_a_declined_child_is_offered_to_another_team(cast: Cast, as_person: Any) -> None:
    """Nobody waits unseen: a declined handoff is back with the hub at once."""
    contact = in_state(cast, "passing_on", Outcome.ASSESSMENT)
    with acting(cast.social_worker):
        handoff = Handoff.objects.get(because_of_id=contact.pk)
        decision = ChildDecision.objects.get(contact_id=contact.pk)
    with acting(cast.assessment_manager):
        handoffs.decline(
            handoff,
            reason="We hold the brother's case: ask the north team.",
            by=cast.assessment_manager,
            at=at(),
            version=1,
        )
    client = as_person(cast.social_worker)
    page = text(client.get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "Offer to another team" in page
    team = rules.teams_able_to_take("assessment", STOCKTON)[0]
    answer = client.post(
        reverse("offer_again", kwargs={"reference": contact.reference, "decision": decision.pk}),
        {"act": str(uuid.uuid4()), "to_team": str(team.pk), "need_to_know": "Please look again."},
    )
    assert answer.status_code == 302
    with acting(cast.social_worker):
        assert Handoff.objects.filter(because_of_id=contact.pk, state="offered").count() == 1


# ---- Out of hours ----------------------------------------------------------------------------------------------------


def test_the_night_hands_over_and_the_day_takes_over_item_by_item(cast: Cast, as_person: Any) -> None:
    with acting(cast.night_worker):
        contacts = [a_contact(cast.night_worker, at=SATURDAY_NIGHT) for _ in range(2)]
    night, day = as_person(cast.night_worker), as_person(cast.officer)
    page = text(night.get(reverse("handover")))
    assert all(contact.reference in page for contact in contacts)
    chosen = {"contact": [contact.reference for contact in contacts], "note": "The first is worrying."}
    assert sent(night, "handover", chosen).status_code == 302
    assert "not accepted yet" in text(night.get(reverse("handover")))
    page = text(day.get(reverse("handover")))
    assert "The first is worrying." in page
    with acting(cast.officer):
        offered = Handoff.objects.get(because_of_id=contacts[0].pk)
    assert sent(day, "take_over", {"version": offered.version}, reference=offered.reference).status_code == 302
    first, second = (fresh(cast, contact) for contact in contacts)
    assert first.owner_team_id == cast.officer.team_id
    assert second.owner_team_id == cast.night_worker.team_id


def test_handing_over_the_same_contact_twice_offers_it_once(cast: Cast, as_person: Any) -> None:
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=SATURDAY_NIGHT)
    client, key = as_person(cast.night_worker), str(uuid.uuid4())
    for _ in range(2):
        client.post(reverse("handover"), {"act": key, "contact": [contact.reference], "note": ""})
    with acting(cast.night_worker):
        assert Handoff.objects.filter(because_of_id=contact.pk).count() == 1


def test_contacts_of_the_night_stand_on_the_hubs_other_tab(cast: Cast, as_person: Any) -> None:
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=SATURDAY_NIGHT)
    client = as_person(cast.officer)
    assert contact.reference not in text(client.get(reverse("queue")))
    assert contact.reference in text(client.get(reverse("queue") + "?view=other_shift"))
    assert contact.reference in text(as_person(cast.night_worker).get(reverse("queue")))


def test_the_ledger_never_holds_a_free_text_of_a_page(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    client.post(reverse("telephone"), a_call(what_happened="CANARY-IN-THE-WORDS"))
    with acting(cast.officer):
        assert all("CANARY" not in str(event.payload) for event in Event.objects.all())
        assert Episode.objects.filter(kind="contact").count() == 1
