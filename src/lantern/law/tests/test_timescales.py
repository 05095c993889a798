"""Clocks: the worked examples every partnership can check with a calendar, and what holds for each of them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantern.law import clock_events
from lantern.law.declared import LAW_FOLDER, DeclarationError, UnknownEntryError
from lantern.law.timescales import (
    LONDON,
    ClockError,
    Limit,
    LocalStandardError,
    LocalStandards,
    NoLimitError,
    NotInForceError,
    SchoolDaysNeededError,
    Timescale,
    TimescaleValue,
    VariantError,
    add_months,
    all_timescales,
    due_after_pauses,
    due_at,
    end_of_london_date,
    is_no_laxer,
    london_date,
    outer_due_at,
    read_folder,
    read_timescales,
    timescale,
    window_in_words,
    window_opened,
)
from lantern.law.working_days import add_working_days, is_working_day, school_days

EXPECTED = """
contact-decision referral-decision referral-acknowledge referrer-feedback referrer-chase telephone-confirm parental-view
early-return legal-planning-meeting letter-before-proceedings issue-application case-supervision
homeless-look cme-look ehe-look disabled-visit cohort-review
board-minutes board-papers
board-action board-action-ladder board-action-check enquiry-decision recommendation-answer
recommendation-check impact-read briefing-read training-need training-follow-up training-impact
agency-checks edt-handover edt-clock-start encompass ppn-submit fgm-report csa-report nrm-referral absence-10-days
eh-first-contact eh-assessment eh-review step-down re-referral-window
assessment assessment-checkpoint assessment-child-seen assessment-history strategy-discussion strategy-record
s47-outcome
icpc icpc-reports conference-outline-plan conference-minutes core-group-first core-group-next rcpc-first rcpc-next
cp-visit cp-transfer-in cpp-two-years prebirth-icpc cp-is cin-plan cin-review cin-visit dispute
police-protection epo cao s37 pre-proceedings plo-first-meeting fgdm-offer care-proceedings care-proceedings-ext cmh
ico-length secure secure-order secure-review
care-plan placement-plan placement-notify iro-appoint lac-review-1 lac-review-2 lac-review-n permanence review-decisions
iro-dispute visit-first visit-year1 visit-later visit-longterm visit-pwp-pre visit-temp-connected visit-care-order-home
visit-request pwp-assessment temp-approval emergency-foster short-breaks iha rha dental-sdq pep-first pep-review
school-place s85-86 lac-death adoption-adm adoption-review adoption-visit sgo-notice
needs-assessment-16 pathway-plan pathway-review pathway-move pa-visit leaver-25 touch-8w
rhi missing-strategy vemt-cycle pf-notify pf-first-visit pf-visit-y1 pf-visit-later pf-first-year pf-definition
pf-appeal lado-refer
lado-meeting lado-review eyfs-notify dbs cp-file-transfer
sin sin-partners sin-care-leaver rapid-review panel-reply lcspr lcspr-send lcspr-available lcspr-recs child-death-notify
incident-return audit-part planned-audit
child-death-jar child-death-panel
risk-review matter-answer scrutiny-line agreement-renewal
procedure-review communication-review communication-said communication-result interest-review
annual-report arrangements-publish arrangements-review scrutiny threshold-publish section-11
section-175 kcsie-policy
exec-cycle engine-room-cycle open-sessions improvement-board s16h-request panel-notice
ilacs-annexa ilacs-publish ilacs-action ilacs-selfeval jtai-action
sar rectify-erase breach breach-people breach-processor dp-complaint foi complaint-1 complaint-2 complaint-3-ask
complaint-3-hold complaint-3-report lgsco key-decision agenda call-in retain-cla retain-cp
cin-year cin-open cin-load cin-submit ssda903-year ssda903-submit ssda903-daily s251 workforce fostering
safety-plan-check visit-ladder plan-too-long plan-unagreed plan-repeat-window engagement-window
contact-screening handoff-answer handoff-first-seen waiting-recheck service-wait-window waits-window audit-window
section-11-return section-11-reply feedback-read
handoff-raised handoff-raised-high
first-seen-raised first-seen-raised-high
same-worry-window referrer-ask-again opening-reason notice-told
late-forecast-history
sign-off draft-kept check-escalation break-glass looks-review disclosure-view disagreement-answer
answer-closing call-back call-back-slot
""".split()


def london(text: str) -> datetime:
    """A moment from words such as "2026-12-18" (ten in the morning) or "2026-12-18 23:00", in London time."""
    day, _, clock = text.partition(" ")
    return datetime.combine(date.fromisoformat(day), hour.fromisoformat(clock or "10:00"), tzinfo=LONDON)


def due_date(clock: str, started: str, variant: str | None = None) -> str:
    return london_date(due_at(clock, london(started), variant)).isoformat()


@pytest.mark.parametrize(
    ("clock", "at", "opened"),
    [
        # Twelve months back, from the beginning of that day.
        ("re-referral-window", "2026-05-26 15:30", "2025-05-26 00:00"),
        # Fourteen days back over the change of the clocks.
        ("same-worry-window", "2026-04-05 09:00", "2026-03-22 00:00"),
        # Hours are elapsed hours, to the minute.
        ("opening-reason", "2026-06-01 07:15", "2026-05-31 19:15"),
        ("referrer-ask-again", "2026-03-29 12:00", "2026-03-28 11:00"),
    ],
)
def test_a_window_reaches_back_from_the_beginning_of_its_first_day(clock: str, at: str, opened: str) -> None:
    assert window_opened(clock, london(at)) == london(opened)


def test_a_partnership_may_set_its_own_window() -> None:
    own = LocalStandards.from_plain({"same-worry-window": {"default": {"amount": 7, "unit": "days"}}})
    assert window_opened("same-worry-window", london("2026-05-26 15:30"), own) == london("2026-05-19 00:00")
    assert window_in_words("same-worry-window", london("2026-05-26 15:30"), own) == "7 days"


def test_a_page_words_a_window_as_it_is_counted() -> None:
    assert window_in_words("re-referral-window", london("2026-05-26 15:30")) == "12 months"


@pytest.mark.parametrize(
    ("started", "paused", "extended", "due"),
    [
        pytest.param("2026-11-17", 0, False, "2026-12-17", id="one month"),
        pytest.param("2026-11-17", 3, False, "2026-12-21", id="three days of waiting end on a Sunday, which moves on"),
        pytest.param("2027-01-31", 0, False, "2027-03-01", id="the last day of a shorter month, a Sunday"),
        pytest.param(
            "2027-01-31", 1, False, "2027-03-01", id="a pause counts from the month's own end, not from Monday"
        ),
        pytest.param("2026-11-17", 0, True, "2027-02-17", id="extended by two further months"),
        pytest.param("2026-11-17", 10, True, "2027-03-01", id="extended and paused, off a weekend"),
    ],
)
def test_a_paused_or_extended_answer_counts_from_the_day_it_was_asked_for(
    started: str, paused: int, extended: bool, due: str
) -> None:
    """UK GDPR Arts 12(3) and 12A."""
    found = due_after_pauses("sar", london(started), paused_days=paused, extended=extended)
    assert london_date(found).isoformat() == due


def test_what_the_source_does_not_extend_is_not_extended() -> None:
    with pytest.raises(NoLimitError, match="may not be extended"):
        due_after_pauses("assessment", london("2026-11-17"), paused_days=0, extended=True)


def test_every_clock_of_the_compiled_list_is_declared_and_no_other() -> None:
    assert sorted(all_timescales()) == sorted(EXPECTED)


# --- Worked examples --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "started", "due"),
    [
        pytest.param("ilacs-action", "2023-05-09", "2023-08-16", id="1 action statement, the partnership's own date"),
        pytest.param("icpc", "2026-12-18", "2027-01-13", id="2 conference over Christmas"),
        pytest.param("assessment", "2027-03-01", "2027-05-06", id="3 assessment over Easter"),
        pytest.param("call-in", "2018-12-13", "2018-12-21", id="4 call-in as recorded in 2018"),
        pytest.param("call-in", "2025-06-12", "2025-06-20", id="5 call-in as recorded in 2025"),
        pytest.param("referral-decision", "2026-12-24", "2026-12-29", id="6 from Christmas Eve"),
        pytest.param("referral-decision", "2026-12-25", "2026-12-29", id="6 from Christmas Day"),
        pytest.param("referral-decision", "2026-12-26", "2026-12-29", id="6 from Boxing Day, a Saturday"),
        pytest.param("referral-decision", "2026-04-02", "2026-04-07", id="7 over Easter"),
        pytest.param("referral-decision", "2026-08-28", "2026-09-01", id="8 over the late-summer holiday"),
        pytest.param("core-group-first", "2026-12-23", "2027-01-11", id="9 core group over New Year"),
        pytest.param("icpc", "2026-12-11", "2027-01-06", id="10 the naive answer is a holiday"),
        pytest.param("lac-review-1", "2027-03-25", "2027-04-26", id="11 first review over Easter"),
        pytest.param("referral-decision", "2027-12-24", "2027-12-29", id="12 two substitute days"),
        pytest.param("sin", "2026-12-11", "2026-12-18", id="13 incident notified"),
        pytest.param("rapid-review", "2026-12-18", "2027-01-13", id="13 then the rapid review, its own clock"),
        pytest.param("rcpc-first", "2026-11-30", "2027-02-26", id="14 three months: clamp, then back from Sunday"),
        pytest.param("sar", "2027-01-31", "2027-03-01", id="16 subject access moves forward"),
    ],
)
def test_worked_example(clock: str, started: str, due: str) -> None:
    """Working Together 2023 ch. 3 and 5; SI 2007/462; SI 2010/959 reg. 33; UK GDPR Art. 12."""
    assert due_date(clock, started) == due


def test_72_hours_run_through_the_end_of_summer_time() -> None:
    """Example 15. Missing children guidance 2014: found Saturday 24 October 2026 at 23:00, due Tuesday at 22:00."""
    assert due_at("rhi", london("2026-10-24 23:00")) == london("2026-10-27 22:00")


def test_72_hours_run_through_the_start_of_summer_time() -> None:
    assert due_at("rhi", london("2026-03-28 12:00")) == london("2026-03-31 13:00")


def test_an_ordinary_friday_before_a_bank_holiday() -> None:
    """Received Friday 22 May 2026, one working day, due Tuesday 26 May. Working Together 2023 ch. 3."""
    assert due_date("referral-decision", "2026-05-22") == "2026-05-26"


def test_a_notification_made_early_makes_the_rapid_review_due_early() -> None:
    assert due_date("rapid-review", "2026-12-14") == "2027-01-07"


def test_half_past_eleven_utc_in_summer_is_already_the_next_london_date() -> None:
    """Received Thursday 18 June 2026 at 23:30 UTC, which is Friday in London: one working day ends on Monday."""
    received = datetime(2026, 6, 18, 23, 30, tzinfo=UTC)
    assert due_at("referral-decision", received) == datetime(2026, 6, 22, 22, 59, 59, 999999, tzinfo=UTC)


def test_a_limit_ends_with_the_last_moment_of_the_london_date() -> None:
    assert due_at("referral-decision", london("2026-12-01 08:00")).isoformat() == "2026-12-02T23:59:59.999999+00:00"
    assert due_at("referral-decision", london("2026-06-02 08:00")).isoformat() == "2026-06-03T22:59:59.999999+00:00"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    for clock in ("referral-decision", "rhi"):
        with pytest.raises(ClockError, match="time zone"):
            due_at(clock, datetime(2026, 6, 1, 9, 0))


def test_the_census_is_submitted_on_the_last_working_day_before_a_weekend() -> None:
    """Children in need census guide: 31 July 2021 is a Saturday, so Friday 30 July."""
    assert due_date("cin-submit", "2021-04-01") == "2021-07-30"
    assert due_date("cin-load", "2027-04-01") == "2027-06-30"
    assert due_date("cin-year", "2026-04-01") == "2027-03-31"


def test_clear_days_leave_out_publication_and_meeting() -> None:
    """SI 2012/2089: five clear days before a meeting on Thursday 12 June 2025 means published by Friday 6 June."""
    assert due_date("agenda", "2025-06-12") == "2025-06-06"
    assert due_date("key-decision", "2025-06-12") == "2025-05-14"


def test_clocks_that_count_backwards_end_before_their_event() -> None:
    """SI 2018/789: the report goes to the Panel at least seven working days before it is published."""
    assert due_date("lcspr-send", "2026-12-31") == "2026-12-18"
    assert due_date("icpc-reports", "2026-12-30", "initial") == "2026-12-23"
    assert due_date("prebirth-icpc", "2027-03-03", "conference") == "2027-01-06"


def test_the_day_of_issue_is_day_one_of_a_case_management_hearing() -> None:
    """Family Procedure Rules, Practice Direction 12A: between working day 12 and working day 18."""
    issued = london("2026-06-01")
    assert london_date(due_at("cmh", issued)) == date(2026, 6, 16)
    assert london_date(outer_due_at("cmh", issued)) == date(2026, 6, 24)


def test_freedom_of_information_leaves_out_holidays_of_any_part_of_the_kingdom() -> None:
    """Freedom of Information Act 2000 s. 10: 13 July 2026 is a holiday in Northern Ireland only."""
    assert due_date("foi", "2026-07-01") == "2026-07-30"
    assert add_working_days(date(2026, 7, 1), 20) == date(2026, 7, 29)


def test_the_morning_handover_is_due_when_the_day_team_begins() -> None:
    assert due_at("edt-handover", london("2026-12-26 23:00")) == london("2026-12-29 09:00")
    assert due_at("edt-handover", london("2026-06-03 02:00")) == london("2026-06-03 09:00")
    assert due_at("edt-handover", london("2026-06-03 09:00")) == london("2026-06-04 09:00")


def test_a_school_is_told_before_its_next_school_day() -> None:
    """Operation Encompass: an incident in the holidays is told before term begins."""
    terms = school_days([(date(2026, 4, 20), date(2026, 5, 22)), (date(2026, 6, 1), date(2026, 7, 17))])
    assert due_at("encompass", london("2026-05-23 21:00"), school=terms) == london("2026-06-01 08:30")
    assert due_at("encompass", london("2026-06-02 01:15"), school=terms) == london("2026-06-02 08:30")
    with pytest.raises(SchoolDaysNeededError, match="term dates"):
        due_at("encompass", london("2026-05-23 21:00"))


def test_powers_that_end_do_not_move_for_a_weekend() -> None:
    """Children Act 1989 ss. 45, 46; SI 2010/959 reg. 24: 16 weeks from Saturday 3 January 2026."""
    assert due_at("police-protection", london("2026-12-24 09:00")) == london("2026-12-27 09:00")
    assert due_date("epo", "2026-05-01") == "2026-05-09"
    assert due_date("temp-approval", "2026-01-03") == "2026-04-25"
    assert {one.id for one in all_timescales().values() if one.ends_power} == {
        "police-protection",
        "epo",
        "cao",
        "secure",
        "secure-order",
        "temp-approval",
    }


def test_an_extension_counts_from_the_same_start() -> None:
    asked = london("2026-11-02")
    assert london_date(due_at("complaint-1", asked)) == date(2026, 11, 16)
    assert london_date(outer_due_at("complaint-1", asked)) == date(2026, 11, 30)
    assert outer_due_at("icpc", asked) is None


# --- Which value applies ----------------------------------------------------------------------------------------------


def test_a_record_is_judged_by_the_rule_of_its_day() -> None:
    """Working Together 2013 brought one assessment in place of initial and core assessment."""
    assert str(timescale("assessment").value_on(date(2013, 4, 15)).limit) == "45 working days"
    with pytest.raises(NotInForceError, match="2013-04-14"):
        timescale("assessment").value_on(date(2013, 4, 14))
    old = timescale("assessment-history")
    assert str(old.value_on(date(2013, 4, 14), "initial").limit) == "10 working days"
    assert str(old.value_on(date(2009, 1, 5), "initial").limit) == "7 working days"
    assert str(old.value_on(date(2009, 1, 5), "core").limit) == "35 working days"
    with pytest.raises(NotInForceError, match="until 2013-04-14"):
        old.value_on(date(2013, 4, 15), "initial")


@pytest.mark.parametrize("clock", ["csa-report", "fgdm-offer"])
def test_law_that_has_not_commenced_starts_no_clock(clock: str) -> None:
    with pytest.raises(NotInForceError, match="no start date has been confirmed"):
        due_at(clock, london("2026-11-22"))
    assert not timescale(clock).has_limit(date(2026, 11, 22))


def test_a_duty_without_a_number_has_nothing_to_count() -> None:
    with pytest.raises(NoLimitError, match="no set time"):
        due_at("parental-view", london("2026-11-22"))
    assert not timescale("parental-view").has_limit(date(2026, 11, 22))
    assert timescale("icpc").has_limit(date(2026, 11, 22))


def test_agency_checks_need_their_rating() -> None:
    asked = london("2026-11-20 16:00")
    assert due_at("agency-checks", asked, "red") == london("2026-11-20 20:00")
    assert due_at("agency-checks", asked, "amber") == end_of_london_date(date(2026, 11, 23))
    assert due_at("agency-checks", asked, "green") == end_of_london_date(date(2026, 11, 25))
    with pytest.raises(VariantError, match="red, amber or green"):
        due_at("agency-checks", asked)
    with pytest.raises(VariantError, match="'purple'"):
        due_at("agency-checks", asked, "purple")
    with pytest.raises(VariantError, match="makes no such distinction"):
        due_at("icpc", asked, "red")


def test_a_case_without_a_value_of_its_own_takes_the_general_one() -> None:
    decided = london("2026-11-20 16:00")
    assert due_at("sign-off", decided, "red") == london("2026-11-20 20:00")
    assert due_at("sign-off", decided, "green") == due_at("sign-off", decided)


def test_a_clock_of_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(UnknownEntryError, match="referral-decision"):
        due_at("referal-decision", london("2026-11-20"))


# --- A partnership's own standards ------------------------------------------------------------------------------------


def test_a_partnership_may_set_what_is_local() -> None:
    local = LocalStandards.from_plain(
        {
            "agency-checks": {
                "red": {"amount": 1, "unit": "clock_hours"},
                "amber": {"amount": 24, "unit": "clock_hours"},
            },
            "sign-off": {"default": {"amount": 8, "unit": "clock_hours"}},
            "edt-handover": {"default": {"amount": 1, "unit": "working_days", "by": hour(8, 30)}},
        }
    )
    asked = london("2026-11-20 16:00")
    assert due_at("agency-checks", asked, "red", local) == london("2026-11-20 17:00")
    assert due_at("agency-checks", asked, "amber", local) == london("2026-11-21 16:00")
    assert due_at("agency-checks", asked, "green", local) == due_at("agency-checks", asked, "green")
    assert due_at("sign-off", asked, "green", local) == london("2026-11-21 00:00")
    assert due_at("edt-handover", london("2026-12-26 23:00"), local=local) == london("2026-12-29 08:30")
    assert timescale("agency-checks").value_on(date(2026, 11, 20), "red", local).is_local
    assert not timescale("agency-checks").value_on(date(2026, 11, 20), "green", local).is_local


def test_a_general_local_standard_leaves_a_red_limit_as_it_is() -> None:
    """A longer general standard for signing off must not make red slower."""
    local = LocalStandards.from_plain({"sign-off": {"default": {"amount": 2, "unit": "working_days"}}})
    decided = london("2026-11-20 16:00")
    assert due_at("sign-off", decided, "red", local) == london("2026-11-20 20:00")
    assert due_at("sign-off", decided, "green", local) == end_of_london_date(date(2026, 11, 24))


def test_a_stricter_standard_than_guidance_is_accepted_where_there_is_room() -> None:
    local = LocalStandards.from_plain(
        {
            "referral-decision": {"default": {"amount": 24, "unit": "clock_hours"}},
            "visit-year1": {"default": {"amount": 4, "unit": "weeks"}},
        }
    )
    assert due_at("referral-decision", london("2026-11-20 16:00"), local=local) == london("2026-11-21 16:00")
    assert london_date(due_at("visit-year1", london("2026-11-02"), local=local)) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("plain", "complaint"),
    [
        ({"agency-chek": {"red": {"amount": 1, "unit": "clock_hours"}}}, "Did you mean agency-checks"),
        ({"agency-checks": {"purple": {"amount": 1, "unit": "clock_hours"}}}, "no case 'purple'"),
        ({"agency-checks": {"default": {"amount": 1, "unit": "clock_hours"}}}, "no case 'default'"),
        ({"agency-checks": {"red": {"amount": "1", "unit": "clock_hours"}}}, "'amount' must be a whole number"),
        ({"agency-checks": {"red": {"amount": True, "unit": "clock_hours"}}}, "'amount' must be a whole number"),
        ({"agency-checks": {"red": {"amount": 0, "unit": "clock_hours"}}}, "must be 1 or more"),
        ({"agency-checks": {"red": {"amount": -1, "unit": "clock_hours"}}}, "less than 0"),
        ({"agency-checks": {"red": {"amount": 1, "unit": "hours"}}}, "must be one of"),
        ({"agency-checks": {"red": {"amount": 1, "unit": "clock_hours", "why": "x"}}}, "not a key that belongs here"),
        ({"agency-checks": {"red": {"unit": "clock_hours"}}}, "'amount' is missing"),
        ({"agency-checks": {"red": {"unit": "none"}}}, "cannot take one away"),
        ({"agency-checks": {"red": 4}}, "expected a table"),
        ({"agency-checks": 4}, "give a table of cases"),
        ({"sin": {"default": {"amount": 10, "unit": "working_days"}}}, "leaves no room"),
        ({"icpc": {"default": {"amount": 10, "unit": "working_days"}}}, "leaves no room"),
        ({"lac-review-1": {"default": {"amount": 25, "unit": "working_days"}}}, "laxer than 20 working days"),
        ({"rhi": {"default": {"amount": 3, "unit": "working_days"}}}, "laxer than 72 hours"),
        ({"referral-decision": {"default": {"amount": 1, "unit": "days"}}}, "laxer than 1 working day"),
        ({"visit-later": {"to_eighteen": {"amount": 13, "unit": "weeks"}}}, "laxer than 3 months"),
    ],
)
def test_a_local_standard_that_cannot_stand_is_refused_in_plain_words(plain: dict, complaint: str) -> None:
    with pytest.raises(LocalStandardError, match=complaint) as refused:
        LocalStandards.from_plain(plain, "areas/example.toml")
    assert next(iter(plain)) in str(refused.value)
    assert "areas/example.toml" in str(refused.value)


LIMITS = st.builds(
    Limit,
    st.sampled_from(["working_days", "days", "weeks", "months", "clock_hours"]),
    st.integers(min_value=1, max_value=80),
)
MOMENTS = st.datetimes(datetime(1998, 1, 1), datetime(2028, 6, 30), timezones=st.just(UTC))


def invented(limit: Limit, **more: object) -> Timescale:
    """A clock of one limit, counted as care and protection limits are."""
    end = "back" if limit.unit in ("weeks", "months") else "stay"
    return Timescale(
        id="invented",
        title="Invented",
        section="P",
        section_title="",
        starts_at="",
        start_event="",
        stop_event="",
        limit_in_words="",
        owner="",
        when_late="",
        cites=(),
        force="local",
        confidence="check",
        values=(TimescaleValue(limit),),
        non_working_end=end,
        **more,
    )


@given(LIMITS, LIMITS, MOMENTS)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_limit_called_no_laxer_never_ends_later(one: Limit, other: Limit, started: datetime) -> None:
    if is_no_laxer(one, other):
        assert due_at(invented(one), started) <= due_at(invented(other), started)


# --- What holds for every count ---------------------------------------------------------------------------------------


@given(MOMENTS, st.integers(1, 60))
@settings(max_examples=300)
def test_working_days_count_from_the_london_date_whatever_the_hour(started: datetime, n: int) -> None:
    due = due_at(invented(Limit("working_days", n)), started)
    here = started.astimezone(ZoneInfo("Europe/London"))
    assert due.tzinfo is UTC
    assert due.astimezone(LONDON).strftime("%H:%M:%S.%f") == "23:59:59.999999"
    assert london_date(due) == add_working_days(here.date(), n)
    assert is_working_day(london_date(due))


@given(MOMENTS, st.integers(1, 200))
def test_hours_are_elapsed_hours(started: datetime, n: int) -> None:
    assert due_at(invented(Limit("clock_hours", n)), started) - started == timedelta(hours=n)


@pytest.mark.parametrize("year", range(1998, 2029))
def test_both_changes_of_the_clock_leave_72_hours_as_72_hours(year: int) -> None:
    for month in (3, 10):
        last_sunday = max(day for day in range(25, 32) if date(year, month, day).weekday() == 6)
        for before in (0, 12, 24, 48, 71):
            started = datetime(year, month, last_sunday, 1, tzinfo=UTC) - timedelta(hours=before)
            assert due_at("rhi", started) - started == timedelta(hours=72)


@given(st.dates(date(1998, 1, 1), date(2028, 12, 31)), st.integers(-24, 24))
def test_months_keep_the_day_or_take_the_last_of_the_month(day: date, n: int) -> None:
    later = add_months(day, n)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_29_february_comes_round_on_the_28th() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 2, 29), 48) == date(2028, 2, 29)


@given(MOMENTS, st.sampled_from([1, 3, 6, 12]))
def test_months_of_care_and_protection_end_on_a_working_day_never_later(started: datetime, n: int) -> None:
    due = london_date(due_at(invented(Limit("months", n)), started))
    full = add_months(london_date(started), n)
    assert is_working_day(due)
    assert due <= full
    assert not any(is_working_day(due + timedelta(days=more)) for more in range(1, (full - due).days + 1))


@given(MOMENTS, MOMENTS, LIMITS)
def test_what_started_later_is_never_due_earlier(one: datetime, other: datetime, limit: Limit) -> None:
    earlier, later = sorted((one, other))
    assert due_at(invented(limit), earlier) <= due_at(invented(limit), later)


@pytest.fixture(params=["UTC", "Europe/London", "Pacific/Auckland", "America/Los_Angeles"])
def host_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_the_time_zone_of_the_host_makes_no_difference(host_zone: str) -> None:
    started = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert due_at("icpc", started) == datetime(2026, 11, 13, 23, 59, 59, 999999, tzinfo=UTC)
    assert due_at("rhi", started) == datetime(2026, 10, 27, 23, 30, tzinfo=UTC)
    assert due_at("rcpc-first", started) == datetime(2027, 1, 25, 23, 59, 59, 999999, tzinfo=UTC)
    assert due_at("referral-decision", started.astimezone()) == datetime(2026, 10, 26, 23, 59, 59, 999999, tzinfo=UTC)


# --- What holds for every declaration ---------------------------------------------------------------------------------


@pytest.mark.parametrize("one", all_timescales().values(), ids=lambda one: one.id)
def test_every_clock_says_where_it_comes_from_and_what_it_may_be(one: Timescale) -> None:
    assert one.cites
    for cite in one.cites:
        assert cite.resolve().title
    assert one.confidence != "check" or one.force == "local"
    assert one.local_value != "any" or one.force == "local"
    for cite in one.cites:
        assert one.awaiting_commencement or not cite.resolve().awaiting_commencement
    for earlier, later in zip(one.values, one.values[1:], strict=False):
        if earlier.variant == later.variant:
            assert earlier.in_force_until
            assert later.in_force_from
            assert earlier.in_force_until < later.in_force_from


@pytest.mark.parametrize("one", all_timescales().values(), ids=lambda one: one.id)
def test_every_clock_in_force_can_be_counted_in_every_case(one: Timescale) -> None:
    term = school_days([(date(2012, 1, 1), date(2030, 7, 31))])
    started = london("2026-11-20" if not one.in_force_until else "2012-11-20")
    for variant in one.variants or (None,):
        if one.awaiting_commencement or not one.has_limit(started.date(), variant):
            continue
        due = due_at(one, started, variant, school=term)
        outer = outer_due_at(one, started, variant, school=term)
        assert due < started if one.counts == "before" else due > started
        assert outer is None or outer > due


def test_the_ledger_starts_and_stops_clocks_on_the_events_they_name() -> None:
    for name in clock_events.events_named():
        for clock in clock_events.started_by(name):
            assert timescale(clock).start_event in {
                event for event in clock_events.events_named() if clock in clock_events.started_by(event)
            }
        for clock in clock_events.stopped_by(name):
            assert timescale(clock).stop_event in {
                event for event in clock_events.events_named() if clock in clock_events.stopped_by(event)
            }


GOOD = """
section = "A"
title = "Front door"

