"""The pages of subject access: nothing typed is lost, and everybody sees only their part."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, a_key, counted_queries
from tests.contracts.test_routes import fingerprint

from lantern.access.context import acting
from lantern.access.models import Look
from lantern.disclosure import actions
from lantern.disclosure.models import AccessRequest, AgencyView, Redaction
from lantern.disclosure.tests.world import (
    LATER,
    SECRET,
    Family,
    a_family,
    a_request,
    approver,
    fresh,
    item_with,
    officer,
    passage,
)

pytestmark = pytest.mark.django_db


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page_of(name: str, request: AccessRequest, **more: object) -> str:
    return reverse(name, kwargs={"reference": request.reference, **more})


def test_a_request_is_recorded_from_the_persons_record(cast: Cast, as_person) -> None:
    family = a_family(cast)
    client = as_person(officer())
    child = {"reference": family.child.reference}
    client.post(reverse("child", kwargs=child), {"reason": "A subject access request came in."})
    address = reverse("new_access_request", kwargs=child)
    page = client.get(address)
    assert "Whom does the request ask about?" in plain(page)
    assert "Dana Robinson" in plain(page)
    typed = {
        "people": [family.child.reference],
        "requester": "parent",
        "requester_name": "Dana Robinson",
        "send_to": "4 Example Street",
        "received_on-day": "2",
        "received_on-month": "11",
        "received_on-year": "2026",
        "asked": "Everything you hold about my son.",
        "records": ["contacts", "checks"],
        "act": str(a_key()),
    }
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "Say by what right they ask" in plain(wrong)
    assert "Everything you hold about my son." in plain(wrong)
    made = client.post(address, typed | {"authority_seen": "Birth certificate seen."})
    assert made.status_code == 302
    assert (
        client.post(address, typed | {"authority_seen": "Birth certificate seen."}).headers["Location"]
        == made.headers["Location"]
    )
    shown = plain(client.get(made.headers["Location"]))
    assert "Make sure who asks" in shown
    assert "Everything you hold about my son." in shown
    assert made.headers["Location"] in client.get(reverse("access_requests")).content.decode()


def test_a_request_is_drawn_in_few_statements_however_much_is_held(cast: Cast, as_person) -> None:
    request = a_request(a_family(cast), to="redacting")
    client = as_person(officer())
    client.get(page_of("access_bundle", request))
    for name, more in (("access_request", {}), ("access_bundle", {}), ("access_item", {"number": 1})):
        with counted_queries() as statements:
            assert client.get(page_of(name, request, **more)).status_code == 200
        assert len(statements) <= 6, (name, statements)
    with acting(officer()):
        assert Look.objects.filter(episode_id=request.pk, page="access_bundle").count() == 2


def test_opening_pages_changes_no_record(cast: Cast, as_person) -> None:
    request = a_request(a_family(cast), to="redacting")
    client = as_person(officer())
    with acting(officer()):
        before = fingerprint()
    for name, more in (
        ("access_requests", None),
        ("access_request", {}),
        ("access_bundle", {}),
        ("access_item", {"number": 1}),
        ("withhold_person", {}),
        ("move_access_request", {"move": "submit"}),
        ("move_access_request", {"move": "gather"}),
    ):
        address = reverse(name) if more is None else page_of(name, request, **more)
        assert client.get(address).status_code == 200, name
    for name in ("ask_views", "undo_redaction"):
        more = {"number": 1} if name == "undo_redaction" else {}
        assert client.get(page_of(name, request, **more)).status_code == 405, name
    with acting(officer()):
        assert fingerprint() == before


def test_sentences_and_words_are_withheld_and_taken_back_without_scripts(cast: Cast, as_person) -> None:
    request = a_request(a_family(cast), to="redacting")
    client = as_person(officer())
    with acting(officer()):
        item = item_with(request, SECRET)
    start = item.text.index(SECRET)
    address = page_of("access_item", request, number=item.number)
    nothing = client.post(address, {"reason": "third_party", "version": request.version})
    assert "Choose a sentence, write the words, or withhold the whole record" in plain(nothing)
    not_there = client.post(address, {"words": "not in it", "reason": "third_party", "version": request.version})
    assert "These words are not in this record" in plain(not_there)
    asked = {"reason": "third_party", "version": request.version, "act": str(a_key())}
    done = client.post(address, asked | {"sentences": [f"{start}-{start + len(SECRET)}"], "words": "dana robinson"})
    assert done.status_code == 302
    page = client.get(address)
    assert "Withheld in part" not in plain(page)
    assert plain(page).count("withheld:") == 1, "two passages side by side are one"
    with acting(officer()):
        redaction = Redaction.objects.get(item=item, start=start)
    undo = page_of("undo_redaction", request, number=item.number)
    client.post(undo, {"redaction": str(redaction.pk), "version": fresh_version(request), "act": str(a_key())})
    with acting(officer()):
        assert Redaction.objects.filter(undoes=redaction).exists()


def fresh_version(request: AccessRequest) -> int:
    with acting(officer()):
        return fresh(request).version


def test_every_mention_of_a_person_is_found_looked_at_and_withheld(cast: Cast, as_person) -> None:
    family = a_family(cast)
    request = a_request(family, to="redacting")
    client = as_person(officer())
    address = page_of("withhold_person", request)
    found = client.post(address, {"who": family.mother.reference, "words": ""})
    marks = re.findall(r'name="marks" value="([^"]+)"( checked)?', found.content.decode())
    assert len(marks) >= 4
    sure = [value for value, ticked in marks if ticked]
    hidden = {
        "who": family.mother.reference,
        "hide": "1",
        "marks": sure,
        "reason": "third_party",
        "version": request.version,
        "act": str(a_key()),
    }
    assert client.post(address, hidden).status_code == 302
    with acting(officer()):
        assert Redaction.objects.filter(request=request, how="person").count() == len(sure)
    again = client.post(address, {"who": family.mother.reference, "words": ""})
    assert not set(re.findall(r'name="marks" value="([^"]+)" checked', again.content.decode())) & set(sure)


def test_an_agency_reads_its_own_words_and_says_of_each_whether_it_may_go_out(cast: Cast, as_person) -> None:
    request = a_request(a_family(cast), to="redacting")
    prepared = as_person(officer())
    assert prepared.post(page_of("ask_views", request), {"act": str(a_key())}).status_code == 302
    with acting(officer()):
        view = AgencyView.objects.get(request=request)
    client = as_person(cast.police)
    assert view.reference in plain(client.get(reverse("disclosure_views")))
    address = reverse("disclosure_view", kwargs={"reference": view.reference})
    page = plain(client.get(address))
    assert "watching the house" in page
    assert "Gloria" not in page
    number = view.items[0]["number"]
    typed = {f"view-{number}": "not", "version": view.version, "act": str(a_key())}
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "Enter what harm it would do" in plain(wrong)
    assert client.post(address, typed | {f"why-{number}": "It would warn him."}).status_code == 302
    assert "It should not be disclosed" in plain(client.get(address))
    assert "It would warn him." in plain(prepared.get(page_of("access_bundle", request)))
    assert as_person(cast.health).get(address).status_code == 404


def ready_to_approve(cast: Cast) -> AccessRequest:
    request = a_request(a_family(cast), to="redacting")
    with acting(officer()) as by:
        (view,) = actions.ask_agencies(request, by=by, at=LATER)
        actions.decide_without(view, why="Agreed by telephone.", by=by, at=LATER, version=view.version)
        item = item_with(request, SECRET)
        actions.withhold(
            fresh(request),
            [passage(item, SECRET)],
            how=Redaction.How.PASSAGE,
            reason="third_party",
            by=by,
            at=LATER,
            version=fresh(request).version,
        )
    return request


def press(client: Client, request: AccessRequest, move: str, **typed: str):
    sent = {"version": fresh_version(request), "act": str(a_key()), **typed}
    return client.post(page_of("move_access_request", request, move=move), sent)


def test_from_submission_to_the_copy(cast: Cast, as_person) -> None:
    request = ready_to_approve(cast)
    prepares, approves = as_person(officer()), as_person(approver())
    unread = press(prepares, request, "submit", refuse="no", note="Weighed.")
    assert "Read every record, then tick the box" in plain(unread)
    assert press(prepares, request, "submit", refuse="no", note="Weighed.", read="on").status_code == 302
    mine = plain(prepares.get(page_of("move_access_request", request, move="approve")))
    assert "Your post" in mine
    assert press(approves, request, "approve", note="Read records 1 to 20.").status_code == 302
    assert press(prepares, request, "disclose").status_code == 302
    page = plain(prepares.get(page_of("access_request", request)))
    assert "Copy 1 as PDF" in page
    document = prepares.get(page_of("disclosed_copy", request, number=1))
    assert document.content.startswith(b"%PDF")
    assert "Robinson" not in document.headers["Content-Disposition"]
    assert prepares.get(page_of("disclosed_copy", request, number=2)).status_code == 404


def test_what_is_still_readable_is_said_above_the_form(cast: Cast, as_person) -> None:
    request = a_request(a_family(cast), to="redacting")
    with acting(officer()) as by:
        (view,) = actions.ask_agencies(request, by=by, at=LATER)
        actions.decide_without(view, why="Late.", by=by, at=LATER, version=view.version)
    answer = press(as_person(officer()), request, "submit", refuse="no", note="Weighed all of it.", read="on")
    assert answer.status_code == 409
    assert "can still be recognised in record" in plain(answer)
    assert "Weighed all of it." in plain(answer)


def test_others_have_no_such_page(cast: Cast, as_person) -> None:
    family: Family = a_family(cast)
    request = a_request(family, to="redacting")
    assert as_person(cast.social_worker).get(page_of("access_request", request)).status_code == 403
    elsewhere = Family(family.child, family.mother, family.contact, family.check)
    assert elsewhere
    for name in ("access_request", "access_bundle", "withhold_person"):
        assert as_person(cast.elsewhere).get(page_of(name, request)).status_code == 403
