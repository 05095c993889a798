"""What anybody outside the hub can do at the front door, and what they can not see."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.cast import MIDDLESBROUGH, STOCKTON, Cast, counted_queries

from lantern.access.context import ContextAlreadySet, acting, sending_to
from lantern.access.pages import VISITOR_COOKIE, visitor_hash
from lantern.access.people_acting import public_visitor
from lantern.frontdoor.forms.public import CHILDREN_AFTER, ORDER, STEPS
from lantern.frontdoor.models import Contact, Referrer, SentContact
from lantern.partnership import queries as partnership
from lantern.spine.models import Draft, Priority

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, dict[str, str]] = {
    "area": {"area": "stockton-on-tees"},
    "danger": {"danger": "no"},
    "you": {"who": "1B"},
    "name": {"name": "Robin Field", "relation": "Next door"},
    "answer": {"answer_by": "phone", "phone": "01632 960 777", "safe_times": "mornings"},
    "home": {"house": "12", "street": "Larch Road", "postcode": "ts181aa", "with_whom": "His mother"},
    "happened": {"what_happened": "Crying every night this week."},
    "worries": {"worries": "That nobody feeds him."},
    "family": {"family_knows": "not_aware"},
}
CHILD = {"first_names": "Ollie", "last_name": "Example", "age_known": "age", "age": "about 4", "sex": "M"}


def area_code(authority_id: int) -> str:
    return partnership.authority(authority_id).code


def fill_in(client: Client, children: list[dict[str, str]] | None = None, **changed: dict[str, str]) -> None:
    """Answer every page that is asked, as somebody in a browser would."""
    answers = {**ANSWERS, "area": {"area": area_code(STOCKTON)}, **changed}
    anonymous = answers["you"]["who"] == "9"
    for step in STEPS:
        if step.name in ("name", "answer") and anonymous:
            continue
        if step.name == "home":
            for number, child in enumerate(children or [CHILD], 1):
                answer = client.post(f"/report/children/{number}/", child)
                assert answer.status_code == 302, answer.content.decode()
        answer = client.post(f"/report/{step.name}/", answers[step.name])
        assert answer.status_code == 302, answer.content.decode()


def send(client: Client) -> str:
    """Press send; the reference on the page that follows."""
    answer = client.post("/report/check/")
    assert answer.status_code == 302
    found = re.search(r"/report/sent/(C-\w+)/", answer["Location"])
    assert found, answer["Location"]
    return found[1]


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_member_of_the_public_tells_us_about_a_child(cast: Cast) -> None:
    """FD3: no account, a reference at the end, and the hub has it with its clocks running."""
    client = Client()
    fill_in(client)
    check = words(client.get("/report/check/"))
    for said in ("Crying every night this week.", "Ollie Example", "about 4 years", "Robin Field"):
        assert said in check
    reference = send(client)
    receipt = words(client.get(f"/report/sent/{reference}/"))
    assert reference in receipt
    assert "What happens next" in receipt
    with acting(cast.officer):
        contact = Contact.objects.get(reference=reference)
        assert contact.channel == "public_form"
        assert contact.state == "received"
        assert contact.next_due_at is not None
        assert contact.parents_aware == "not_aware"
        assert "His mother" in contact.what_happened
        child = contact.reported.get()
        assert (child.first_names, child.birth_known_to, child.age_words, child.postcode) == (
            "Ollie",
            "about",
            "about 4 years",
            "TS18 1AA",
        )
        assert contact.referrer.name == "Robin Field"
        assert contact.referrer.source == "1B"


def test_nobody_has_to_give_a_name(cast: Cast) -> None:
    """FD3: anonymous is allowed; then nothing about who it was is stored, and nobody asks how to answer them."""
    client = Client()
    client.post("/report/name/", ANSWERS["name"])  # typed, then thought better of
    fill_in(client, you={"who": "9"})
    reference = send(client)
    with acting(cast.officer):
        referrer = Referrer.objects.get(contact__reference=reference)
        assert (referrer.anonymous, referrer.name, referrer.phone, referrer.email, referrer.source) == (
            True,
            "",
            "",
            "",
            "9",
        )


def test_an_unborn_child_and_a_child_without_a_name(cast: Cast) -> None:
    client = Client()
    unborn = {"age_known": "unborn", "expected-month": "3", "expected-year": "2027"}
    fill_in(client, [unborn, {"age_known": "not_known", "first_names": ""}])
    reference = send(client)
    with acting(cast.officer):
        first, second = Contact.objects.get(reference=reference).reported.order_by("order")
        assert (first.unborn, first.expected_on, first.age_words, first.name) == (
            True,
            None,
            "expected March 2027",
            "Unborn baby",
        )
        assert (second.unborn, second.born_on, second.name) == (False, None, "Name not known")


def test_immediate_danger_stops_at_999_and_is_red_if_they_go_on(cast: Cast) -> None:
    client = Client()
    client.post("/report/area/", {"area": area_code(STOCKTON)})
    answer = client.post("/report/danger/", {"danger": "yes"})
    assert answer["Location"] == "/report/danger-now/"
    assert "Ring 999 now" in words(client.get("/report/danger-now/"))
    fill_in(client, danger={"danger": "yes"})
    reference = send(client)
    with acting(cast.officer):
        assert Contact.objects.get(reference=reference).priority == Priority.RED


def test_sent_twice_is_stored_once(cast: Cast) -> None:
    """R3: the second press gives the first answer again."""
    client = Client()
    fill_in(client)
    first = send(client)
    assert send(client) == first
    with acting(cast.officer):
        assert Contact.objects.filter(channel="public_form").count() == 1


def test_the_same_draft_sent_from_two_windows_is_stored_once(cast: Cast) -> None:
    client = Client()
    fill_in(client)
    visitor = public_visitor(visitor_hash(client.cookies[VISITOR_COOKIE].value))
    with acting(visitor):
        (draft,) = Draft.objects.all()
        kept = {field.attname: getattr(draft, field.attname) for field in Draft._meta.fields}
    first = send(client)
    with acting(visitor):
        Draft(**kept).save(force_insert=True)  # the other window read the draft before the first one sent it
    assert send(client) == first


def test_a_page_with_a_mistake_keeps_what_was_typed_and_says_what_to_do() -> None:
    client = Client()
    answer = client.post("/report/answer/", {"answer_by": "phone", "phone": "", "safe_times": "after school"})
    assert answer.status_code == 200
    assert "Enter a telephone number" in words(answer)
    assert "after school" in answer.content.decode()
    assert "after school" in client.get("/report/answer/").content.decode()


def test_a_report_is_saved_and_found_again_on_another_device(cast: Cast) -> None:
    """FD3: save and return without an e-mail address; without the code nobody finds it."""
    client = Client()
    client.post("/report/area/", {"area": area_code(STOCKTON)})
    answer = client.post("/report/happened/", {"what_happened": "I began to write", "save": "later"})
    assert answer["Location"] == "/report/save/"
    shown = words(client.get("/report/save/"))
    code = re.search(r"\b([2-9A-Z]{4}(?: [2-9A-Z]{4}){3})\b", shown)
    assert code
    elsewhere = Client()
    assert "I began to write" not in elsewhere.get("/report/happened/").content.decode()
    wrong = elsewhere.post("/report/return/", {"code": "2222 2222 2222 2222"})
    assert "nothing saved under this code" in words(wrong)
    assert elsewhere.post("/report/return/", {"code": code[1].lower()}).status_code == 302
    assert "I began to write" in elsewhere.get("/report/happened/").content.decode()


def test_a_page_keeps_itself_while_it_is_typed() -> None:
    client = Client()
    answer = client.post("/report/keep/happened/", {"what_happened": "Half a sent", "draft_version": "0"})
    assert set(answer.json()) == {"version", "saved_at"}
    assert "Half a sent" in client.get("/report/happened/").content.decode()


def test_forgetting_a_visit_takes_the_draft_and_the_receipt_out_of_reach(cast: Cast) -> None:
    client = Client()
    fill_in(client)
    reference = send(client)
    answer = client.post("/report/forget/")
    assert "storage" in answer["Clear-Site-Data"]
    assert client.get(f"/report/sent/{reference}/").status_code == 404


def test_one_visitor_never_sees_anothers_receipt_or_words() -> None:
    first, second = Client(), Client()
    fill_in(first)
    reference = send(first)
    assert second.get(f"/report/sent/{reference}/").status_code == 404
    assert second.get("/report/check/")["Location"] == "/report/"


def test_a_child_who_lives_elsewhere_is_told_whom_to_ask() -> None:
    client = Client()
    assert client.post("/report/area/", {"area": "elsewhere"})["Location"] == "/report/elsewhere/"
    assert "999" in words(client.get("/report/elsewhere/"))
    assert client.post("/report/check/").status_code == 302


def test_children_are_changed_and_taken_away() -> None:
    client = Client()
    client.post("/report/children/1/", CHILD)
    client.post("/report/children/2/", CHILD | {"first_names": "Ada"})
    assert "Ada Example" in words(client.get("/report/children/"))
    assert client.post("/report/children/1/remove/").status_code == 302
    shown = words(client.get("/report/children/"))
    assert "Ada Example" in shown
    assert "Ollie" not in shown
    assert client.get("/report/children/9/").status_code == 404
    assert "Choose whether you want to tell us about another child" in words(client.post("/report/children/", {}))


@pytest.mark.parametrize(
    "path",
    ["", "leaving/", "return/", "elsewhere/", "area/", "danger/", "children/1/", "home/", "danger-now/", "forgotten/"],
)
def test_every_public_page_has_the_way_out_and_the_numbers(path: str) -> None:
    answer = Client().get(f"/report/{path}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Exit this page" in page
    assert "tel:999" in page
    assert partnership.authorities()[0].hub_phone in page


def test_changing_an_answer_returns_to_the_summary() -> None:
    client = Client()
    fill_in(client)
    assert 'name="then" value="check"' in client.get("/report/worries/?then=check").content.decode()
    assert client.post("/report/worries/", {"worries": "Other words", "then": "check"})["Location"] == "/report/check/"
    assert "Other words" in words(client.get("/report/check/"))


def test_the_steps_are_asked_in_their_order() -> None:
    assert [name for name in ORDER if name != "children"] == [step.name for step in STEPS]
    assert ORDER[ORDER.index("children") - 1] == CHILDREN_AFTER


def test_no_question_is_drawn_twice_on_a_page() -> None:
    """What two answers reveal would be drawn twice, and the empty copy would win over the one that was filled in."""
    from lantern.frontdoor.forms import answers, professional  # noqa: F401 - so that their forms are known
    from lantern.interface.forms import Form, all_form_classes
    from lantern.waiting.forms import handoffs  # noqa: F401 - as above

    for form in all_form_classes(Form):
        choices = [choice for field in form.base_fields.values() for choice in getattr(field, "details", {}).values()]
        revealed = [name for choice in choices for name in choice.reveals]
        assert len(revealed) == len(set(revealed)), form


# ---- Sending to an authority one does not work for -----------------------------------------------------------------


def test_sending_widens_what_one_may_write_only_while_it_lasts(cast: Cast) -> None:
    with acting(cast.officer):
        partnership.forget()
    with acting(cast.police):
        with sending_to(MIDDLESBROUGH) as sender:
            assert sender.authorities == (MIDDLESBROUGH,)
            assert sender.user_id == cast.police.user_id
        assert not Contact.objects.exists()
    with acting(cast.police), pytest.raises(ValueError, match="broken off"), sending_to(STOCKTON):
        raise ValueError("broken off")


def test_after_a_failed_sending_the_authoritys_rows_are_closed_again(cast: Cast) -> None:
    """A roll-back inside must not leave the wider context behind (reliability: contexts and savepoints)."""
    client = Client()
    fill_in(client)
    send(client)
    with acting(cast.police):
        with pytest.raises(ValueError), sending_to(STOCKTON):
            assert Contact.objects.exists()
            raise ValueError
        assert not Contact.objects.exists()
        with sending_to(STOCKTON):
            pass
        assert not Contact.objects.exists()


def test_nobody_sends_without_acting() -> None:
    with pytest.raises(ContextAlreadySet), sending_to(STOCKTON):
        pass


# ---- The professional's form ---------------------------------------------------------------------------------------

WORRY: dict[str, Any] = {
    "authority": str(STOCKTON),
    "what_happened": "Came to school with no lunch for the fifth day.",
    "child_words": "There is nothing in the fridge.",
    "worries": "He is losing weight.",
    "reasons": ["neglect"],
    "parents_aware": "not_aware",
    "not_told_why": "We could not reach them.",
    "consent": "not_sought",
    "consent_not_sought_why": "We could not reach them.",
    "lawful_basis": "public_task",
    "role": "Designated safeguarding lead",
    "phone": "01632 960 123",
    "children-0-first_names": "Sam",
    "children-0-last_name": "Example",
    "children-0-age": "7",
    "children-0-sex": "M",
}


def begin(client: Client) -> str:
    """A fresh form; its address."""
    found = re.search(r"/contacts/new/[0-9a-f-]{36}/", client.get("/contacts/new/").content.decode())
    assert found
    return found[0]


def test_a_professional_sends_a_contact_and_keeps_a_receipt(cast: Cast, as_person: Callable[..., Client]) -> None:
    """FD1: several children, the child's own words, consent apart from the ground for sharing; a reference and the
    promised time.
    """
    client = as_person(cast.police)
    second = {
        "children-1-first_names": "",
        "children-1-unborn": "on",
        "adults-0-first_names": "Jo",
        "adults-0-relation": "mother",
    }
    answer = client.post(begin(client), WORRY | second)
    assert answer.status_code == 302, words(answer)
    receipt = words(client.get(answer["Location"]))
    reference = answer["Location"].split("/")[-2]
    assert reference in receipt
    assert "The hub decides by" in receipt
    with acting(cast.officer):
        contact = Contact.objects.get(reference=reference)
        assert contact.sent_by_id == cast.police.user_id
        assert contact.child_words == "There is nothing in the fridge."
        assert contact.consent == "not_sought"
        assert [(each.part, each.name) for each in contact.reported.order_by("part", "order")] == [
            ("adult", "Jo"),
            ("child", "Sam Example"),
            ("child", "Unborn baby"),
        ]
        assert (contact.referrer.source, contact.referrer.professional, contact.referrer.answer_by) == (
            "6",
            True,
            "online",
        )
    assert "Sam Example" in words(client.get("/contacts/mine/"))


def test_a_professional_may_send_to_an_area_their_team_does_not_cover(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    client = as_person(cast.health)
    answer = client.post(begin(client), WORRY | {"authority": str(MIDDLESBROUGH)})
    assert answer.status_code == 302, words(answer)
    with acting(cast.elsewhere):
        assert Contact.objects.filter(authority_id=MIDDLESBROUGH, channel="professional_form").count() == 1


def test_a_professionals_contact_sent_twice_is_stored_once(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.police)
    address = begin(client)
    first, again = client.post(address, WORRY), client.post(address, WORRY)
    assert first["Location"] == again["Location"]
    with acting(cast.officer):
        assert Contact.objects.count() == 1


def test_nobody_else_sees_a_professionals_receipt(cast: Cast, as_person: Callable[..., Client]) -> None:
    sender, other = as_person(cast.police), as_person(cast.health)
    address = sender.post(begin(sender), WORRY)["Location"]
    assert other.get(address).status_code == 404
    assert "Sam Example" not in words(other.get("/contacts/mine/"))


def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.police)
    answer = client.post(begin(client), WORRY | {"worries": "", "children-0-first_names": "Kept"})
    assert answer.status_code == 200
    assert "Write what you are worried about" in words(answer)
    assert 'value="Kept"' in answer.content.decode()


def test_another_child_is_added_without_scripts(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.police)
    answer = client.post(begin(client), WORRY | {"add_another": "children"})
    page = answer.content.decode()
    assert 'name="children-1-first_names"' in page
    assert 'value="Sam"' in page
    assert "Error:" not in page


def test_a_contact_is_begun_saved_and_gone_on_with(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.police)
    address = begin(client)
    assert client.post(address, {"what_happened": "Only the start", "save": "later"})["Location"] == "/contacts/mine/"
    assert address in client.get("/contacts/mine/").content.decode()
    assert "Only the start" in client.get(address).content.decode()
    assert as_person(cast.health).get(address).status_code == 404
    assert client.post(address, WORRY).status_code == 302
    assert address not in client.get("/contacts/mine/").content.decode()


def test_whoever_heard_nothing_asks_again_and_the_hub_is_told_once(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    """Timescale referrer-chase: the route opens when the answer is overdue."""
    client = as_person(cast.police)
    address = client.post(begin(client), WORRY)["Location"]
    assert "Ask again" not in client.get(address).content.decode()
    with acting(cast.officer):
        SentContact.objects.update(sent_at=timezone.now() - dt.timedelta(days=9))
    assert "Ask again" in client.get(address).content.decode()
    assert client.post(f"{address}ask/").status_code == 302
    assert client.post(f"{address}ask/").status_code == 302
    with acting(cast.officer):
        contact = Contact.objects.get()
        assert contact.events.filter(kind="referrer_chased").count() == 1
    assert "You asked again" in words(client.get(address))


def test_the_sender_reads_the_answer_and_no_more(cast: Cast, as_person: Callable[..., Client]) -> None:
    from tests.cast import TUESDAY_NOON, walk

    from lantern.frontdoor import actions

    client = as_person(cast.police)
    address = client.post(begin(client), WORRY)["Location"]
    with acting(cast.officer):
        contact = Contact.objects.get()
    contact = walk(contact, "screened", cast=cast)
    assert "A worker is looking at it" in words(client.get(address))
    contact = _decided(contact, cast)
    with acting(cast.manager):
        actions.tell_referrer(
            contact,
            how="online",
            words="We are helping the family.",
            by=cast.manager,
            at=TUESDAY_NOON,
            version=contact.version,
        )
    page = words(client.get(address))
    assert "We are helping the family." in page
    assert "Looked at." not in page


def _decided(contact: Contact, cast: Cast) -> Contact:
    from tests.cast import TUESDAY_NOON, decisions_for

    from lantern.frontdoor import actions
    from lantern.frontdoor.models import Outcome

    with acting(cast.social_worker):
        contact = Contact.objects.get(pk=contact.pk)
        decided = decisions_for(contact, Outcome.ADVICE)
        actions.decide(contact, decisions=decided, by=cast.social_worker, at=TUESDAY_NOON, version=contact.version)
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        actions.sign_off(contact, note="Read.", by=cast.manager, at=TUESDAY_NOON, version=contact.version)
    return contact


def test_partner_pages_cost_few_statements(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.police)
    address = client.post(begin(client), WORRY)["Location"]
    for path in (
        "/contacts/new/",
        "/contacts/mine/",
        address,
        "/agency/",
        "/agency/answered/",
        "/handoffs/",
        "/handoffs/finished/",
    ):
        client.get(path)
        with counted_queries() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= 6, (path, statements)


def test_a_draft_that_never_was_is_not_found(cast: Cast, as_person: Callable[..., Client]) -> None:
    assert as_person(cast.police).get(f"/contacts/new/{uuid.uuid4()}/").status_code == 404
