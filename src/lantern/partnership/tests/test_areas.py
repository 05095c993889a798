"""The area files: what the two real partnerships say, and that a slip of the pen is found with its line."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lantern.partnership.areas import Area, AreaErrors, read_area, read_areas

AREAS = Path(__file__).resolve().parents[4] / "areas"
NORTH = AREAS / "hartlepool-stockton.toml"
SOUTH = AREAS / "south-tees.toml"

Broken = Callable[..., list[str]]


@pytest.fixture(scope="module")
def north() -> Area:
    return read_area(NORTH)


@pytest.fixture(scope="module")
def south() -> Area:
    return read_area(SOUTH)


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """Reads the northern file with one passage changed, and returns the problems as text, without the file name."""

    def read(old: str, new: str) -> list[str]:
        text = NORTH.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "broken.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(AreaErrors) as caught:
            read_area(path)
        return [str(problem).split(".toml, ", 1)[1] for problem in caught.value.problems]

    return read


def line_of(text: str, *, nth: int = 1, path: Path = NORTH) -> int:
    """The line of the nth place where a text stands in a file."""
    content = path.read_text(encoding="utf-8")
    at = -1
    for _ in range(nth):
        at = content.index(text, at + 1)
    return content.count("\n", 0, at) + 1


# What the files say ----------------------------------------------------------------------------------------------


def test_both_partnerships_can_be_read_together() -> None:
    assert [area.partnership.code for area in read_areas(AREAS)] == ["hartlepool-stockton", "south-tees"]


def test_the_clinical_commissioning_group_gave_way_to_the_integrated_care_board(north: Area, south: Area) -> None:
    """Children Act 2004 s. 16E: the health partner was the group to 30 June 2022, the board from the next day."""
    for area, group in ((north, "hartlepool-stockton-ccg"), (south, "south-tees-ccg")):
        then = {agency.code for agency in area.statutory_partners(date(2022, 6, 30))}
        now = {agency.code for agency in area.statutory_partners(date(2022, 7, 1))}
        assert group in then
        assert "nenc-icb" not in then
        assert now == then - {group} | {"nenc-icb"}


def test_every_partner_and_relevant_agency_of_the_business_case_is_there(north: Area) -> None:
    """Business case 2018, section 2.3: four partners and the relevant agencies, council services counted one by one."""
    named = [a for a in north.agencies if "001" in a.named_in]
    assert sum(a.standing == "statutory_partner" for a in named) == 4
    assert sum(a.standing == "relevant_agency" for a in named) == 23


def test_probation_has_one_heir_of_two_services(north: Area) -> None:
    for code in ("durham-tees-valley-crc", "national-probation-service"):
        assert north.agency(code).successor == "probation-service"
        assert not north.agency(code).is_current(date(2021, 6, 26))
    assert north.agency("probation-service").is_current(date(2021, 6, 26))


def test_south_tees_has_one_front_door_for_each_council_since_july_2020(south: Area) -> None:
    before, after = date(2020, 6, 30), date(2020, 7, 1)
    assert south.hub_for(806, before) == south.hub_for(807, before)
    assert [hub.code for a in (806, 807) if (hub := south.hub_for(a, after))] == [
        "middlesbrough-mach",
        "redcar-cleveland-front-door",
    ]


def test_the_childrens_hub_has_the_partners_of_the_cabinet_paper(north: Area) -> None:
    """Stockton-on-Tees cabinet decision, 12 June 2025."""
    hub = north.hub_for(808, date(2025, 6, 12))
    assert hub is not None
    assert set(hub.partners) == {
        "hartlepool-borough-council",
        "stockton-on-tees-borough-council",
        "cleveland-police",
        "tees-esk-wear-valleys",
        "harrogate-district-nhs",
    }


def test_every_authority_has_the_teams_a_contact_can_need(north: Area, south: Area) -> None:
    for area in (north, south):
        for authority in area.authorities:
            kinds = {team.kind for team in area.teams if authority.code in team.authorities}
            assert {"hub", "emergency_duty", "assessment", "early_help", "provider", "lado", "review"} <= kinds
            desks = [t for t in area.teams if t.kind == "agency_desk" and authority.code in t.authorities]
            assert {area.agency(desk.agency).type for desk in desks} >= {
                "police",
                "mental_health",
                "hospital",
                "probation",
            }
            assert all(area.agency(desk.agency).answers_checks for desk in desks)


def test_the_emergency_duty_team_is_one_team_for_four_councils(north: Area, south: Area) -> None:
    """Stockton-on-Tees cabinet decision, 13 December 2018: hosted by Stockton."""
    assert north.team("tees-emergency-duty") == south.team("tees-emergency-duty")
    assert north.team("tees-emergency-duty").authorities == (805, 806, 807, 808)
    assert north.team("tees-emergency-duty").agency == "stockton-on-tees-borough-council"


def test_the_four_priorities_of_the_first_year_are_led_by_the_four_partners(north: Area) -> None:
    leads = {priority.lead for priority in north.priorities}
    assert leads == {partner.code for partner in north.statutory_partners(date(2019, 4, 10))}


def test_a_decision_finds_the_threshold_document_of_its_day(north: Area) -> None:
    document = north.threshold_document_for(808)
    assert document is not None
    old, new = document.version_on(date(2025, 8, 31)), document.version_on(date(2025, 9, 1))
    assert old is not None
    assert new is not None
    assert (old.version, new.version) == ("1", "2")
    assert [level.level for level in new.levels] == [1, 2, 3, 4]
    assert new.clause("3.2").text.startswith("A pregnancy is booked late")
    assert document.version_on(date(2019, 4, 9)) is None


def test_wording_that_is_ours_says_so(north: Area, south: Area) -> None:
    for area in (north, south):
        for document in area.threshold_documents:
            assert {version.wording for version in document.versions} == {"demonstration"}


def test_office_hours_are_shorter_on_friday_and_none_on_sunday(north: Area) -> None:
    authority = north.authority(808)
    thursday, friday = authority.hours_on(date(2026, 11, 19)), authority.hours_on(date(2026, 11, 20))
    assert thursday is not None
    assert friday is not None
    assert (f"{thursday.closes:%H:%M}", f"{friday.closes:%H:%M}") == ("17:00", "16:30")
    assert authority.hours_on(date(2026, 11, 22)) is None


def test_local_standards_reach_the_clocks_of_each_authority(north: Area, south: Area) -> None:
    assert north.standards_for(808)["agency-checks"]["red"] == {"amount": 4, "unit": "clock_hours"}
    assert south.standards_for(807)["contact-decision"] == {"default": {"amount": 24, "unit": "clock_hours"}}
    assert "contact-decision" not in south.standards_for(806)


def test_the_school_year_has_as_many_days_as_the_paper_says(north: Area) -> None:
    """Cabinet pack of 15 June 2023: 40, 35, 35, 30, 19 and 36 days; the May bank holiday of 2025 is not one."""
    days = []
    for term in north.terms:
        every = range(term.starts_on.toordinal(), term.ends_on.toordinal() + 1)
        weekdays = [date.fromordinal(day) for day in every if date.fromordinal(day).weekday() < 5]
        days.append(len([day for day in weekdays if day != date(2025, 5, 5)]))
    assert days == [40, 35, 35, 30, 19, 36]


def test_nobody_can_be_telephoned_or_written_to_by_mistake() -> None:
    """Numbers kept for drama by the regulator, and domains that cannot exist."""
    for path in (NORTH, SOUTH):
        text = path.read_text(encoding="utf-8")
        numbers = re.findall(r'telephone = "([^"]+)"', text)
        assert numbers
        assert all(number.startswith(("01632 960", "0191 498 0")) for number in numbers)
        domains = re.findall(r"[\w.-]+@([\w.-]+)", text) + re.findall(r'email_domains = \["([^"]+)"', text)
        assert all(domain.endswith(".example") for domain in domains)


# Slips of the pen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ('vision = "', 'vison = "', 'vision = "', "'vison' is not a key of this table. Did you mean 'vision'?"),
        ('type = "police"', 'type = "polise"', 'type = "police"', "Did you mean 'police'?"),
        ('brand_colour = "#1d5f6e"', 'brand_colour = "teal"', "brand_colour", "is not a colour"),
        ("started_on = 2019-04-10", 'started_on = "10/4/19"', "started_on", "must be a date without quotation marks"),
        ("started_on = 2019-04-10", "started_on = 219-04-10", "started_on", "cannot be read as TOML"),
        ("started_on = 2019-04-10", "started_on = 1019-04-10", "started_on", "the year must lie between 1900 and 2100"),
        ('opens = "08:30"', 'opens = "8.30"', 'opens = "08:30"', "write it like 08:30"),
        ('closes = "17:00"', 'closes = "07:00"', 'closes = "17:00"', "must be later than opens (08:30)"),
        ('telephone = "01632 960120"', 'telephone = "632 96"', 'telephone = "01632 960120"', "not a UK telephone"),
        ("until = 2022-06-30", "until = 2022-05-31", "successor = ", "The successor must begin on the next day."),
        ('agency = "stockton-on-tees-borough-council"', 'agency = "stockton"', 'agency = "stockton-on', "no agency"),
        (
            "lead_authority = 805",
            "lead_authority = 801",
            "lead_authority",
            "There is no authority 801. Known are: 805, 808.",
        ),
        ("lead_authority = 805", 'lead_authority = "805"', "lead_authority", "must be a whole number"),
        ('unit = "clock_hours"', 'unit = "hours"', 'unit = "clock_hours"', "Did you mean 'clock_hours'?"),
        ('timescale = "agency-checks"', 'timescale = "agency-check"', 'timescale = "agency-c', "agency-checks"),
        ('  "police-hub-desk",', '  "police-desk",', '  "police-hub-desk",', "Did you mean 'police-hub-desk'?"),
        ('  { id = "2.3",', '  { id = "2.2",', '  { id = "2.3",', "Clause 2.2 is written twice"),
        ('  { id = "2.3",', '  { id = "3.3",', '  { id = "2.3",', "its number must begin 2"),
        ("in_force_from = 2025-09-01", "in_force_from = 2025-08-31", "[[threshold_document.version]]", "begins before"),
        ('role = "hub_officer"', 'role = "hub officer"', 'role = "hub_officer"', "Did you mean 'hub_officer'?"),
        ('code = "nenc-icb"', 'code = "NENC ICB"', 'code = "nenc-icb"', "is not a code"),
        ("answers_checks = true", 'answers_checks = "yes"', "answers_checks = true", "must be true or false"),
        ("levels = [2, 3]", "levels = [2, 5]", "levels = [2, 3]", "5 is not allowed"),
        ('agency = "hartlepool-borough-council"\n', "", "[[authority]]", "[authority] needs a line agency = …"),
        (
            '["cleveland-police.example"]',
            '["police@cleveland"]',
            '["cleveland-police.example"]',
            "not an e-mail domain",
        ),
    ],
)
def test_a_slip_is_found_with_its_line_and_what_to_do(broken: Broken, old: str, new: str, at: str, says: str) -> None:
    problems = broken(old, new)
    line = line_of(at, nth=2 if at == "[[threshold_document.version]]" else 1)
    assert any(problem.startswith(f"line {line}: ") and says in problem for problem in problems), problems


def test_two_agencies_with_one_code_are_told_where_the_first_stands(broken: Broken) -> None:
    problems = broken('code = "stockton-housing"', 'code = "hartlepool-housing"')
    first, second = line_of('code = "hartlepool-housing"'), line_of('code = "stockton-housing"')
    assert f"line {second}: The agency code 'hartlepool-housing' is used twice; line {first} has it" in problems[0]


def test_two_hubs_for_one_authority_on_one_day_are_refused(tmp_path: Path) -> None:
    text = SOUTH.read_text(encoding="utf-8").replace("until = 2020-06-30", "until = 2020-07-01")
    path = tmp_path / "south.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AreaErrors, match="both serve 806 on the same day"):
        read_area(path)


def test_all_problems_are_told_at_once_and_in_order(tmp_path: Path) -> None:
    text = NORTH.read_text(encoding="utf-8")
    for old, new in (("#1d5f6e", "blue"), ('"police"', '"polise"'), ('role = "lado"', 'role = "lad"')):
        text = text.replace(old, new, 1)
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AreaErrors) as caught:
        read_area(path)
    lines = [problem.line for problem in caught.value.problems]
    assert len(lines) == 3
    assert lines == sorted(lines)
    assert str(caught.value).startswith("3 problems in the area files:")


def test_a_file_that_is_not_text_is_refused_plainly(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes("format = 1\n# Caf\xe9\n".encode("latin-1"))
    with pytest.raises(AreaErrors, match="line 2: The file is not UTF-8"):
        read_area(path)


def test_an_empty_file_says_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text("", encoding="utf-8")
    with pytest.raises(AreaErrors, match="needs a line authority"):
        read_area(path)


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + NORTH.read_bytes().replace(b"\n", b"\r\n"))
    assert read_area(path).partnership.code == "hartlepool-stockton"


def test_files_that_disagree_about_a_shared_agency_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(NORTH.read_bytes())
    changed = SOUTH.read_text(encoding="utf-8").replace('name = "Cleveland Police"', 'name = "Cleveland Constabulary"')
    (tmp_path / "b.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(AreaErrors, match="The agency 'cleveland-police' is described differently"):
        read_areas(tmp_path)


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AreaErrors, match="holds no area file"):
        read_areas(tmp_path)