[[timescale]]
id = "an-example"
title = "An example"
starts_at = "somewhere"
start_event = "begun"
limit_in_words = "1 working day"
values = [
  { amount = 1, unit = "working_days" },
  { from = 2026-01-01, amount = 2, unit = "working_days" },
]
owner = "somebody"
cites = [["practice", "an example"]]
force = "local"
confidence = "check"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "broken.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_new_value_is_one_line_with_its_date(tmp_path: Path) -> None:
    one = read_timescales(written(tmp_path, GOOD))["an-example"]
    assert one.value_on(date(2025, 12, 31)).limit.amount == 1
    assert one.value_on(date(2026, 1, 1)).limit.amount == 2


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ('title = "Front door"', "title = Front door", "not valid TOML"),
        ('force = "local"', 'force = "perhaps"', "'force' is 'perhaps'"),
        ('force = "local"', 'force = "must"', "unverified number"),
        ('owner = "somebody"', "", "'owner' is missing"),
        ('owner = "somebody"', 'owner = " "', "'owner' is empty"),
        ('owner = "somebody"', 'owner = "somebody"\nonwer = "x"', "'onwer' is not a key that belongs here"),
        ('"practice", "an example"', '"practise", "an example"', "Did you mean practice"),
        ('cites = [["practice", "an example"]]', "cites = []", "says where it comes from"),
        ("from = 2026-01-01, ", "", "values overlap"),
        ("{ amount = 1,", "{ from = 2026-01-01, amount = 1,", "values overlap"),
        ("{ amount = 1,", "{ until = 2026-02-01, amount = 1,", "values overlap"),
        ("{ amount = 1,", "{ from = 2027-01-01, until = 2026-12-31, amount = 1,", "is after 'until'"),
        ("from = 2026-01-01", 'from = "2026-01-01"', "must be a date"),
        ("amount = 2", "amount = 2.5", "must be a whole number"),
        ('unit = "working_days" },\n]', 'unit = "fortnights" },\n]', "'unit' is 'fortnights'"),
        ('unit = "working_days" },\n]', 'unit = "weeks", by = 09:00:00 },\n]', "'by' is an hour"),
        ('amount = 2, unit = "working_days"', 'unit = "calendar_date", month_day = "02-29"', "a day of every year"),
        ('confidence = "check"', 'confidence = "check"\nvariants = ["red", 3]', "list of texts"),
        (
            'confidence = "check"',
            'confidence = "check"\nawaiting_commencement = true\nin_force_from = 2026-01-01',
            "await",
        ),
    ],
)
def test_a_slip_in_a_declaration_stops_with_the_file_and_the_entry(
    tmp_path: Path, good: str, bad: str, complaint: str
) -> None:
    assert good in GOOD
    with pytest.raises(DeclarationError, match=complaint) as refused:
        read_timescales(written(tmp_path, GOOD.replace(good, bad, 1)))
    assert "broken.toml" in str(refused.value)
    assert complaint == "not valid TOML" or "an-example" in str(refused.value)


def test_an_id_may_not_stand_in_two_files(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "two.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(DeclarationError, match="two.toml, timescale 'an-example': this id is declared in another file"):
        read_folder(tmp_path)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DeclarationError, match="broken.toml: this file is not UTF-8"):
        read_timescales(path)
    with pytest.raises(DeclarationError, match="absent.toml: this file is missing"):
        read_timescales(tmp_path / "absent.toml")


def test_the_room_is_plain_python() -> None:
    """The law can be read, and tested, without a web framework or a database."""
    program = (
        "import sys, pkgutil, importlib, lantern.law as law\n"
        "for module in pkgutil.iter_modules(law.__path__, 'lantern.law.'):\n"
        "    importlib.import_module(module.name) if not module.name.endswith('.tests') else None\n"
        "print(*(name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'jinja2')))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(LAW_FOLDER.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "", "")
