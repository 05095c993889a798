"""A census file is read child by child; none can make the reader open a file, ask a network or run out of memory.

The form is that of the children in need census specification; what the attacks are is in every XML reader's history.
"""

import socket
import threading
import time
import tracemalloc
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.invented_census import write_sample

from lantern.law.identifiers import parse_upn
from lantern.project.imports.cin_census import (
    CinAssessment,
    CinChild,
    CinEpisode,
    CinFileError,
    CinHeader,
    CinPlan,
    CinProtectionPlan,
    CinSection47,
    Severity,
    check_cin,
    read_cin,
)

HEADER = """<Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>
<ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>808</LEA>
<SoftwareCode>Example</SoftwareCode><Release>2.1</Release><SerialNo>003</SerialNo>
<DateTime>2026-05-01T09:30:00</DateTime></Source></Header>"""
REFERRAL = (
    "<CINdetails><CINreferralDate>2025-06-02</CINreferralDate><ReferralSource>6</ReferralSource>"
    "<ReferralNFA>1</ReferralNFA></CINdetails>"
)
WHOLE = """<Child><ChildIdentifiers><LAchildID>AB12</LAchildID><UPN>A805200001001</UPN>
<FormerUPN>A123456789012</FormerUPN><PersonBirthDate>2015-03-09</PersonBirthDate><Sex>M</Sex>
<PersonDeathDate>2026-02-01</PersonDeathDate></ChildIdentifiers><ChildCharacteristics>
<Ethnicity>WBRI</Ethnicity><Disabilities><Disability>AUT</Disability><Disability>LD</Disability>
</Disabilities></ChildCharacteristics><CINdetails><CINreferralDate>2025-04-03</CINreferralDate>
<ReferralSource>2A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode>
<CINclosureDate>2026-02-02</CINclosureDate><ReasonForClosure>RC2</ReasonForClosure>
<DateOfInitialCPC>2025-09-09</DateOfInitialCPC><Assessments>
<AssessmentActualStartDate>2025-04-04</AssessmentActualStartDate>
<AssessmentInternalReviewDate>2025-04-14</AssessmentInternalReviewDate>
<AssessmentAuthorisationDate>2025-05-01</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>
<AssessmentFactors>3B</AssessmentFactors><AssessmentFactors>16A</AssessmentFactors>
</FactorsIdentifiedAtAssessment></Assessments><CINPlanDates><CINPlanStartDate>2025-05-02</CINPlanStartDate>
<CINPlanEndDate>2025-06-24</CINPlanEndDate></CINPlanDates><Section47>
<S47ActualStartDate>2025-06-10</S47ActualStartDate><InitialCPCtarget>2025-07-01</InitialCPCtarget>
<DateOfInitialCPC>2025-06-24</DateOfInitialCPC><ICPCnotRequired>0</ICPCnotRequired></Section47>
<ReferralNFA>false</ReferralNFA><ChildProtectionPlans><CPPstartDate>2025-06-24</CPPstartDate>
<CPPendDate>2026-02-01</CPPendDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
<LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse><NumberOfPreviousCPP>1</NumberOfPreviousCPP><Reviews>
<CPPreviewDate>2025-09-16</CPPreviewDate><CPPreviewDate>2026-01-20</CPPreviewDate>
</Reviews></ChildProtectionPlans></CINdetails></Child>"""


def a_child(
    number="C1", identifiers="<PersonBirthDate>2015-03-09</PersonBirthDate><Sex>F</Sex>", details=REFERRAL
) -> str:
    return (
        f"<Child><ChildIdentifiers><LAchildID>{number}</LAchildID>{identifiers}</ChildIdentifiers>"
        f"<ChildCharacteristics><Ethnicity>NOBT</Ethnicity></ChildCharacteristics>{details}</Child>\n"
    )


@pytest.fixture
def census(tmp_path):
    """Writes a census of the children given and returns its path."""

    def write(*children: str, header: str = HEADER, opening: str = '<?xml version="1.0"?>\n', encoding: str = "utf-8"):
        path = tmp_path / "census.xml"
        text = f"{opening}<Message>{header}\n<Children>\n{''.join(children)}</Children></Message>"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def children_of(path) -> list[CinChild]:
    with read_cin(path) as reading:
        return list(reading)


# --- What is read ----------------------------------------------------------------------------------------------------


