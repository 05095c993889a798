"""Every route declares who may use it; the public ones say why; and a GET changes no record (rule A1)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lantern.access.context import acting
from lantern.access.pages import Policy
from lantern.access.roles import all_permissions
from lantern.access.rows import our_models, row_rule
from lantern.frontdoor import actions
from lantern.frontdoor.models import Contact, Outcome
from lantern.partnership.models import Team, ThresholdDocument
from lantern.spine.models import Event, Handoff
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, walk

PUBLIC = {
    # Signing in, and what everybody may read.
    "account_login", "sign_in", "account_logout", "account_inactive", "mfa_authenticate", "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback", "socialaccount_login_cancelled", "socialaccount_login_error", "sign_in_as",
    "home", "privacy", "accessibility", "help", "threshold", "threshold_version",
    # Feedback without signing in, and what came of it.
    "say", "say_help", "say_thanks", "you_said",
    # Closed: they answer that there is no such page.
    "account_signup", "socialaccount_signup", "socialaccount_connections", "account_email", "account_set_password",
    "account_email_verification_sent",
    # Telling the hub about a child, without an account.
    "report_start", "report_leaving", "report_elsewhere", "report_danger_now", "report_children", "report_child",
    "report_remove_child",
    "report_check", "report_sent", "report_save", "report_return", "report_forget", "report_forgotten",
    "report_keep", "report_step",
    # A professional without an account: a link to their work address.
    "contact_link", "contact_link_sent", "open_contact_link", "leave_contact_link",
    # The colours of a partnership.
    "brand",
}  # fmt: skip
"""Routes that are open to everybody. A new one is added here in review, with its reason on the view."""


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Callable[..., Any]
    arguments: tuple[str, ...]


def routes() -> list[Route]:
    def walk_patterns(patterns: list[Any], before: str = "") -> Iterator[Route]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk_patterns(each.url_patterns, before + str(each.pattern))
            elif isinstance(each, URLPattern):
                arguments = tuple(each.pattern.regex.groupindex)
                yield Route(each.name or "", before + str(each.pattern), each.callback, arguments)

    return list(walk_patterns(get_resolver().url_patterns))


def named(route: Route) -> str:
    return route.name or route.pattern


@pytest.mark.parametrize("route", routes(), ids=named)
def test_a_route_declares_its_policy(route: Route) -> None:
    policy = getattr(route.view, "policy", None)
    assert isinstance(policy, Policy), f"{route.pattern} names no policy: use @page or @public_page"
    if policy.public:
        assert policy.because, f"{route.pattern} is public and does not say why"
        assert not policy.permission
    else:
        assert policy.permission in all_permissions(), (
            f"{route.pattern} asks for {policy.permission}, which no role holds"
        )


def test_the_public_routes_are_those_that_were_reviewed() -> None:
    public = {route.name for route in routes() if route.view.policy.public}  # type: ignore[attr-defined]
    assert public - PUBLIC == set()


BY_LINK = {
    "new_contact", "go_on_with_contact", "keep_contact", "discard_contact_draft", "my_contacts", "my_contact",
    "ask_again", "disagree",
}  # fmt: skip
"""Pages that a professional without an account may open by a link to their work address: their own contacts."""


def test_a_link_to_a_work_address_opens_the_pages_that_were_reviewed() -> None:
    opened = {route.name for route in routes() if route.view.policy.by_link}  # type: ignore[attr-defined]
    assert opened == BY_LINK
    assert {route.view.policy.permission for route in routes() if route.name in BY_LINK} == {"see_own_contacts"}  # type: ignore[attr-defined]


def test_every_route_has_a_name_of_its_own() -> None:
    names = [route.name for route in routes()]
    assert "" not in names
    assert sorted(names) == sorted(set(names))


def test_no_route_carries_a_name_or_a_search_in_its_address() -> None:
    """Rule A11: addresses hold references only; searches are sent in the body."""
    allowed = {
        "reference", "record", "reported", "event", "decision", "batch", "grant", "restriction", "pk", "form", "step",
        "number", "move", "look", "notice", "arrival", "question", "audience",
        "code", "group", "version", "provider_id", "post", "colour", "partnership", "area", "place",
    }  # fmt: skip
    assert {argument for route in routes() for argument in route.arguments} <= allowed


# ---- a GET changes no record -----------------------------------------------------------------------------------


@pytest.fixture
def world(cast: Cast, db: None) -> dict[str, list[str]]:
    """One of everything, and what may stand in each address."""
    with acting(cast.officer):
        for state in ("received", "screened", "awaiting_sign_off"):
            walk(a_contact(cast.officer), state, cast=cast)
        decided = walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
    with acting(cast.social_worker):
        asked = walk(a_contact(cast.social_worker), "screened", cast=cast)
        desk = Team.objects.select_related("agency").get(pk=cast.police.team_id or 0)
        checks = actions.ask_agencies(
            asked,
            desks=[desk],
            question="What do you know?",
            lawful_basis="public_task",
            by=cast.social_worker,
            at=TUESDAY_NOON,
            version=asked.version,
        )
        contacts = list(Contact.objects.all())
        people = [each.person for each in decided.reported.all() if each.person]
        handoff = Handoff.objects.get(because_of_id=decided.pk)
        document = ThresholdDocument.objects.order_by("pk").first()
        assert document is not None
        return {
            "reference": [
                *(each.reference for each in contacts),
                people[0].reference,
                handoff.reference,
                checks[0].reference,
                "C-0000000",
            ],
            "reported": [str(each.reported.get().pk) for each in contacts[:2]],
            "decision": [str(decided.decisions.get().pk)],
            "event": [str(Event.objects.filter(episode=decided).first().pk)],  # type: ignore[union-attr]
            "code": [document.code],
            "version": [document.version],
            "move": ["accept", "decline", "nonsense"],
            "step": ["area", "danger", "who", "nonsense"],
            "form": ["telephone"],
            "number": ["1"],
            "provider_id": ["council"],
            "post": ["nobody"],
            "area": [str(STOCKTON), "1"],
            "place": ["1"],
        }


def addresses(world: dict[str, list[str]]) -> Iterator[str]:
    """Every route's address, with each thing that may stand in it; ids that name nothing where the world has none."""
    for route in routes():
        choices = [world.get(argument, [str(uuid.UUID(int=7))]) for argument in route.arguments]
        if route.arguments and "pk" in route.arguments and "int" in route.pattern:
            choices = [["7"]]
        for number in range(max((len(each) for each in choices), default=1)):
            values = {
                argument: each[number % len(each)] for argument, each in zip(route.arguments, choices, strict=True)
            }
            yield reverse(route.name, kwargs=values or None)


