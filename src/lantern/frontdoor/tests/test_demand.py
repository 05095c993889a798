"""Demand and conversion: what the figures count, whose contacts they count, and that each number leads to its list."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from tests.cast import LONDON, MIDDLESBROUGH, STOCKTON, TUESDAY_NOON, Cast, a_contact, counted_queries, granted, walk
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import actions, queries
from lantern.frontdoor.models import Contact, Outcome
from lantern.frontdoor.queries.demand import TOO_FEW, Count, Demand, DemandFilter, History, Period, of_100
from lantern.people.models import Person

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def figures(actor: ActingPerson, /, now: dt.datetime = TUESDAY_NOON + HOUR, **asked: str) -> Demand:
    with acting(actor):
        return queries.demand_of(actor, DemandFilter.read(asked, actor), now=now)


def behind(actor: ActingPerson, /, now: dt.datetime = TUESDAY_NOON + HOUR, **asked: str) -> list[str]:
    with acting(actor):
        rows, _ = queries.contacts_behind(actor, DemandFilter.read(asked, actor), now=now)
    return [row.reference for row in rows]


def came(cast: Cast, at: dt.datetime = TUESDAY_NOON, **contact: Any) -> Contact:
    with acting(cast.officer):
        return a_contact(cast.officer, at=at, **contact)


def decided(cast: Cast, outcome: Outcome, at: dt.datetime = TUESDAY_NOON, **contact: Any) -> Contact:
    return walk(came(cast, at, **contact), "passing_on", cast=cast, at=at, outcome=outcome)


def told(cast: Cast, contact: Contact, at: dt.datetime, how: str = "phone") -> None:
    with acting(cast.officer):
        fresh = Contact.objects.get(pk=contact.pk)
        common: dict[str, Any] = {"by": cast.officer, "at": at, "version": fresh.version}
        if how == "phone":
            late = "We rang and nobody answered." if at - TUESDAY_NOON > 2 * DAY else ""
            actions.tell_referrer(fresh, how="phone", words="Thank you.", late_reason=late, **common)
        else:
            actions.can_not_tell_referrer(fresh, why=how, **common)


def advised(cast: Cast, at: dt.datetime = TUESDAY_NOON) -> Contact:
    with acting(cast.officer):
        return actions.record_advice(
            authority_id=STOCKTON,
            contact={"what_happened": "Asked what to do.", "reasons": []},
            referrer={"source": "2A", "name": "Head Teacher"},
            people=[],
            advice="Talk to the parents first.",
            by=cast.officer,
            at=at,
        )


# ---- What is counted -------------------------------------------------------------------------------------------------


def test_contacts_are_counted_along_their_way(cast: Cast) -> None:
    came(cast)
    walk(came(cast), "screened", cast=cast)
    decided(cast, Outcome.NO_FURTHER_ACTION)
    decided(cast, Outcome.EARLY_HELP)
    decided(cast, Outcome.ASSESSMENT, children=2)
    found = figures(cast.manager)
    total = found.total
    assert (total.contacts, total.screened, total.asked, total.decided, total.undecided) == (5, 4, 0, 3, 2)
    assert total.helped == 2
    assert {key: count.contacts for key, count in found.counts("outcome").items()} == {
        "no_further_action": 1,
        "early_help": 1,
        "assessment": 1,
    }, "two children with one outcome are one contact"


def test_a_decision_counts_only_once_a_manager_has_signed_it_off(cast: Cast) -> None:
    walk(came(cast), "awaiting_sign_off", cast=cast, outcome=Outcome.ASSESSMENT)
    found = figures(cast.manager)
    assert (found.total.decided, found.total.helped, found.total.undecided) == (0, 0, 1)
    assert found.counts("outcome") == {}


def test_who_was_worried_why_how_and_when(cast: Cast) -> None:
    """FD10: by source, theme and hour, on the London clock. 14 November 2026 was a Saturday."""
    came(cast, reasons=["neglect", "domestic_abuse"])
    came(cast, at=dt.datetime(2026, 11, 14, 23, 30, tzinfo=LONDON), reasons=[], channel="police_notice")
    found = figures(cast.manager)
    assert {key: one.contacts for key, one in found.counts("source").items()} == {"2A": 2}
    assert {key: one.contacts for key, one in found.counts("reason").items()} == {
        "neglect": 1,
        "domestic_abuse": 1,
        "": 1,
    }
    assert {key: one.contacts for key, one in found.counts("channel").items()} == {"telephone": 1, "police_notice": 1}
    assert {key: one.contacts for key, one in found.counts("weekday").items()} == {"2": 1, "6": 1}
    assert {key: one.contacts for key, one in found.counts("hour").items()} == {"12": 1, "23": 1}
    assert {key: one.contacts for key, one in found.counts("hours").items()} == {"in": 1, "out": 1}


def test_telling_the_referrer_in_time_is_a_rate_by_source(cast: Cast) -> None:
    """FD8. Whoever could not be told, and whoever need not be told yet, is in neither number."""
    in_time, late, anonymous, never, not_yet = (decided(cast, Outcome.ADVICE) for _ in range(5))
    told(cast, in_time, TUESDAY_NOON + HOUR)
    told(cast, late, TUESDAY_NOON + 6 * DAY)
    told(cast, anonymous, TUESDAY_NOON + HOUR, how="anonymous")
    soon = figures(cast.manager, now=TUESDAY_NOON + 2 * HOUR).counts("source")["2A"]
    assert (soon.owed, soon.told) == (2, 1), "the late one was told, so it counts from the day it was told"
    found = figures(cast.manager, now=TUESDAY_NOON + 7 * DAY).counts("source")["2A"]
    assert (found.owed, found.told) == (4, 1)
    assert {never.reference, not_yet.reference, late.reference, in_time.reference} == set(
        behind(cast.manager, now=TUESDAY_NOON + 7 * DAY, by="source", key="2A", only="owed")
    )


def test_a_child_who_comes_back_within_12_months_is_counted_and_a_joined_contact_is_not(cast: Cast) -> None:
    """re-referral-window of the children in need statistics: from the start of the London day 12 months before."""
    first = walk(came(cast, at=dt.datetime(2025, 11, 17, 12, 0, tzinfo=LONDON)), "screened", cast=cast)
    child = Person.objects.none()
    with acting(cast.officer):
        child = Person.objects.get(reports__contact_id=first.pk)
    for at in (TUESDAY_NOON - HOUR, TUESDAY_NOON + DAY):
        about = actions.Reported("child", {"first_names": "Same", "last_name": "Child"}, person_id=child.pk)
        with acting(cast.officer):
            actions.receive(
                authority_id=STOCKTON,
                contact={"channel": "telephone", "what_happened": "Again."},
                referrer={"source": "2A"},
                people=[about],
                by=cast.officer,
                at=at,
            )
    walk(came(cast), "screened", cast=cast)
    total = figures(cast.manager, now=TUESDAY_NOON + 2 * DAY).total
    assert (total.contacts, total.known, total.again) == (3, 3, 2)


def test_a_contact_joined_to_another_is_demand_but_no_return_and_not_undecided(cast: Cast) -> None:
    kept, joined = walk(came(cast), "screened", cast=cast), came(cast)
    with acting(cast.social_worker):
        actions.join(
            joined, to=kept, reason="The same worry.", by=cast.social_worker, at=TUESDAY_NOON, version=joined.version
        )
    total = figures(cast.manager).total
    assert (total.contacts, total.joined, total.undecided, total.known, total.again) == (2, 1, 1, 1, 0)


def test_advice_is_counted_apart_and_what_became_of_it(cast: Cast) -> None:
    """FD14: counted in demand, never among the contacts."""
    advised(cast)
    came(cast, because_of_id=advised(cast).pk)
    found = figures(cast.manager)
    assert found.total.contacts == 1
    assert (found.advice.contacts, found.advice.followed) == (2, 1)
    assert len(behind(cast.manager, by="advice")) == 2
    assert len(behind(cast.manager, by="advice", key="2A", only="followed")) == 1
    assert len(behind(cast.manager)) == 1


def test_every_number_of_every_table_leads_to_as_many_contacts(cast: Cast) -> None:
    came(cast, reasons=["neglect", "domestic_abuse"])
    came(cast, reasons=[], at=TUESDAY_NOON - DAY)
    told(cast, decided(cast, Outcome.ASSESSMENT), TUESDAY_NOON + HOUR / 2)
    advised(cast)
    found = figures(cast.manager)
    numbers = 0
    for name, counts in found.lines.items():
        for count in counts:
            for only in ("", "screened", "decided", "undecided", "helped", "owed", "told", "known", "again"):
                expected = getattr(count, only or "contacts")
                assert len(behind(cast.manager, by=name, key=count.key, only=only)) == expected, (name, count.key, only)
                numbers += 1
    assert numbers > 100


# ---- Which period ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("30_days", dt.date(2026, 10, 19)),
        ("3_months", dt.date(2026, 8, 18)),
        ("12_months", dt.date(2025, 11, 18)),
    ],
)
def test_a_period_is_whole_london_days_and_ends_today(code: str, first: dt.date) -> None:
    period = Period.ending(code, dt.date(2026, 11, 17))
    assert (period.first, period.last) == (first, dt.date(2026, 11, 17))
    assert period.steps[0] <= first
    assert period.steps == sorted(set(period.steps))


def test_three_months_before_the_end_of_may_begin_after_the_end_of_february() -> None:
    assert Period.ending("3_months", dt.date(2027, 5, 31)).first == dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("received", "counted"),
    [
        # British Summer Time ended on 25 October 2026: midnight of the 19th is 23:00 of the 18th in UTC.
        (dt.datetime(2026, 10, 18, 22, 59, 59, tzinfo=dt.UTC), 0),
        (dt.datetime(2026, 10, 18, 23, 0, tzinfo=dt.UTC), 1),
        (dt.datetime(2026, 11, 17, 23, 59, 59, tzinfo=dt.UTC), 1),
        (dt.datetime(2026, 11, 18, 0, 0, tzinfo=dt.UTC), 0),
    ],
)
def test_the_edges_of_a_period_are_midnights_in_london(cast: Cast, received: dt.datetime, counted: int) -> None:
    came(cast, at=received)
    assert figures(cast.manager).total.contacts == counted
    assert len(behind(cast.manager)) == counted


def test_each_bar_is_there_also_when_nothing_came(cast: Cast) -> None:
    assert len(figures(cast.manager, period="12_months").period.steps) == 13
    assert len(figures(cast.manager).period.steps) == 5


# ---- Whose contacts --------------------------------------------------------------------------------------------------


def test_a_restricted_contact_is_counted_only_for_those_who_may_open_it(cast: Cast) -> None:
    contact = walk(came(cast), "screened", cast=cast)
    with acting(cast.manager):
        child = Person.objects.get(reports__contact_id=contact.pk)
        restricting.restrict(
            restricting.Subject(child.pk, child.authority_id),
            kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=cast.manager.user_id)],
            reason="A relative works here.",
            whom_to_ask="The hub manager",
            by=cast.manager,
            at=TUESDAY_NOON,
        )
    assert figures(cast.other_manager).total.contacts == 0
    assert behind(cast.other_manager) == []
    assert figures(granted(cast.other_manager, child)).total.contacts == 1


def test_another_authority_is_not_counted_and_can_not_be_asked_for(cast: Cast) -> None:
    came(cast)
    with acting(cast.elsewhere):
        a_contact(cast.elsewhere, authority=MIDDLESBROUGH)
    assert figures(cast.manager).total.contacts == 1
    assert DemandFilter.read({"authority": str(MIDDLESBROUGH)}, cast.manager).authority == ""
    assert figures(cast.elsewhere, authority=str(MIDDLESBROUGH)).total.contacts == 1


def test_one_area_of_several(cast: Cast) -> None:
    came(cast)
    other = next(one for one in cast.manager.authorities if one != STOCKTON)
    assert figures(cast.manager, authority=str(STOCKTON)).total.contacts == 1
    assert figures(cast.manager, authority=str(other)).total.contacts == 0


def test_the_page_is_for_managers_who_may_open_the_records(cast: Cast, as_person: Any) -> None:
    for name in ("demand", "demand_contacts"):
        assert as_person(cast.manager).get(reverse(name)).status_code == 200
        assert as_person(cast.officer).get(reverse(name)).status_code == 403
    assert as_person(cast.officer).get(reverse("demand_download", args=["csv"])).status_code == 403
    assert as_person(cast.manager).get(reverse("demand_download", args=["pdf"])).status_code == 404


# ---- Few, and honest -------------------------------------------------------------------------------------------------


def test_a_rate_of_fewer_than_twenty_is_no_rate() -> None:
    assert of_100(10, TOO_FEW - 1) is None
    assert of_100(10, TOO_FEW) == 50
    assert Count(decided=40, helped=10).helped_rate == 25
    assert Count(owed=40, told=30).told_rate == 75
    assert Count(known=19, again=1).again_rate is None


def test_what_makes_no_sense_in_the_address_is_left_out(cast: Cast, as_person: Any) -> None:
    asked = DemandFilter.read(
        {"period": "for ever", "authority": "x", "by": "name", "key": "Smith", "only": "drop", "after": "2026~x"},
        cast.manager,
    )
    assert asked == DemandFilter()
    client = as_person(cast.manager)
    for query in ("?by=hour&key=x", "?by=step&key=x", "?by=channel&key=x\0", "?by=agency&key=x", "?by=weekday&key=99"):
        assert client.get(reverse("demand_contacts") + query).status_code == 200


def test_the_list_goes_on_page_by_page_and_misses_none(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lantern.frontdoor.queries.demand.PAGE", 2)
    every = {came(cast, at=TUESDAY_NOON - number * HOUR).reference for number in (0, 1, 1, 1, 2)}
    seen: list[str] = []
    asked = DemandFilter()
    with acting(cast.manager):
        while True:
            rows, after = queries.contacts_behind(cast.manager, asked, now=TUESDAY_NOON + HOUR)
            seen += [row.reference for row in rows]
            if not after:
                break
            asked = DemandFilter.read({"after": after}, cast.manager)
    assert len(seen) == len(every) == 5
    assert set(seen) == every


# ---- The pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def text(page: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_page_answers_first_and_links_its_numbers(cast: Cast, as_person: Any, now: dt.datetime) -> None:
    decided(cast, Outcome.ASSESSMENT, at=now)
    client = as_person(cast.manager)
    page = client.get(reverse("demand"))
    assert "1 contact came in from" in text(page)
    assert "Too few are decided" in text(page)
    assert "Not for publication" in text(page)
    assert "counted only for those who may open them" in text(page)
    address = re.search(r'href="([^"]*demand/contacts/[^"]*by=outcome&amp;key=assessment[^"]*)"', page.content.decode())
    assert address
    listed = client.get(address[1].replace("&amp;", "&"))
    assert re.search(r"C-[0-9A-Z-]+", text(listed))
    assert "Example" not in text(listed), "references, never names"


def test_the_page_says_when_there_is_too_little_history_for_more(cast: Cast, as_person: Any, now: dt.datetime) -> None:
    """FD10: a forecast and a rate are told only when there is enough to tell them from."""
    came(cast, at=now)
    page = text(as_person(cast.manager).get(reverse("demand")))
    assert "There is too little history to tell what to expect. It takes 26 whole weeks of figures." in page
    assert "A rate needs twelve whole months of figures" in page
    assert "to be checked" in page, "numbers nobody has read against their source say so"


def test_the_page_tells_what_to_expect_and_the_rate(
    cast: Cast, as_person: Any, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    came(cast, at=now)
    today = now.astimezone(LONDON).date()
    days = [today - number * DAY for number in range(1, 800)]
    monkeypatch.setattr(
        queries, "history_of", lambda *_, **__: History(dict.fromkeys(days, 20), dict.fromkeys(days, 6))
    )
    response = as_person(cast.manager).get(reverse("demand") + "?authority=808")
    page = text(response)
    assert re.search(r"About 140 contacts are expected in the week of .*: between \d+ and \d+ in 80 of 100", page)
    assert "498.9" in page, "2,190 children of 43,900"
    assert "children were referred for every 10,000 who live here" in page
    assert response.content.decode().count("<svg") >= 3
    book = openpyxl.load_workbook(
        io.BytesIO(as_person(cast.manager).get(reverse("demand_download", args=["xlsx"])).content), read_only=True
    )
    assert {"Demand", "Weeks to come", "Rates"} <= set(book.sheetnames)


def test_a_contact_whose_ward_nobody_knows_is_counted_as_such(cast: Cast, as_person: Any, now: dt.datetime) -> None:
    """ID6. Without a postcode file there is no table of wards, and nothing is guessed."""
    came(cast, at=now)
    assert {key: one.contacts for key, one in figures(cast.manager, now=now).counts("ward").items()} == {"": 1}
    assert behind(cast.manager, now=now, by="ward", key="") != []
    assert "Where the children lived" not in text(as_person(cast.manager).get(reverse("demand")))


def test_an_empty_period_says_so(cast: Cast, as_person: Any) -> None:
    page = as_person(cast.manager).get(reverse("demand"))
    assert "No contact came in" in text(page)
    assert "No advice was recorded" in text(page)


@pytest.mark.parametrize("volume", [1, 4])
def test_the_pages_ask_as_little_of_the_database_however_many_contacts(
    cast: Cast, as_person: Any, now: dt.datetime, volume: int
) -> None:
    for _ in range(volume):
        decided(cast, Outcome.EARLY_HELP, at=now)
    client = as_person(cast.manager)
    for name, most in (("demand", 5), ("demand_contacts", 3)):
        client.get(reverse(name))
        with counted_queries() as asked:
            assert client.get(reverse(name)).status_code == 200
        assert len(asked) <= most, name


def test_the_files_hold_the_numbers_of_the_page(cast: Cast, as_person: Any, now: dt.datetime) -> None:
    decided(cast, Outcome.ASSESSMENT, at=now)
    came(cast, at=now, reasons=[])
    client = as_person(cast.manager)
    page = text(client.get(reverse("demand")))
    sheet = client.get(reverse("demand_download", args=["csv"]))
    assert "attachment" in sheet["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    found = figures(cast.manager, now=timezone.now())
    by_line = {(row["Table"], row["Line"]): row for row in rows}
    whole = by_line["All contacts", "All contacts"]
    assert (whole["Contacts"], whole["Decided"], whole["Led to help or protection"]) == ("2", "1", "1")
    assert whole["Of 100 decided"] == "too few to compare"
    assert by_line["What was decided", "Child and family assessment"]["Contacts"] == "1"
    assert by_line["What the worry was", "Not said"]["Contacts"] == str(found.counts("reason")[""].contacts)
    for row in rows:
        if row["Contacts"] != "0":
            assert f"{row['Line']} {row['Contacts']} " in page or row["Table"] == "All contacts", row
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("demand_download", args=["xlsx"])).content), read_only=True
    )
    written = [
        ["" if value is None else str(value) for value in (*row, *[None] * (len(rows[0]) - len(row)))]
        for row in book["Demand"].iter_rows(values_only=True)
    ]
    assert written == [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]


def test_more_than_can_be_counted_in_time_says_what_to_ask_instead(
    cast: Cast, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too much is not "the database can not be reached": the page stays, and the files lead back to it."""
    client = as_person(cast.manager)
    slow = "set local statement_timeout = 50; select pg_sleep(5)"
    monkeypatch.setattr("lantern.frontdoor.queries.demand._DEMAND", slow)
    page = client.get(reverse("demand") + "?period=12_months")
    assert page.status_code == 200
    assert "too much to count at once" in text(page)
    assert "Last 30 days" in text(page)
    file = client.get(reverse("demand_download", args=["csv"]) + "?period=12_months")
    assert (file.status_code, file["Location"]) == (302, reverse("demand") + "?period=12_months")