def test_a_child_is_read_with_everything_the_census_says(census):
    with read_cin(census(WHOLE)) as reading:
        (child,) = list(reading)
    assert reading.problems == []
    assert reading.header == CinHeader(
        2026, date(2026, 3, 31), "808", "Example", "2.1", "003", datetime(2026, 5, 1, 9, 30)
    )
    episode = CinEpisode(
        referred_on=date(2025, 4, 3),
        referral_source="2A",
        primary_need="N1",
        closed_on=date(2026, 2, 2),
        closure_reason="RC2",
        conference_on=date(2025, 9, 9),
        no_further_action=False,
        assessments=(CinAssessment(date(2025, 4, 4), date(2025, 4, 14), date(2025, 5, 1), ("3B", "16A")),),
        plans=(CinPlan(date(2025, 5, 2), date(2025, 6, 24)),),
        section_47_enquiries=(CinSection47(date(2025, 6, 10), date(2025, 7, 1), date(2025, 6, 24), False),),
        protection_plans=(
            CinProtectionPlan(
                date(2025, 6, 24), date(2026, 2, 1), "NEG", "EMO", 1, (date(2025, 9, 16), date(2026, 1, 20))
            ),
        ),
        line=11,
    )
    assert child == CinChild(
        la_child_id="AB12",
        upn="A805200001001",
        former_upn="A123456789012",
        born_on=date(2015, 3, 9),
        sex="M",
        died_on=date(2026, 2, 1),
        ethnicity="WBRI",
        disabilities=("AUT", "LD"),
        episodes=(episode,),
    )


@pytest.mark.parametrize(("code", "sex"), [("1", "M"), ("2", "F"), ("0", "U"), ("9", "U")])
def test_older_censuses_with_gender_current_are_read(census, code, sex):
    header = HEADER.replace("2026", "2019")
    path = census(a_child(identifiers=f"<GenderCurrent>{code}</GenderCurrent>"), header=header)
    assert children_of(path)[0].sex == sex


@pytest.mark.parametrize("year", range(2017, 2028))
def test_every_year_of_the_census_is_read(census, year):
    with read_cin(census(a_child(), header=HEADER.replace("2026", str(year)))) as reading:
        assert reading.header.year == year
        assert len(list(reading)) == 1


def test_an_unborn_child_has_an_expected_date(census):
    identifiers = "<ExpectedPersonBirthDate>2026-05-20</ExpectedPersonBirthDate><Sex>U</Sex>"
    (child,) = children_of(census(a_child(identifiers=identifiers)))
    assert (child.born_on, child.expected_on) == (None, date(2026, 5, 20))


def test_elements_out_of_order_and_with_a_prefix_are_read(census):
    odd = (
        "<x:Child xmlns:x='urn:x'><CINdetails><ReferralNFA>true</ReferralNFA>"
        "<CINreferralDate>2025-06-02Z</CINreferralDate>"
        "</CINdetails><ChildIdentifiers><Sex>F</Sex><PersonBirthDate/><LAchildID> C9 </LAchildID></ChildIdentifiers>"
        "</x:Child>"
    )
    (child,) = children_of(census(odd))
    assert (child.la_child_id, child.sex, child.born_on) == ("C9", "F", None)
    assert child.episodes[0].referred_on == date(2025, 6, 2)
    assert child.episodes[0].no_further_action


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_other_encodings_are_read(census, encoding):
    name = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    header = HEADER.replace("Example", "Système")
    path = census(a_child(), header=header, opening=f'<?xml version="1.0" encoding="{name}"?>', encoding=encoding)
    with read_cin(path) as reading:
        assert reading.header.software == "Système"
        assert len(list(reading)) == 1


def test_blocks_of_the_2027_census_are_kept_without_being_interpreted(census):
    block = "<PPStartDate>2026-06-01</PPStartDate><PPOutcome>A</PPOutcome>"
    block = f"<PreProceedingsandFGDM>{block}</PreProceedingsandFGDM></CINdetails>"
    details = REFERRAL.replace("</CINdetails>", block)
    (child,) = children_of(census(a_child(details=details), header=HEADER.replace("2026", "2027")))
    assert child.episodes[0].pre_proceedings == ((("PPStartDate", "2026-06-01"), ("PPOutcome", "A")),)


