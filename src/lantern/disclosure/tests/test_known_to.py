"""The known-to index: pointers only, lent by agencies that choose to, seen from a contact, and gone when taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from tests.cast import STOCKTON, Cast, a_contact, a_key, in_post

from lantern.access.context import acting
from lantern.disclosure import known_to
from lantern.disclosure.models import KnownToAnswer, KnownToFeed, KnownToLook, KnownToPointer
from lantern.disclosure.tests.world import LATER, a_family
from lantern.partnership.models import Post
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Event

pytestmark = pytest.mark.django_db

HEAD = "First names,Last name,Date of birth,NHS number,Postcode,Service,Last contact,Call\r\n"
JAYDEN = "Jayden,Robinson,04/05/2018,,TS18 1AA,Community nursing,01/10/2026,Ola Nurse 01632 960555\r\n"
ALIKE = "Jaden,Robinson,04/05/2018,,,Speech therapy,02/10/2026,Therapy duty desk 01632 960556\r\n"


def lead(cast: Cast, name: str = "Lee Harding"):
    """The lead of the agency whose responder is ``cast.health``."""
    post = Post.objects.filter(role="agency_lead", team__agency_id=cast.health.agency_id).order_by("code")[0]
    return in_post(post.code, name)


def switched_on(cast: Cast, *lines: str) -> None:
    with acting(lead(cast)) as by:
        known_to.switch(STOCKTON, on=True, by=by, at=LATER)
        if lines:
            known_to.feed((HEAD + "".join(lines)).encode(), authority_id=STOCKTON, by=by, at=LATER)


def test_nothing_is_lent_before_the_agencys_lead_says_so(cast: Cast) -> None:
    with acting(cast.health) as by:
        with pytest.raises(MoveRefused, match="takes no part"):
            known_to.feed((HEAD + JAYDEN).encode(), authority_id=STOCKTON, by=by, at=LATER)
        with pytest.raises(MoveRefused, match="Your post"):
            known_to.switch(STOCKTON, on=True, by=by, at=LATER)


def test_a_feed_replaces_what_the_agency_fed_before_and_nobody_elses(cast: Cast) -> None:
    switched_on(cast, JAYDEN, ALIKE)
    with acting(cast.health) as by:
        feed, _read = known_to.feed((HEAD + ALIKE).encode(), authority_id=STOCKTON, by=by, at=LATER)
        assert feed.rows == 1
        assert [each.service for each in KnownToPointer.objects.all()] == ["Speech therapy"]
    with acting(cast.police):
        assert not KnownToPointer.objects.exists()
        assert not KnownToFeed.objects.exists()


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (HEAD.replace("Call", "Call,Diagnosis"), "column “diagnosis”"),
        (HEAD.replace(",Call", ""), "no column “Call”"),
        ("", "empty"),
    ],
)
def test_a_file_with_more_or_less_than_pointers_is_refused_as_a_whole(head: str, words: str) -> None:
    with pytest.raises(known_to.FeedRefused, match=words):
        known_to.read((head + JAYDEN if head else "").encode())


def test_a_bad_row_is_refused_by_its_number_and_the_others_are_kept() -> None:
    bad = JAYDEN.replace("04/05/2018", "31/02/2018")
    formula = JAYDEN.replace("Ola Nurse 01632 960555", "=HYPERLINK(1)")
    found = known_to.read((HEAD + bad + JAYDEN + formula + JAYDEN.replace("Jayden,", ",")).encode())
    assert len(found.rows) == 1
    assert [number for number, _words in found.problems] == [2, 4, 5]
    assert "Date of birth" in found.problems[0][1]


def test_a_file_without_one_good_row_leaves_what_was_fed(cast: Cast) -> None:
    switched_on(cast, JAYDEN)
    with acting(cast.health) as by:
        with pytest.raises(known_to.FeedRefused, match="stays"):
            known_to.feed((HEAD + ",,,,,,,x\r\n").encode(), authority_id=STOCKTON, by=by, at=LATER)
        assert KnownToPointer.objects.count() == 1


def test_a_hub_sees_who_knows_an_identified_child_and_the_agency_sees_that_it_looked(cast: Cast) -> None:
    family = a_family(cast)
    with acting(cast.social_worker):
        family.child.addresses.create(house="4", street="Example Street", postcode="TS18 1AA", authority_id=STOCKTON)
    with_number = JAYDEN.replace(",,TS18 1AA", ",9434765919,TS18 1AA")
    with acting(cast.social_worker):
        family.child.identifiers.create(kind="nhs", value="9434765919", authority_id=STOCKTON)
    switched_on(cast, with_number)
    with acting(cast.officer) as by:
        seen = known_to.look(family.contact, by=by, at=LATER, team_name=by.team_name)
        (hit,) = seen.known
        assert (hit.person.pk, hit.pointer.service) == (family.child.pk, "Community nursing")
        assert hit.pointer.call == "Ola Nurse 01632 960555"
        (event,) = Event.objects.filter(kind="known_to_looked")
        assert event.payload == {"known": "1"}
    with acting(cast.health) as agency:
        (looked,) = known_to.looks_at(by=agency)
        assert (looked["by_name"], looked["whose"], looked["words"]) == (
            "Ola Bright",
            "Jayden Robinson",
            "Shown as known",
        )
    with acting(cast.police) as other:
        assert known_to.looks_at(by=other) == []


def test_what_is_not_certain_is_confirmed_by_a_human_being_and_holds_for_the_next_feed(cast: Cast) -> None:
    family = a_family(cast)
    switched_on(cast, ALIKE)
    with acting(cast.officer) as by:
        seen = known_to.look(family.contact, by=by, at=LATER)
        assert seen.known == []
        (hit,) = seen.to_compare
        assert hit.reasons
        known_to.answer(
            family.contact, pointer=hit.pointer.pk, person=family.child.reference, same=True, by=by, at=LATER
        )
        assert len(known_to.look(family.contact, by=by, at=LATER).known) == 1
    with acting(cast.health) as agency:
        known_to.feed((HEAD + ALIKE).encode(), authority_id=STOCKTON, by=agency, at=LATER)
    with acting(cast.officer) as by:
        (again,) = known_to.look(family.contact, by=by, at=LATER).known
        known_to.answer(
            family.contact, pointer=again.pointer.pk, person=family.child.reference, same=False, by=by, at=LATER
        )
        seen = known_to.look(family.contact, by=by, at=LATER)
        assert (seen.known, seen.to_compare) == ([], [])


def test_nobody_looks_without_a_contact_that_is_worked_on_and_somebody_identified_on_it(cast: Cast) -> None:
    switched_on(cast, JAYDEN)
    with acting(cast.officer) as by:
        fresh = a_contact(by)
        with pytest.raises(MoveRefused, match="Nobody is identified"):
            known_to.look(fresh, by=by, at=LATER)
        fresh.state = "finished"
        with pytest.raises(MoveRefused, match="no reason to look"):
            known_to.look(fresh, by=by, at=LATER)
    with acting(cast.assessment_manager) as by, pytest.raises(MoveRefused, match="Your post"):
        known_to.look(fresh, by=by, at=LATER)


def test_switched_off_everything_lent_is_gone_and_nothing_is_kept_of_it(cast: Cast) -> None:
    family = a_family(cast)
    switched_on(cast, ALIKE, JAYDEN)
    with acting(cast.officer) as by:
        for hit in known_to.look(family.contact, by=by, at=LATER).to_compare:
            known_to.answer(
                family.contact, pointer=hit.pointer.pk, person=family.child.reference, same=True, by=by, at=LATER
            )
    with acting(cast.health):
        gone = [str(pk) for pk in KnownToPointer.objects.values_list("pk", flat=True)]
    with acting(lead(cast)) as by:
        off = known_to.switch(STOCKTON, on=False, by=by, at=LATER + dt.timedelta(days=1))
        assert off.removed == 2
        (part,) = known_to.parts_of(by=by, covers=[STOCKTON])
        assert part.held == 0
        assert not KnownToAnswer.objects.exists()
        (first, *_rest) = known_to.looks_at(by=by)
        assert first["whose"] == "", "that somebody looked stays; whom it was about does not"
    with connection.cursor() as cursor:
        for key in gone:
            cursor.execute("select count(*) from tests_row_history('disclosure_knowntopointer', %s)", [key])
            assert cursor.fetchone() == (0,)
    with acting(cast.officer) as by:
        seen = known_to.look(family.contact, by=by, at=LATER)
        assert (seen.known, seen.to_compare) == ([], [])
        assert KnownToLook.objects.count() >= 1


def test_another_areas_hub_sees_nothing(cast: Cast) -> None:
    switched_on(cast, JAYDEN)
    with acting(cast.elsewhere):
        assert not KnownToPointer.objects.exists()


# ---- Pages ----------------------------------------------------------------------------------------------------------


def test_an_agency_switches_feeds_and_switches_off_on_one_page(cast: Cast, as_person) -> None:
    client, address = as_person(lead(cast)), reverse("known_to_feeds")
    assert "Switch on" in client.get(address).content.decode()
    client.post(address, {"switch": f"{STOCKTON}-on", "act": str(a_key())})
    wrong = client.post(address, {"authority": STOCKTON, "file": SimpleUploadedFile("x.csv", b"Name\r\nJay\r\n")})
    assert wrong.status_code == 422
    assert "Only pointers are taken" in wrong.content.decode()
    sent = SimpleUploadedFile("x.csv", (HEAD + JAYDEN + ALIKE.replace("04/05/2018", "soon")).encode())
    told = client.post(address, {"authority": STOCKTON, "file": sent, "act": str(a_key())}).content.decode()
    assert "Row 3" in told
    off = client.post(address, {"switch": f"{STOCKTON}-off", "act": str(a_key())}, follow=True).content.decode()
    assert "1 pointer was removed; 0 are held." in off
    assert client.post(address, {"switch": "1-on"}).status_code == 404
    assert "Switch on" not in as_person(cast.health).get(address).content.decode()


def test_a_look_is_a_press_of_a_button_and_shows_whom_to_call(cast: Cast, as_person) -> None:
    family = a_family(cast)
    switched_on(cast, ALIKE)
    client = as_person(cast.officer)
    address = reverse("known_to", kwargs={"reference": family.contact.reference})
    assert address in client.get(reverse("contact", kwargs={"reference": family.contact.reference})).content.decode()
    before = client.get(address).content.decode()
    assert "Speech therapy" not in before
    with acting(cast.officer):
        assert not KnownToLook.objects.exists()
    page = client.post(address).content.decode()
    assert "Is this the same person?" in page
    assert "Speech therapy" not in page
    with acting(cast.officer):
        pointer = KnownToPointer.objects.get()
    typed = {"pointer": str(pointer.pk), "person": family.child.reference, "same": "yes"}
    answered = client.post(address, typed).content.decode()
    assert "Known to: Speech therapy" in answered
    assert "Therapy duty desk 01632 960556" in answered


def test_the_command_feeds_for_an_agency_and_tells_refused_rows_by_number(cast: Cast, tmp_path, capsys) -> None:
    import argparse

    from lantern.disclosure.commands import import_known_to
    from lantern.partnership.models import Agency

    switched_on(cast)
    with acting(cast.officer):
        code = Agency.objects.get(pk=cast.health.agency_id).code
    file = tmp_path / "pointers.csv"
    file.write_text(HEAD + JAYDEN + ALIKE.replace("02/10/2026", "never"))
    asked = argparse.Namespace(file=str(file), agency=code, authority=str(STOCKTON))
    assert import_known_to(asked) == 4
    said = capsys.readouterr()
    assert "1 pointers are fed" in said.out
    assert "row 3" in said.err
    assert "Robinson" not in said.out + said.err
    asked.agency = "nobody"
    assert import_known_to(asked) == 2
