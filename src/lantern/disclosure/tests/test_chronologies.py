"""A chronology for a court or for the family: chosen and worded by hand, read by two, kept to the byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest
from django.urls import reverse
from tests.cast import STOCKTON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.access.models import Look
from lantern.access.people_acting import ActingPerson
from lantern.disclosure import actions, places
from lantern.disclosure.models import Chronology
from lantern.disclosure.tests.world import LATER, Family, a_family, text_of_pdf
from lantern.people import actions as people
from lantern.spine import ledger
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Event

pytestmark = pytest.mark.django_db


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def fresh(chronology: Chronology) -> Chronology:
    return Chronology.objects.get(pk=chronology.pk)


def press(chronology: Chronology, by: ActingPerson) -> dict[str, object]:
    return {"by": by, "at": LATER, "version": fresh(chronology).version, "key": a_key()}


def an_entry(family: Family, by: ActingPerson, note: str, *, kind: str = "moved_house") -> Event:
    """An entry in the child's chronology with words somebody wrote."""
    return ledger.record(
        kind, by=by, at=LATER, authority_id=STOCKTON, about=[family.child.pk],
        payload={"where": "another address"}, note=note,
    )  # fmt: skip


def compiled(family: Family, by: ActingPerson, audience: str = "court", **more: object) -> Chronology:
    made = actions.compile_chronology(
        [family.child], audience=audience, recipient="The Family Court", purpose="Care proceedings", by=by, at=LATER,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return fresh(made.episode)


def test_a_court_chronology_goes_from_the_record_to_the_document_and_is_shown_again(cast: Cast) -> None:
    """Four eyes, numbered, sourced, with what it meant, and kept exactly as it went out."""
    family = a_family(cast)
    with acting(cast.social_worker) as by:
        event = an_entry(family, by, "He moved to his nan.")
        people.remark(family.child, event, impact="He slept through the night again.", seen="", by=by, at=LATER)
        account = compiled(family, by)
        (line,) = account.lines.filter(event=event)
        assert line.shown
        assert "slept through the night" in line.impact
        assert not account.lines.filter(shown=True, significance=1).exists(), "only what matters unless chosen"
        actions.reword(
            account,
            line.number,
            shown=True,
            words="Moved to his grandmother.",
            impact=line.impact,
            **press(account, by),
        )
        actions.submit_chronology(fresh(account), **press(account, by))
        with pytest.raises(MoveRefused):
            actions.approve_chronology(fresh(account), note="Mine.", **press(account, by))
    with acting(cast.manager) as by:
        actions.approve_chronology(fresh(account), note="Read each line.", **press(account, by))
        made = actions.release_chronology(fresh(account), **press(account, by))
        account = fresh(account)
        assert account.state == "released"
        assert account.sha256 == hashlib.sha256(made).hexdigest()
        assert actions.released_copy(account) == made
        told = text_of_pdf(made)
        assert "Moved to his grandmother." in told
        assert "slept through the night" in told
        assert "Sam Okafor" in told
        assert "Mina Patel" in told
        with pytest.raises(MoveRefused):
            actions.choose(account, set(), **press(account, by))
        assert "chronology_released" in [each.kind.code for each in ledger.chronology([family.child.pk])]


def test_nobody_who_worded_a_line_approves_it(cast: Cast) -> None:
    family = a_family(cast)
    with acting(cast.social_worker) as by:
        account = compiled(family, by, only_significant=False)
    with acting(cast.manager) as by:
        actions.choose(account, {1}, **press(account, by))
        actions.submit_chronology(fresh(account), **press(account, by))
    with acting(cast.manager) as by, pytest.raises(MoveRefused, match="somebody else must read"):
        actions.approve_chronology(fresh(account), note="Read.", **press(account, by))
    with acting(cast.other_manager) as by:
        actions.approve_chronology(fresh(account), note="Read.", **press(account, by))


def test_addresses_that_must_not_go_out_are_left_out_and_looked_for_again(cast: Cast) -> None:
    """A refuge stays a refuge: masked when it is put together, and found when somebody types it again."""
    family = a_family(cast)
    with acting(cast.social_worker) as by:
        family.mother.addresses.create(
            house="9", street="Secret Lane", town="Thornaby", postcode="TS17 0ZZ", protected=True, authority_id=STOCKTON
        )
        event = an_entry(family, by, "Dana now lives at 9 Secret Lane, TS17 0ZZ. Nobody may know.")
        account = compiled(family, by)
        line = account.lines.get(event=event)
        assert "Secret Lane" not in line.words
        assert "TS17" not in line.words
        assert "Nobody may know." in line.words
        again = "They live in secret  lane now."
        actions.reword(account, line.number, shown=True, words=again, impact="", **press(account, by))
        with pytest.raises(actions.NotFitToShare) as unfit:
            actions.submit_chronology(fresh(account), **press(account, by))
        assert [each.number for each in unfit.value.lines] == [line.number]


def test_whoever_contacted_us_in_confidence_is_not_named_to_a_court_by_this_way(cast: Cast) -> None:
    family = a_family(cast)
    with acting(cast.social_worker) as by:
        event = an_entry(family, by, "Gloria Whistler told us first.")
        account = compiled(family, by)
        with pytest.raises(actions.NotFitToShare, match="must not go out") as unfit:
            actions.submit_chronology(account, **press(account, by))
        assert "in confidence" in unfit.value.lines[0].why
        number = account.lines.get(event=event).number
        actions.reword(fresh(account), number, shown=True, words="A neighbour told us.", impact="",
                       **press(account, by))  # fmt: skip
        actions.submit_chronology(fresh(account), **press(account, by))


def test_the_family_gets_only_what_was_chosen_and_nobody_else_is_named(cast: Cast) -> None:
    family = a_family(cast)
    with acting(cast.social_worker) as by:
        event = an_entry(family, by, "Jayden Robinson went to stay with nan. Dana Robinson cried.")
        account = compiled(family, by, audience="family")
        assert not account.lines.filter(shown=True).exists(), "nothing goes in until somebody chooses it"
        with pytest.raises(MoveRefused, match="No line was chosen"):
            actions.submit_chronology(account, **press(account, by))
        line = account.lines.get(event=event)
        assert "Jayden went to stay" in line.words
        actions.choose(account, {line.number}, **press(account, by))
        with pytest.raises(actions.NotFitToShare) as unfit:
            actions.submit_chronology(fresh(account), **press(account, by))
        assert "Dana Robinson" in unfit.value.lines[0].why
        named = compiled(family, by, audience="family", named=[family.mother.reference])
        actions.choose(named, {named.lines.get(event=event).number}, **press(named, by))
        actions.submit_chronology(fresh(named), **press(named, by))


def test_what_an_agency_has_not_cleared_for_the_family_can_not_be_chosen(cast: Cast) -> None:
    """IS3: whoever gave it says how far it goes. The police said no when they answered."""
    family = a_family(cast)
    with acting(cast.social_worker) as by:
        account = compiled(family, by, audience="family")
        closed = account.lines.exclude(closed="").first()
        assert closed and "Cleveland Police" in closed.closed
        with pytest.raises(MoveRefused) as refusal:
            actions.choose(account, {closed.number}, **press(account, by))
        assert "Ask Cleveland Police" in refusal.value.answer.next_step
        with pytest.raises(MoveRefused):
            actions.reword(account, closed.number, shown=True, words="Theirs.", impact="", **press(account, by))


def test_twice_is_once_stale_is_told_and_another_area_finds_nothing(cast: Cast, as_person) -> None:
    family = a_family(cast)
    key = a_key()
    with acting(cast.social_worker) as by:
        account = compiled(family, by, key=key)
        with pytest.raises(AlreadyDone):
            compiled(family, by, key=key)
        actions.choose(account, {1}, **press(account, by))
        with pytest.raises(StaleRecord):
            actions.choose(account, {2}, **press(account, by) | {"version": 1})
    with acting(cast.officer) as by, pytest.raises(MoveRefused):
        actions.choose(fresh(account), {2}, **press(account, by))
    address = reverse("chronology", kwargs={"reference": account.reference})
    assert as_person(cast.elsewhere).get(address).status_code == 404
    assert as_person(cast.police).get(address).status_code == 403


def test_the_pages_keep_what_was_typed_and_cost_few_statements(cast: Cast, as_person) -> None:
    family = a_family(cast)
    child = {"reference": family.child.reference}
    client = as_person(cast.social_worker)
    client.post(reverse("child", kwargs=child), {"reason": "Court on Friday."})
    assert "Who is the chronology for?" in plain(client.get(reverse("child_chronologies", kwargs=child)))
    address = reverse("new_chronology", kwargs={**child, "audience": "court"})
    typed = {"recipient": "The Family Court", "purpose": "", "only_significant": "no", "act": str(a_key())}
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "Enter what it is for" in plain(wrong)
    assert "The Family Court" in wrong.content.decode()
    empty = client.post(
        address, typed | {"purpose": "Care", "until-day": "1", "until-month": "1", "until-year": "2001"}
    )
    assert empty.status_code == 422
    assert "Nothing is recorded in this time." in plain(empty)
    made = client.post(address, typed | {"purpose": "Care proceedings"})
    assert made.status_code == 302
    assert client.post(address, typed | {"purpose": "Care proceedings"}).headers["Location"] == made.headers["Location"]
    with counted_queries() as statements:
        page = client.get(made.headers["Location"])
    assert len(statements) <= 6
    assert "Save what goes in" in plain(page)
    chosen = reverse("choose_lines", kwargs={"reference": made.headers["Location"].split("/")[2]})
    saved = client.post(chosen, {"line": ["1", "2"], "then": "submit", "version": "1", "act": str(a_key())})
    assert saved.headers["Location"].endswith("/submit/"), "what is ticked is never lost on the way"
    stale = client.post(chosen, {"line": ["1"], "version": "1", "act": str(a_key())})
    assert stale.status_code == 409
    account = Chronology.objects.values("reference", "pk")
    with acting(cast.social_worker):
        (one,) = account
        assert Look.objects.filter(episode_id=one["pk"], page="chronology").count() == 1
    move = reverse("move_chronology", kwargs={"reference": one["reference"], "move": "submit"})
    assert client.post(move, {"act": str(a_key()), "version": "2"}).status_code == 422
    sent = client.post(move, {"act": str(a_key()), "version": "2", "read": "on"})
    assert sent.status_code == 302, plain(sent)
    boss = as_person(cast.manager)
    assert one["reference"] in plain(boss.get(reverse("chronologies")))
    read = boss.get(reverse("move_chronology", kwargs={"reference": one["reference"], "move": "approve"}))
    assert "Read each line" in plain(read)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("seen at 9 Secret Lane today", True),
        ("9,  secret lane", True),
        ("Secret Lane", True),
        ("TS170ZZ", True),
        ("at 12 Open Road", True),
        ("on Open Road", False),
        ("19 Secretary Lane", False),
        ("5 Home Street, TS18 1AA", False),
    ],
)
def test_how_an_address_may_be_written(text: str, hidden: bool) -> None:
    own = [("5", "Home Street", "TS18 1AA", False)]
    others = [("9", "Secret Lane", "TS17 0ZZ", True), ("12", "Open Road", "TS18 1AA", False), *own]
    assert places.stands_in(text, places.patterns(others, own)) is hidden
    assert (places.WITHHELD in places.without(text, places.patterns(others, own))) is hidden


def test_a_period_is_the_days_named(cast: Cast) -> None:
    family = a_family(cast)
    with acting(cast.social_worker) as by:
        an_entry(family, by, "Later.")
        account = compiled(family, by, since=LATER.date(), until=LATER.date(), only_significant=False)
        assert {each.happened_at.date() for each in account.lines.all()} == {LATER.date()}
        with pytest.raises(MoveRefused, match="Nothing is recorded"):
            compiled(family, by, until=LATER.date() - dt.timedelta(days=900))