def test_a_header_without_a_year_is_noted_and_the_children_are_read(census):
    summary = check_cin(census(a_child(), header=""))
    assert summary.children == 1
    assert [problem.rule for problem in summary.problems] == ["100"]


# --- Children that cannot be read ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "element", "rule"),
    [
        (a_child(""), "LAchildID", "8500"),
        (a_child("C1"), "LAchildID", "8510"),
        (a_child("C2", "<PersonBirthDate>09/03/2015</PersonBirthDate><Sex>F</Sex>"), "PersonBirthDate", ""),
        (a_child("C2", "<PersonBirthDate>2015-02-30</PersonBirthDate><Sex>F</Sex>"), "PersonBirthDate", ""),
        (a_child("C2", details=REFERRAL.replace("2025-06-02", "")), "CINreferralDate", "8600"),
        (a_child("C2", details=REFERRAL.replace("2025-06-02", "soon")), "CINreferralDate", ""),
        (a_child("C2", details=REFERRAL.replace(">1<", ">perhaps<")), "ReferralNFA", ""),
        (WHOLE.replace("<NumberOfPreviousCPP>1", "<NumberOfPreviousCPP>-1"), "NumberOfPreviousCPP", "8730"),
        (a_child("C2", details=REFERRAL * 2_000), "Child", ""),
    ],
)
def test_a_child_that_cannot_be_read_is_passed_over_and_told_with_its_line(census, bad, element, rule):
    with read_cin(census(a_child("C1"), bad, a_child("C3"))) as reading:
        assert [child.la_child_id for child in reading] == ["C1", "C3"]
    (problem,) = [one for one in reading.problems if one.severity is Severity.SKIPPED]
    assert (problem.element, problem.rule) == (element, rule)
    assert problem.line >= 7
    assert reading.children_skipped == 1


def test_doubtful_values_are_kept_and_noted(census):
    odd = a_child("C 1", "<UPN>B805200001001</UPN><UPN>A805200001001</UPN>").replace("NOBT", "XXXX")
    with read_cin(census(odd.replace("</ChildIdentifiers>", "<ShoeSize>4</ShoeSize></ChildIdentifiers>"))) as reading:
        (child,) = list(reading)
    assert (child.upn, child.ethnicity, child.sex) == ("B805200001001", "XXXX", "U")
    assert {problem.element for problem in reading.problems} == {
        "LAchildID", "UPN", "PersonBirthDate", "Sex", "Ethnicity", "ShoeSize"
    }  # fmt: skip
    assert all(problem.severity is Severity.NOTED for problem in reading.problems)


# --- Files that are no census ----------------------------------------------------------------------------------------


HEADED = b"<Message><Header><CollectionDetails>%b</CollectionDetails></Header><Children/></Message>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_xml"),
        (b"   \n", "not_xml"),
        (b"PK\x03\x04", "not_xml"),
        (b"LAchildID,UPN\n1,2\n", "not_census"),
        (b"<html><body>Sign in</body></html>", "not_census"),
        (b"<Message><Header/></Message>", "not_census"),
        (HEADED % b"<Collection>CLA</Collection>", "not_census"),
        (HEADED % b"<Year>2012</Year>", "year"),
        (b"<Message><Children></Children></Message>", "no_children"),
        (b"<?xml version='1.0' encoding='no-such-thing'?><Message/>", "encoding"),
        (b"<Message><Children><Child>", "broken"),
        (b"<Message><Children><Child></Children></Message>", "broken"),
        (b"<Message><Children>&nothing;</Children></Message>", "forbidden"),
    ],
)
def test_what_is_no_census_is_refused_in_plain_words(tmp_path, content, code):
    path = tmp_path / "file.xml"
    path.write_bytes(content)
    with pytest.raises(CinFileError) as refusal:
        check_cin(path)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


def test_a_file_that_breaks_off_says_at_which_line_after_the_children_before_it(census):
    path = census(a_child("C1"), a_child("C2"))
    path.write_bytes(path.read_bytes()[:-60])
    with read_cin(path) as reading, pytest.raises(CinFileError, match=r"at line 8\."):
        list(reading)
    assert reading.children_read == 1


def test_a_file_over_the_limit_is_refused_before_it_is_read(census, monkeypatch):
    monkeypatch.setattr("lantern.project.imports.cin_census.stream.MAX_BYTES", 100)
    with pytest.raises(CinFileError, match="larger than"):
        read_cin(census(a_child()))


