"""Fields that draw themselves, and say in plain words what is wrong."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django import forms as django_forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from lantern.interface.environment import error_links
from lantern.interface.forms import (
    ApproximateAgeField,
    CheckboxesField,
    Choice,
    DatePartsField,
    FileField,
    Form,
    LongTextField,
    PhoneField,
    RadioField,
    TextField,
    TickField,
    TimeOfDayField,
    WholeNumberField,
    YesNoField,
    all_form_classes,
    fields_with_default_messages,
)
from lantern.interface.partial_dates import ApproximateAge, PartialDate
from lantern.interface.tests.gallery import EveryField


class VisitForm(Form):
    outcome = RadioField(
        "What next?",
        [Choice("visit", "A visit", reveals=["visit_on"]), Choice("none", "Nothing")],
        required="Choose what happens next",
    )
    visit_on = DatePartsField("When is the visit?", thing="The visit", required="Enter the day of the visit")
    urgent = TickField("It is urgent", reveals=["why"])
    why = LongTextField("Why?", required="Enter why it is urgent", max_words=3)


def test_a_revealed_question_is_required_only_when_its_answer_is_chosen() -> None:
    asked = VisitForm({"outcome": "visit"})
    assert asked.errors == {"visit_on": ["Enter the day of the visit"]}
    not_asked = VisitForm({"outcome": "none", "visit_on-day": "31"})
    assert not_asked.is_valid()
    assert not_asked.cleaned_data == {"outcome": "none", "visit_on": None, "urgent": False, "why": None}


def test_what_was_typed_in_a_hidden_question_stays_on_the_page() -> None:
    """Nothing typed is lost (P5), even under an answer that was changed."""
    drawn = VisitForm({"outcome": "none", "visit_on-day": "31"})["outcome"].as_field_group()
    assert 'value="31"' in drawn
    assert "govuk-radios__conditional--hidden" in drawn


def test_a_tick_reveals_too_and_words_are_counted() -> None:
    form = VisitForm({"outcome": "none", "urgent": "on", "why": "one two three four"})
    assert form.errors == {"why": ["Use 3 words or fewer. You have used 4."]}


def test_a_field_that_is_revealed_is_not_drawn_twice() -> None:
    assert [bound.name for bound in VisitForm().top_fields()] == ["outcome", "urgent"]


def test_revealing_a_field_that_does_not_exist_is_an_error_for_the_author() -> None:
    class Wrong(Form):
        outcome = RadioField("What?", [Choice("a", "A", reveals=["nowhere"])])

    with pytest.raises(LookupError, match="nowhere"):
        Wrong({"outcome": "a"}).is_valid()


def test_one_field_revealed_by_two_answers_is_an_error_for_the_author() -> None:
    """It would be drawn twice under one id, and what was typed in the first box would be lost."""

    class Twice(Form):
        outcome = RadioField("What?", [Choice("a", "A", reveals=["why"]), Choice("b", "B", reveals=["why"])])
        why = TextField("Why?")

    with pytest.raises(LookupError, match="why by more than one answer"):
        Twice().top_fields()


def test_error_links_lead_to_the_first_control_that_is_wrong() -> None:
    form = VisitForm({"outcome": "visit", "visit_on-day": "3", "visit_on-year": "2026"})
    form.add_error(None, "Somebody else has changed this")
    assert error_links([form]) == [
        {"text": "Somebody else has changed this", "href": ""},
        {"text": "The visit must include a month", "href": "#id_visit_on-month"},
    ]
    empty = VisitForm({})
    assert error_links([empty]) == [{"text": "Choose what happens next", "href": "#id_outcome"}]
    assert 'id="id_outcome"' in empty["outcome"].as_field_group()


def test_errors_and_hints_are_read_out_with_the_field_and_nothing_says_required() -> None:
    drawn = EveryField({"name": ""})["name"].as_field_group()
    assert 'aria-describedby="id_name-hint id_name-error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert " required" not in drawn


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("", "3", "2026"), "The date must include a day"),
        (("4", "", "2026"), "The date must include a month"),
        (("4", "3", ""), "The date must include a year"),
        (("", "", "2026"), "The date must include a day and a month"),
        (("31", "2", "2026"), "The date must be a real date"),
        (("4", "13", "2026"), "The date must be a real date"),
        (("4", "3", "202"), "The year must include 4 numbers, like 2026"),
        (("x", "3", "2026"), "The date must be a real date"),
        (("²", "3", "2026"), "The date must be a real date"),
        (("4", "3", "2999"), "The year must include 4 numbers, like 2026"),
        (("", "", ""), "Enter a date"),
    ],
)
def test_a_date_says_which_part_is_missing_or_wrong(typed: tuple[str, str, str], message: str) -> None:
    form = one(
        DatePartsField("When?", required="Enter a date"), **dict(zip(("day", "month", "year"), typed, strict=True))
    )
    assert form.errors["field"] == [message]


def test_dates_are_read_as_people_write_them() -> None:
    assert clean(DatePartsField("When?"), day="4", month="March", year="2026") == date(2026, 3, 4)
    assert clean(DatePartsField("When?"), day="04", month="sept", year="17") == date(2017, 9, 4)
    assert clean(DatePartsField("When?")) is None


def test_a_date_may_be_known_in_part() -> None:
    """Unknown is an answer, stored as such."""
    field = DatePartsField("Date of birth", partial=True, not_after_today=True)
    assert clean(field, year="2016") == PartialDate(2016)
    assert clean(field, month="3", year="2016") == PartialDate(2016, 3)
    assert clean(field, day="27", month="3", year="2016") == PartialDate(2016, 3, 27)
    assert one(field, day="27", year="2016").errors["field"] == ["Date of birth must include a month"]
    assert one(field, year="2190").errors["field"] == ["Date of birth must be today or in the past"]


def test_a_percent_sign_in_a_message_is_harmless() -> None:
    assert one(DatePartsField("X", thing="100% sure"), day="1").errors["field"] == [
        "100% sure must include a month and a year"
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("9:14am", time(9, 14)),
        ("9.14 pm", time(21, 14)),
        ("0914", time(9, 14)),
        ("21:05", time(21, 5)),
        ("midday", time(12)),
        ("9am", time(9)),
        ("12:30am", time(0, 30)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, value: time) -> None:
    assert clean_one(TimeOfDayField("When?"), typed) == value


@pytest.mark.parametrize("typed", ["25:00", "9", "13pm", "9:75", "soon"])
def test_a_time_that_is_none_says_how_to_write_one(typed: str) -> None:
    assert wrong_one(TimeOfDayField("When?"), typed) == ["Enter a time, like 9:14am or 14:30"]


def test_other_fields_speak_plainly() -> None:
    assert clean_one(PhoneField("Phone"), "(01632) 960 001 ext 12") == "(01632) 960 001 ext 12"
    assert wrong_one(PhoneField("Phone"), "nobody") == ["Enter a telephone number, like 01632 960 001 or 07700 900 982"]
    assert clean_one(WholeNumberField("How many?"), "1,204") == 1204
    assert wrong_one(WholeNumberField("How many?"), "some") == ["Enter a whole number, like 3"]
    assert clean_one(ApproximateAgeField("Age"), "18 months") == ApproximateAge(18, in_months=True)
    assert wrong_one(ApproximateAgeField("Age"), "old") == ["Enter an age in years or months, like 7 or 18 months"]
    assert clean_one(YesNoField("Known?", unknown="Not known"), "not_known") is None
    assert clean_one(YesNoField("Known?"), "no") is False
    assert clean_one(TextField("Name"), " A\x00va ") == "Ava"
    assert wrong_one(RadioField("Pick", [("a", "A")]), "b") == ["Choose one of the answers in the list"]


def test_none_of_these_stands_alone() -> None:
    field = CheckboxesField("Which?", [("a", "A"), Choice("none", "None of these", exclusive=True)])
    form = make(field)(MultiValueDict({"field": ["a", "none"]}))
    assert form.errors["field"] == ["Choose either “None of these” or the other answers"]


def test_a_file_is_checked_by_size_and_ending() -> None:
    form = make(FileField("File", max_bytes=2_000_000, endings=[".csv"]))
    assert form({}, {"field": SimpleUploadedFile("rows.exe", b"x")}).errors["field"] == [
        "The file must be one of these: .csv"
    ]
    assert form({}, {"field": SimpleUploadedFile("rows.csv", b"x" * 2_000_001)}).errors["field"] == [
        "The file must be smaller than 2 MB"
    ]
    assert form({}, {"field": SimpleUploadedFile("rows.csv", b"x")}).is_valid()


def test_required_needs_a_message_of_its_own() -> None:
    with pytest.raises(TypeError, match="Enter …"):
        TextField("Name", required=True)


def test_the_search_for_default_messages_finds_one() -> None:
    class Careless(django_forms.Form):
        name = django_forms.CharField()

    assert fields_with_default_messages(Careless) == ["name"]
    assert fields_with_default_messages(EveryField) == []
    assert VisitForm in set(all_form_classes())


def test_typed_markup_is_shown_and_never_run() -> None:
    drawn = EveryField({"name": '"><script>alert(1)</script>', "story": "</textarea><script>"}).as_div()
    assert "<script>" not in drawn


def test_a_leading_line_break_survives_the_journey() -> None:
    """Browsers drop a newline straight after <textarea>; ours is written twice."""
    assert ">\n\nsecond line" in EveryField({"story": "\nsecond line"})["story"].as_field_group().replace("\r", "")


def make(field: django_forms.Field) -> type[Form]:
    return type("OneField", (Form,), {"field": field})


def one(field: django_forms.Field, **parts: str) -> Any:
    return make(field)({f"field-{part}": text for part, text in parts.items()})


def clean(field: django_forms.Field, **parts: str) -> Any:
    form = one(field, **parts)
    assert form.is_valid(), form.errors
    return form.cleaned_data["field"]


def clean_one(field: django_forms.Field, typed: str) -> Any:
    form = make(field)({"field": typed})
    assert form.is_valid(), form.errors
    return form.cleaned_data["field"]


def wrong_one(field: django_forms.Field, typed: str) -> Any:
    return make(field)({"field": typed}).errors["field"]