_WRITTEN_BY_LOOKING = {"access_look", "access_session", "access_user", "spine_draft"}
"""A look is written when a record is opened: that is the point of it. Sessions and visitors' drafts are no case
record.
"""


def fingerprint() -> dict[str, str]:
    """What every table of records holds, row by row, as this reader sees it."""
    found = {}
    with connection.cursor() as cursor:
        for model in our_models():
            table = model._meta.db_table
            if model._meta.auto_created or row_rule(model).using is None or table in _WRITTEN_BY_LOOKING:
                continue
            cursor.execute(f"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t")
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["manager", "police", "assessment_manager", "nobody"])
def test_a_get_changes_no_record_and_breaks_nowhere(
    cast: Cast, world: dict[str, list[str]], as_person: Callable, who: str
) -> None:
    client = Client() if who == "nobody" else as_person(getattr(cast, who))
    with acting(cast.manager):
        before = fingerprint()
    broken = []
    for address in addresses(world):
        if address == reverse("account_logout"):
            continue
        answer = client.get(address)
        if answer.status_code >= 500:
            broken.append((address, answer.status_code))
    assert broken == []
    with acting(cast.manager):
        assert fingerprint() == before


@pytest.mark.django_db
def test_the_fingerprint_sees_a_change(cast: Cast) -> None:
    """Control: the check above is not blind."""
    with acting(cast.officer):
        contact = a_contact(cast.officer)
        before = fingerprint()
        actions.take(contact, by=cast.officer, at=TUESDAY_NOON, version=contact.version)
        after = fingerprint()
    assert {table for table in before if before[table] != after[table]} >= {"spine_episode", "spine_event"}


@pytest.mark.django_db
def test_nobody_signed_in_reaches_no_page_with_a_permission(
    client: Client, cast: Cast, world: dict[str, list[str]]
) -> None:
    private = {route.name for route in routes() if not route.view.policy.public}  # type: ignore[attr-defined]
    for route in routes():
        if route.name not in private:
            continue
        values = {argument: world.get(argument, [str(uuid.UUID(int=7))])[0] for argument in route.arguments}
        if "int" in route.pattern:
            values |= {argument: "7" for argument in route.arguments if f"<int:{argument}>" in route.pattern}
        answer = client.get(reverse(route.name, kwargs=values or None))
        assert answer.status_code in {302, 404, 405}, route.name
        if answer.status_code == 302:
            assert answer["Location"].startswith("/sign-in/"), route.name


@pytest.mark.django_db
def test_another_authoritys_records_answer_like_none_at_all(
    cast: Cast, world: dict[str, list[str]], as_person: Callable
) -> None:
    """Rule A4: forbidden looks like absent, byte for byte but for the reference asked for and the form's own tokens."""
    stranger = as_person(cast.elsewhere)
    checked = 0
    for route in routes():
        if route.arguments != ("reference",) or route.view.policy.public:  # type: ignore[attr-defined]
            continue
        absent = stranger.get(reverse(route.name, kwargs={"reference": "C-0000000"}))
        for reference in world["reference"]:
            hidden = stranger.get(reverse(route.name, kwargs={"reference": reference}))
            assert hidden.status_code == absent.status_code, (route.name, reference)
            assert plain(hidden, reference) == plain(absent, "C-0000000"), (route.name, reference)
            checked += 1
    assert checked > 100


def plain(answer: Any, reference: str) -> str:
    """A page without what differs between any two answers."""
    text = answer.content.decode().replace(reference, "…")
    return re.sub(r'(name="(?:csrfmiddlewaretoken|act)" value=")[^"]+', r"\1", text)