# --- Attacks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def listener():
    """A server that counts who asks it anything: nobody may."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                asked.append(connection)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], asked
        stop.set()
        thread.join()


BODY = f"<Message>{HEADER}<Children>{a_child('&x;')}</Children></Message>"
PLAIN = f"<Message>{HEADER}<Children>{a_child('C1')}</Children></Message>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCUMENT_TYPES = {
    "file": f'<!DOCTYPE Message [<!ENTITY x SYSTEM "file://SECRET">]>{BODY}',
    "http": f'<!DOCTYPE Message [<!ENTITY x SYSTEM "http://127.0.0.1:PORT/x">]>{BODY}',
    "parameter": f'<!DOCTYPE Message [<!ENTITY % p SYSTEM "http://127.0.0.1:PORT/x.dtd"> %p;]>{BODY}',
    "external document type": f'<!DOCTYPE Message SYSTEM "http://127.0.0.1:PORT/x.dtd">{PLAIN}',
    "public document type": f'<!DOCTYPE Message PUBLIC "-//X//Y" "http://127.0.0.1:PORT/x.dtd">{PLAIN}',
    "billion laughs": f'<!DOCTYPE Message [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">]>{BODY}',
    "quadratic": f'<!DOCTYPE Message [<!ENTITY x "{"a" * 50_000}">]>{BODY.replace("&x;", "&x;" * 1_000)}',
    "inner entity": f'<!DOCTYPE Message [<!ENTITY x "C1">]>{BODY}',
    "attribute default": f'<!DOCTYPE Message [<!ATTLIST Message a CDATA "b">]>{PLAIN}',
    "empty document type": f"<!DOCTYPE Message>{PLAIN}",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("attack", DOCUMENT_TYPES.values(), ids=DOCUMENT_TYPES.keys())
def test_document_types_and_entities_are_refused_and_nothing_is_fetched(tmp_path, listener, attack, encoding):
    port, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    text = attack.replace("PORT", str(port)).replace("SECRET", str(secret))
    path = tmp_path / "attack.xml"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path.write_bytes(mark + f'<?xml version="1.0"?>{text}'.encode(encoding))
    with pytest.raises(CinFileError) as refusal:
        check_cin(path)
    assert refusal.value.code == "forbidden"
    assert "TOPSECRET" not in str(refusal.value)
    time.sleep(0.06)
    assert asked == []


@pytest.mark.parametrize(
    "attack",
    [
        "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='SECRET' parse='text'/>",
        "<?xml-stylesheet href='http://127.0.0.1:PORT/x.xsl'?>",
    ],
    ids=["include", "stylesheet"],
)
def test_includes_and_stylesheets_are_not_followed(tmp_path, listener, attack):
    port, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    attack = attack.replace("SECRET", str(secret)).replace("PORT", str(port))
    path = tmp_path / "attack.xml"
    schema = f"xsi:noNamespaceSchemaLocation='http://127.0.0.1:{port}/x.xsd'"
    opening = f"<Message xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' {schema}>"
    path.write_text(PLAIN.replace("<Message>", opening).replace("<LAchildID>", f"{attack}<LAchildID>"))
    (child,) = children_of(path)
    assert "TOPSECRET" not in repr(child)
    time.sleep(0.06)
    assert asked == []


MANY = "".join(f' a{n}=""' for n in range(200_000))
OUTSIZE = {
    "deep nesting": (f"<Message>{HEADER}<Children><Child>{'<a>' * 1_000_000}", "depth"),
    "deep from the start": ("<Message>" * 1_000_000, "depth"),
    "200,000 attributes": (f"<Message{MANY}><Children/></Message>", "attributes"),
    "50 attributes": (f"<Message{''.join(f' a{n}=""' for n in range(50))}><Children/></Message>", "attributes"),
    "a tag without end": (f"<Message>{HEADER}<Children><{'a' * 5_000_000}", "too_long"),
    "a comment without end": (f"<Message>{HEADER}<!-- {'a' * 5_000_000}", "too_long"),
}


@pytest.mark.parametrize(("text", "code"), OUTSIZE.values(), ids=OUTSIZE.keys())
def test_files_that_would_fill_the_memory_are_refused(tmp_path, text, code):
    """At most five seconds and 256 MiB for any file."""
    path = tmp_path / "attack.xml"
    path.write_text(text)
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(CinFileError) as refusal:
            check_cin(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refusal.value.code in (code, "too_long")
    assert time.process_time() - began < 5
    assert peak < 64 * 1024 * 1024


def test_a_text_without_end_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "attack.xml"
    path.write_text(PLAIN.replace("C1", "C" * 20_000_000))
    tracemalloc.start()
    try:
        check_cin(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_spoiled_file_ends_in_anything_but_children_or_a_plain_refusal(tmp_path, data):
    content = bytearray(PLAIN.replace("</Children>", WHOLE + "</Children>").encode())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content)))
        match data.draw(st.integers(0, 3)):
            case 0:
                content[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
            case 1:
                del content[place : place + data.draw(st.integers(1, 200))]
            case 2:
                chunks = b"< </a> <a> &#0; &#x41; <![CDATA[ ]]> <!-- 9999-99-99 \xff \x00".split(b" ")
                content[place:place] = data.draw(st.sampled_from(chunks))
            case _:
                content[place:place] = content[place : place + data.draw(st.integers(1, 400))]
    path = tmp_path / "spoiled.xml"
    path.write_bytes(content)
    try:
        summary = check_cin(path)
    except CinFileError:
        return
    assert summary.children + summary.skipped >= 1, "a file without a child is refused"


# --- Samples ---------------------------------------------------------------------------------------------------------


def test_a_sample_reads_back_without_a_problem_and_is_the_same_for_the_same_seed(tmp_path):
    one, again, other = tmp_path / "one.xml", tmp_path / "again.xml", tmp_path / "other.xml"
    for path, seed in ((one, 7), (again, 7), (other, 8)):
        write_sample(path, 400, 2026, seed)
    assert one.read_bytes() == again.read_bytes() != other.read_bytes()
    with read_cin(one) as reading:
        children = list(reading)
    assert reading.problems == []
    assert reading.header.authority_code == "808"
    assert len({child.la_child_id for child in children}) == 400
    assert len({child.upn for child in children if child.upn}) == len([child for child in children if child.upn])
    episodes = [episode for child in children for episode in child.episodes]
    for part in ("assessments", "plans", "section_47_enquiries", "protection_plans"):
        assert any(getattr(episode, part) for episode in episodes), part
    assert any(child.expected_on for child in children)
    assert any(episode.no_further_action for episode in episodes)


def test_the_sample_file_of_the_tour_is_read_without_a_problem():
    root = next(parent for parent in Path(__file__).resolve().parents if (parent / "pyproject.toml").exists())
    summary = check_cin(root / "tests" / "files" / "cin-census-2026.xml")
    assert (summary.children, summary.skipped, summary.problems) == (60, 0, ())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sample_keeps_to_the_rules_of_the_census(tmp_path, seed):
    """Some of the department's checks, by their numbers: 1510, 8525Q, 8565, 8606, 8620, 8750, 8875, 2885, 8831."""
    path = tmp_path / "sample.xml"
    write_sample(path, 300, 2026, seed)
    begins, ends = date(2025, 4, 1), date(2026, 3, 31)
    for child in children_of(path):
        assert not child.upn or parse_upn(child.upn).ok
        assert (child.born_on is None) != (child.expected_on is None)
        assert child.sex in "MF" or child.expected_on
        for episode in child.episodes:
            assert begins <= episode.referred_on <= ends
            born = child.born_on or child.expected_on
            assert (born - episode.referred_on).days <= 280
            days = [day for one in episode.assessments for day in (one.started_on, one.authorised_on)]
            days += [day for one in episode.plans for day in (one.started_on, one.ended_on)]
            days += [one.started_on for one in episode.section_47_enquiries]
            days += [day for one in episode.protection_plans for day in (one.started_on, *one.reviewed_on)]
            assert all(episode.referred_on <= day <= (episode.closed_on or ends) for day in days if day)
            assert (episode.closed_on is None) == (episode.closure_reason == "")
            if episode.no_further_action:
                assert days == []
            for plan in episode.protection_plans:
                assert plan.started_on in [one.conference_on for one in episode.section_47_enquiries]
                assert plan.started_on.weekday() < 5


def test_a_large_census_is_read_in_little_memory(tmp_path):
    path = tmp_path / "large.xml"
    write_sample(path, 3_000, 2026, 5)
    tracemalloc.start()
    try:
        assert check_cin(path).children == 3_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * 1024 * 1024
