"""The invented families and contacts: the same from the same seed, believable, and nobody real."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest

from lantern.law.codes import code_set
from lantern.law.identifiers import parse_nhs_number, parse_upn
from lantern.partnership.areas import Area, read_areas
from lantern.project.demonstration import narratives, shape
from lantern.project.demonstration.contacts import contacts_for
from lantern.project.demonstration.doors import DOORS, ELSEWHERE, EMAIL_DOMAINS
from lantern.project.demonstration.families import REFERENCE_DATE, Family, build_population
from lantern.project.demonstration.names import COMMUNITIES, STAFF_SURNAMES, TABLE
from lantern.project.demonstration.places import TOWNS, invented_organisations
from lantern.project.demonstration.stories import ContactStory

AREAS = Path(__file__).resolve().parents[5] / "areas"


@pytest.fixture(scope="module")
def families() -> list[Family]:
    return list(build_population(11, children=12_000))


@pytest.fixture(scope="module")
def stories(families: list[Family]) -> list[ContactStory]:
    return list(contacts_for(families, 11, per_year=2400))


@pytest.fixture(scope="module")
def areas() -> tuple[Area, ...]:
    return read_areas(AREAS)


def digest(things: Iterable[object]) -> str:
    print_of = hashlib.sha256()
    for thing in things:
        print_of.update(repr(thing).encode())
    return print_of.hexdigest()


# The same again --------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_people_and_contacts() -> None:
    first, second, other = (list(build_population(seed, children=300)) for seed in (3, 3, 4))
    assert digest(first) == digest(second) != digest(other)
    assert digest(contacts_for(first, 3, per_year=200)) == digest(contacts_for(second, 3, per_year=200))
    assert digest(contacts_for(first, 3, per_year=200)) != digest(contacts_for(first, 4, per_year=200))


def test_a_second_batch_for_an_authority_shares_no_identifier_with_the_first() -> None:
    first = build_population(3, children=500)
    second = build_population(3, children=500, first=500 + 20)
    numbers = [
        {value for family in batch for child in family.children for value in (child.nhs_number, child.upn) if value}
        for batch in (first, second)
    ]
    assert not numbers[0] & numbers[1]


def test_families_are_streamed_and_not_built_all_at_once() -> None:
    assert next(build_population(1, children=10**9)).children


# People ----------------------------------------------------------------------------------------------------------


def test_there_are_as_many_children_as_asked_for(families: list[Family]) -> None:
    assert 12_000 <= sum(len(family.children) for family in families) < 12_006


def test_identifiers_are_valid_for_tests_only_and_used_once(families: list[Family]) -> None:
    """NHS numbers begin with 999, kept for tests; pupil numbers name a school number that no school has."""
    children = [child for family in families for child in family.children]
    for numbers in ([c.nhs_number for c in children if c.nhs_number], [c.upn for c in children if c.upn]):
        assert len(numbers) > 6000
        assert len(numbers) == len(set(numbers))
    for child in children[:500]:
        assert not child.nhs_number or (child.nhs_number.startswith("999") and parse_nhs_number(child.nhs_number).ok)
        assert not child.upn or (child.upn[4] == "9" and parse_upn(child.upn).ok)


def test_the_awkward_cases_of_real_life_are_there(families: list[Family]) -> None:
    kinds = Counter(relationship.kind for family in families for relationship in family.relationships)
    assert {"mother", "father", "partner_of_parent", "half_sibling", "full_sibling", "grandparent"} <= set(kinds)
    assert {"special_guardian", "former_partner", "partner"} <= set(kinds)
    children = [child for family in families for child in family.children]
    assert 0.008 < sum(child.is_twin for child in children) / len(children) < 0.045
    assert sum(child.born_on is None for child in children) > 50
    aliases = Counter(alias.kind for child in children for alias in child.aliases)
    assert aliases["known_as"] > 100
    assert aliases["former"] > 100
    assert sum(len(family.households) > 3 for family in families) > 100
    assert any(household.protected for family in families for household in family.households)


def test_codes_of_people_are_the_laws_codes(families: list[Family]) -> None:
    relationships = set(code_set("relationship").known)
    assert {r.kind for family in families for r in family.relationships} <= relationships
    ethnicities = {child.ethnicity for family in families for child in family.children}
    assert ethnicities <= set(code_set("ethnicity").known)
    assert len(ethnicities) >= 10


def test_parental_responsibility_does_not_follow_from_being_the_father(families: list[Family]) -> None:
    """Children Act 1989 ss. 2-4."""
    fathers = Counter(
        r.parental_responsibility for family in families for r in family.relationships if r.kind == "father"
    )
    mothers = {r.parental_responsibility for family in families for r in family.relationships if r.kind == "mother"}
    assert set(fathers) == {"yes", "no", "unknown"}
    assert mothers == {"yes"}


def test_an_unborn_child_has_no_birthday_and_no_sex_and_is_expected_soon(families: list[Family]) -> None:
    for child in (child for family in families for child in family.children if child.born_on is None):
        assert (child.sex, child.first_names, child.nhs_number) == ("U", "", "")
        assert child.expected_on is not None
        assert REFERENCE_DATE < child.expected_on < REFERENCE_DATE + timedelta(days=280)


def test_children_are_minors_and_siblings_have_different_names(families: list[Family]) -> None:
    for family in families:
        assert all(child.age_on(REFERENCE_DATE) < 18 for child in family.children)
        called = [child.first_names for child in family.children if child.first_names]
        assert len(called) == len(set(called))
        assert all(
            adult.born_on < (child.born_on or REFERENCE_DATE)
            for adult in family.adults[:1]
            for child in family.children
        )


def test_homes_follow_one_another_without_a_gap(families: list[Family]) -> None:
    for family in families[:2000]:
        homes = [household for household in family.households if family.households[0].members[0] in household.members]
        for later, earlier in pairwise(homes):
            assert earlier.until is not None
            assert (later.since - earlier.until).days in (0, 1)


def test_at_least_eight_naming_communities_stand_in_the_population(families: list[Family]) -> None:
    shares = Counter(family.community for family in families)
    assert len(shares) >= 8
    for code, share in shape.COMMUNITIES.items():
        assert shares[code] / len(families) == pytest.approx(share, abs=0.015)
    assert all(len(community.boys) == len(community.surnames) == TABLE for community in COMMUNITIES.values())


def test_every_postcode_lies_in_a_district_that_is_not_used(families: list[Family]) -> None:
    for family in families[:2000]:
        for household in family.households:
            assert re.fullmatch(r"TS9\d \d[ABD-HJLNP-UW-Z]{2}", household.address.postcode)


def test_an_authority_without_places_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="Choose one of 805, 806, 807, 808"):
        next(build_population(1, authority=390))


# Contacts --------------------------------------------------------------------------------------------------------


def test_contacts_come_in_order_and_in_the_number_asked_for(stories: list[ContactStory]) -> None:
    assert len(stories) == pytest.approx(4800, rel=0.08)
    moments = [story.received_at for story in stories]
    assert all(moment.utcoffset() == timedelta(0) for moment in moments[:50])
    assert all(later >= earlier - timedelta(hours=1) for earlier, later in pairwise(moments))
    assert moments[-1] <= datetime(2026, 11, 20, 8, 10, tzinfo=UTC)


def test_sources_are_shared_as_the_shape_says(stories: list[ContactStory]) -> None:
    """Shape of the children in need statistics; approximate by design, so the bounds are wide."""
    shares = Counter(story.referrer.source for story in stories)
    assert shares["6"] / len(stories) == pytest.approx(shape.SOURCES["6"], abs=0.08)
    assert shares["2A"] / len(stories) == pytest.approx(shape.SOURCES["2A"], abs=0.06)
    assert 0.01 < shares["9"] / len(stories) < 0.05
    assert set(shares) <= set(code_set("referral_source").known)


def test_every_figure_of_the_shape_says_how_far_it_may_be_trusted() -> None:
    marks = {figure.mark for figure in shape.FIGURES}
    assert marks <= {"from_memory", "source_paper", "product", "invented"}
    assert all(figure.source for figure in shape.FIGURES)


def test_a_quarter_to_half_of_contacts_come_when_the_hub_is_shut(stories: list[ContactStory]) -> None:
    assert 0.25 < sum(story.out_of_hours for story in stories) / len(stories) < 0.5


def test_school_holidays_are_quiet(stories: list[ContactStory]) -> None:
    months = Counter(story.received_at.month for story in stories)
    assert months[8] < 0.85 * months[3]


def test_some_families_come_again_and_again(stories: list[ContactStory]) -> None:
    """The 2023 inspection: cumulative risk was missed. The demonstration must have some to find."""
    families = Counter(story.family.number for story in stories)
    busiest = sorted(families.values(), reverse=True)
    assert sum(busiest[: len(busiest) // 5]) > 0.4 * len(stories)
    assert max(story.previous for story in stories) >= 6
    assert 0.2 < sum(story.previous > 0 for story in stories) / len(stories) < 0.65


def test_every_code_is_one_of_the_laws_codes(stories: list[ContactStory]) -> None:
    reasons = set(code_set("contact_reason").known)
    assert {reason for story in stories for reason in story.reasons} <= reasons
    assert set(shape.REASONS) <= reasons
    assert {story.lawful_basis for story in stories} <= set(code_set("lawful_basis").known)
    assert {story.priority for story in stories} == set(code_set("priority").known)


def test_every_state_stands_open_in_the_last_days(stories: list[ContactStory]) -> None:
    states = Counter(story.state for story in stories if story.received_at > datetime(2026, 11, 10, tzinfo=UTC))
    wanted = {"received", "screened", "checking", "sent_back", "awaiting_sign_off", "passing_on", "finished"}
    assert wanted - set(states) <= {"screened"}  # a step of minutes: not in every small sample
    older = Counter(story.state for story in stories if story.received_at < datetime(2026, 10, 1, tzinfo=UTC))
    assert set(older) <= {"finished", "advised", "joined"}


def test_last_night_waits_for_the_day_team(families: list[Family]) -> None:
    told = contacts_for(families, 11, per_year=9000, years=1)
    night = [story for story in told if story.received_at > datetime(2026, 11, 19, 18, tzinfo=UTC)]
    assert any(story.handover and story.handover.accepted_at is None for story in night)
    assert all(story.out_of_hours for story in night)


def test_nothing_happens_before_its_cause_or_after_the_end(stories: list[ContactStory]) -> None:
    end = datetime(2026, 11, 20, 8, 10, tzinfo=UTC)
    for story in stories:
        steps = [story.received_at, story.screened_at, story.decided_at, story.signed_off_at, story.finished_at]
        known = [step for step in steps if step is not None]
        assert known == sorted(known)
        assert max(known) <= end
        for check in story.checks:
            assert story.screened_at is not None
            assert check.asked_at >= story.screened_at
            assert check.answered_at is None or check.asked_at <= check.answered_at <= end
            assert bool(check.answer) == (check.answered_at is not None)
        for handoff in story.handoffs:
            assert story.signed_off_at is not None
            moments = (handoff.offered_at, handoff.accepted_at or handoff.declined_at, handoff.first_seen_at)
            chain = [moment for moment in (*moments, handoff.finished_at) if moment]
            assert chain == sorted(chain)
            assert story.signed_off_at <= chain[0]
            assert chain[-1] <= end


def test_nobody_signs_off_their_own_decision(stories: list[ContactStory]) -> None:
    for story in stories:
        assert story.signed_off_by is None or story.signed_off_by != story.decided_by
        assert story.sent_back is None or story.sent_back.decided_at <= story.sent_back.at


def test_a_contact_is_not_finished_while_a_handoff_waits(stories: list[ContactStory]) -> None:
    """Nobody waits unseen."""
    for story in stories:
        waiting = [one for one in story.handoffs if one.accepted_at is None and one.declined_at is None]
        assert not (waiting and story.finished_at)
        passed = [decision for decision in story.decisions if decision.outcome not in ("no_further_action", "advice")]
        assert not passed or story.signed_off_at is None or story.handoffs


def test_decisions_are_whole(stories: list[ContactStory]) -> None:
    for story in stories:
        if story.decided_at:
            assert {decision.child for decision in story.decisions} == set(story.children)
        for decision in story.decisions:
            assert 1 <= decision.level <= 4
            assert decision.rationale
            assert decision.clauses[0].startswith(str(decision.level))
            assert bool(decision.reason) == (decision.outcome == "no_further_action")
            assert decision.outcome != "early_help" or decision.consent == "yes"


def test_a_reason_is_given_when_asking_parents_was_not_safe(stories: list[ContactStory]) -> None:
    unsafe = [story for story in stories if story.parents_aware == "not_safe"]
    assert unsafe
    assert all(story.parents_why_not for story in unsafe)


def test_who_stays_anonymous_is_not_named_and_cannot_be_told(stories: list[ContactStory]) -> None:
    anonymous = [story for story in stories if story.referrer.anonymous]
    assert anonymous
    for story in anonymous:
        referrer = story.referrer
        assert (referrer.name, referrer.phone, referrer.email, referrer.answer_by) == ("", "", "", "none")
        assert story.feedback_at is None or story.can_not_tell == "anonymous"


def test_agencies_are_late_unequally(families: list[Family]) -> None:
    late: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for story in contacts_for(families, 5, per_year=9000, years=1):
        for check in story.checks:
            asked[check.agency] += 1
            late[check.agency] += check.answered_at is None or check.answered_at > check.due_hint
    rates = {agency: late[agency] / count for agency, count in asked.items()}
    assert rates["cleveland-police"] < 0.15 < rates["tees-esk-wear-valleys"] < 0.45


def test_a_small_child_is_not_said_to_talk(stories: list[ContactStory]) -> None:
    for story in stories:
        ages = [story.family.children[child].age_on(story.received_at.date()) for child in story.children]
        if ages and max(ages) < 3:
            assert not story.child_words
            assert not set(story.reasons) & narratives.OLDER


def test_the_text_is_varied_and_filled_in(stories: list[ContactStory]) -> None:
    texts = [story.what_happened for story in stories]
    assert len(set(texts)) > 0.95 * len(texts)
    for story in stories:
        said = (story.what_happened, story.worries, story.strengths, story.wanted, story.screening_note)
        assert not any("%(" in text or "  " in text for text in said)


# Places ----------------------------------------------------------------------------------------------------------


def test_every_team_agency_and_domain_stands_in_the_area_files(areas: tuple[Area, ...]) -> None:
    for area in areas:
        teams = {team.code: team for team in area.teams}
        agencies = {agency.code: agency for agency in area.agencies}
        assert ELSEWHERE in teams
        for authority in area.authorities:
            door = DOORS[authority.code]
            for code in (door.hub, door.emergency, door.assessment, door.early_help, door.provider, door.lado):
                assert authority.code in teams[code].authorities
            hub = area.hub_for(authority.code, REFERENCE_DATE)
            assert hub is not None
            assert hub.team == door.hub
            for desk in door.desks:
                assert authority.code in teams[desk.team].authorities
                assert desk.team in hub.asks
                assert teams[desk.team].agency == desk.agency
                assert agencies[desk.agency].type == desk.type
                assert EMAIL_DOMAINS[desk.agency] in agencies[desk.agency].email_domains
            assert EMAIL_DOMAINS[door.council] in agencies[door.council].email_domains


def test_cited_clauses_stand_in_the_version_of_the_day(areas: tuple[Area, ...], stories: list[ContactStory]) -> None:
    document = areas[0].threshold_document_for(808)
    assert document is not None
    cited = {
        (story.decided_at.date(), clause)
        for story in stories
        if story.decided_at
        for decision in story.decisions
        for clause in decision.clauses
    }
    for day, clause in cited:
        version = document.version_on(day)
        assert version is not None
        assert version.clause(clause)


def test_posts_that_act_exist_in_their_teams(areas: tuple[Area, ...], stories: list[ContactStory]) -> None:
    posts = {(team.code, post.role): post.count for area in areas for team in area.teams for post in team.posts}
    for story in stories:
        for by in (story.taken_by, story.screened_by, story.decided_by, story.signed_off_by):
            assert by is None or 1 <= by.number <= posts[by.team, by.role]


def test_invented_organisations_have_their_own_codes() -> None:
    codes = [organisation.code for authority in TOWNS for organisation in invented_organisations(authority)]
    assert len(codes) == len(set(codes))
    types = {organisation.type for authority in TOWNS for organisation in invented_organisations(authority)}
    assert types <= set(code_set("agency_type").known)


def test_nobody_who_works_here_can_be_rung_or_written_to(stories: list[ContactStory]) -> None:
    for story in stories:
        assert re.fullmatch(r"(01632 960|07700 900)\d{3}|", story.referrer.phone)
        assert not story.referrer.email or story.referrer.email.endswith(".example")
        if story.referrer.professional:
            assert story.referrer.name.split()[-1] in STAFF_SURNAMES


# Time and refusals -----------------------------------------------------------------------------------------------


def test_a_story_can_end_at_any_moment(families: list[Family]) -> None:
    noon = datetime(2026, 7, 15, 12, tzinfo=UTC)
    last = list(contacts_for(families, 2, per_year=3000, until=noon, years=1))[-1]
    assert noon - timedelta(hours=12) < last.received_at <= noon


@pytest.mark.parametrize(
    ("until", "says"), [(datetime(2026, 7, 15, 12), "time zone"), (date(2026, 7, 15), "no families")]
)
def test_what_cannot_be_told_is_refused_in_words(families: list[Family], until: date, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        next(contacts_for([] if "families" in says else families, 1, until=until))


def test_one_authority_at_a_time() -> None:
    mixed = [next(build_population(1, authority=805)), next(build_population(1, authority=808))]
    with pytest.raises(ValueError, match="several authorities"):
        next(contacts_for(mixed, 1))


def test_a_million_contacts_take_minutes(families: list[Family]) -> None:
    """The plan asks for a million contacts in minutes; even a slow and busy machine tells thousands a second."""
    next(contacts_for(families, 1))  # the calendar is read once
    start = process_time()
    told = sum(1 for _ in contacts_for(families, 1, per_year=9000, years=1))
    assert told / (process_time() - start) > 4000
