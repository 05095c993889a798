"""The columns that are understood, and the many names that forces give them."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is understood: what it says of the incident, a child or an adult, and the headings it may go by."""

    key: str
    of: Literal["incident", "child", "adult"]
    title: str
    meaning: str
    headings: str
    """Further headings, separated by "|"; case, punctuation and spacing do not matter."""
    long: bool = False


COLUMNS = (
    Column(
        "reference", "incident", "Incident reference",
        "The force's number for the incident. Rows with one reference are one notice.",
        "incident ref|incident number|incident no|incident id|reference|ref|ref no|reference number|"
        "ppn reference|ppn ref|ppn number|ppn no|ppn id|ppn|notice reference|event reference|event number|"
        "log number|log no|urn|incident urn|occurrence number|occurrence ref|niche reference|niche ref|"
        "crime number|crime reference|report number|pir reference|vpn reference",
    ),
    Column(
        "notice_type", "incident", "Notice type",
        "Child, adult at risk, domestic abuse, missing, exploitation and so on.",
        "type|ppn type|type of notice|type of ppn|notification type|incident type|category|report type|"
        "form type|strand",
    ),
    Column(
        "occurred", "incident", "Incident date",
        "Day it happened, with or without the time. Day first: 09/03/2026.",
        "date of incident|occurred|occurred on|occurred at|date occurred|incident date time|"
        "incident datetime|date and time of incident|date time of incident|date time|datetime|date|"
        "event date|start date|date from|committed on|incident start",
    ),
    Column(
        "time", "incident", "Incident time",
        "Time of day, where it has a column of its own: 22:15.",
        "time of incident|time|time occurred|event time|start time",
    ),
    Column(
        "reported", "incident", "Date reported",
        "Day the police recorded or sent it.",
        "reported|reported on|report date|date recorded|recorded on|date submitted|submitted|date sent|"
        "date created|created|ppn date|date of report|date shared|notification date",
    ),
    Column(
        "place", "incident", "Incident address",
        "Where it happened, if that is not the child's home.",
        "location|incident location|place|place of incident|location of incident|venue|address of incident|"
        "scene",
    ),
    Column(
        "place_postcode", "incident", "Incident postcode",
        "Postcode of the place.",
        "location postcode|postcode of incident|scene postcode|place postcode",
    ),
    Column(
        "summary", "incident", "What happened",
        "The officer's account. Line breaks inside quotation marks are kept.",
        "summary|narrative|circumstances|details|incident details|incident summary|description|free text|"
        "freetext|text|concern|concerns|notes|background|account|officer comments|comments|"
        "nature of concern|reason|reason for notification|what has happened",
        long=True,
    ),
    Column(
        "childs_words", "incident", "Child's own words",
        "What the child said, in their words.",
        "voice of the child|voice of child|child voice|childs voice|views of the child|what the child said|"
        "votc",
        long=True,
    ),
    Column(
        "risk", "incident", "Risk",
        "The force's grade, as written.",
        "risk level|risk grade|risk grading|grading|risk assessment|risk rating|rag|severity|priority",
    ),
    Column(
        "domestic_abuse_risk", "incident", "Domestic abuse risk",
        "Standard, medium or high.",
        "da risk|dash|dash risk|dash level|dash grade|dara|dara risk|dv risk|da grading",
    ),
    Column(
        "parents_told", "incident", "Parents told",
        "Whether parents know and agree, or why that was not safe to ask.",
        "parents aware|parent aware|parents informed|consent|consent given|consent obtained|"
        "consent to share|parental consent|family aware",
    ),
    Column(
        "officer", "incident", "Officer",
        "Who reports, by name or collar number.",
        "reporting officer|oic|officer name|officer in case|submitting officer|officer in charge|"
        "collar number|collar no|author|reported by|officer collar number",
    ),
    Column(
        "officer_contact", "incident", "Officer contact",
        "E-mail or telephone for an answer.",
        "officer email|officer e mail|officer phone|officer telephone|contact email|contact number|"
        "officer contact details|team email",
    ),
    Column(
        "full_name", "child", "Child",
        "Whole name in one cell: \"Jane Doe\", \"DOE, Jane\" or \"Jane DOE\". Or use the next two.",
        "name|full name|childs name|name of child|subject|subject name|child full name|person name|person|"
        "child involved|victim name|yp|young person|young person name",
    ),
    Column(
        "given_names", "child", "Child given names",
        "Given names; \"unborn\" for a baby not yet born.",
        "given names|given name|forename|forenames|forename s|first name|first names|firstname|fore name|"
        "christian name",
    ),
    Column(
        "surname", "child", "Child surname",
        "Surname.",
        "surname|last name|lastname|family name|second name",
    ),
    Column(
        "known_as", "child", "Child known as",
        "Another name the child is known by.",
        "known as|alias|aliases|aka|a k a|preferred name|nickname|other names",
    ),
    Column(
        "birth", "child", "Child date of birth",
        "09/03/2015, 2015-03-09, or what is known of it: 03/2015, 2015.",
        "dob|d o b|date of birth|birth date|birthdate|born|birthday|date birth|person birth date",
    ),
    Column(
        "age", "child", "Child age",
        "Where the date of birth is not known: 7, \"about 7\", \"8 months\".",
        "age|approximate age|approx age|age at incident|age at time|age years|estimated age",
    ),
    Column(
        "unborn", "child", "Unborn",
        "Yes for a baby not yet born.",
        "unborn child|is unborn|unborn baby|unborn y n|pregnancy",
    ),
    Column(
        "expected", "child", "Expected date of birth",
        "When an unborn baby is due.",
        "edd|expected date of delivery|due date|estimated due date|expected date|expected dob|"
        "estimated date of delivery|baby due",
    ),
    Column(
        "sex", "child", "Child sex",
        "Male, female or not known.",
        "sex|gender|m f|sex gender",
    ),
    Column(
        "ethnicity", "child", "Child ethnicity",
        "As written.",
        "ethnicity|ethnic origin|self defined ethnicity|ethnic group|ethnicity code|sde",
    ),
    Column(
        "address", "child", "Child address",
        "Where the child lives.",
        "address|home address|address line 1|full address|current address|residence|child home address|home",
    ),
    Column(
        "postcode", "child", "Child postcode",
        "Postcode of the home.",
        "postcode|post code|home postcode|zip|pcode|address postcode",
    ),
    Column(
        "school", "child", "Child school",
        "School, nursery or college.",
        "school|nursery|education|school name|school attended|education setting|college|"
        "educational establishment|school or nursery",
    ),
    Column(
        "relationship", "child", "Child relationship",
        "How the child is related to the others in the incident.",
        "relationship|relationship to suspect|relationship to victim|relationship to adult|relation",
    ),
    Column(
        "involvement", "child", "Child involvement",
        "Victim, witness, present, resident but absent.",
        "role|involvement|status|classification|present|child present|person role|role in incident|"
        "victim witness",
    ),
    Column(
        "person_reference", "child", "Child police reference",
        "The force's number for the child.",
        "person reference|person ref|nominal|nominal reference|nominal ref|nominal number|person id|"
        "person urn|nominal id|niche person id",
    ),
    Column(
        "nhs_number", "child", "Child NHS number",
        "Ten digits, if known.",
        "nhs number|nhs no|nhs",
    ),
    Column(
        "upn", "child", "Child UPN",
        "Unique pupil number, if known.",
        "upn|unique pupil number",
    ),
    Column(
        "adult_name", "adult", "Mother, Father, Suspect … name",
        "An adult's whole name. Other openings: parent, carer, guardian, partner, victim, perpetrator, "
        "offender, adult 1, adult 2 and so on.",
        "name|full name|",
    ),
    Column(
        "adult_given_names", "adult", "… given names",
        "Given names of that adult.",
        "given names|given name|forename|forenames|first name|first names",
    ),
    Column(
        "adult_surname", "adult", "… surname",
        "Surname of that adult.",
        "surname|last name|family name",
    ),
    Column(
        "adult_birth", "adult", "… date of birth",
        "As for children.",
        "dob|date of birth|d o b|birth date",
    ),
    Column(
        "adult_address", "adult", "… address",
        "Where that adult lives.",
        "address|home address|full address",
    ),
    Column(
        "adult_phone", "adult", "… telephone",
        "Telephone of that adult.",
        "phone|telephone|mobile|phone number|tel|contact number",
    ),
    Column(
        "adult_relationship", "adult", "… relationship",
        "How that adult is related to the child.",
        "relationship|relationship to child|relationship to children|relation",
    ),
)  # fmt: skip

OURS = frozenset({"what is wrong", "row in the file"})

BY_KEY = {column.key: column for column in COLUMNS}

_ROLES = (
    "mother|father|mum|dad|step mother|step father|stepmother|stepfather|parent|carer|guardian|partner|suspect|"
    "perpetrator|offender|alleged offender|aggrieved|adult victim|adult"
)

_ADULT = re.compile(rf"(?P<role>{_ROLES})s?(?: (?P<number>\d{{1,2}}))?(?: (?P<rest>.+))?")

_CHILD_OPENING = re.compile(r"(?:child|subject|yp|young person|juvenile|minor)(?:ren)?(?:s)?")

_CHILD_NUMBER = re.compile(
    r"(?:(?P<first>\d{1,2})(?:st|nd|rd|th)? |)"
    r"(?:child|subject|yp|young person|juvenile|sibling|c)\s?(?P<second>\d{1,2})?"
    r"(?: s)? (?P<rest>.+)"
)

_CHILD_LAST = re.compile(r"(?P<rest>.+?) (?:of |for )?(?:child |subject |yp )?(?P<number>\d{1,2})")

# Which group a cell belongs to: ("incident", 0), ("child", 1), ("mother", 1).
Group = tuple[str, int]

Place = tuple[Group, str]


def plain_words(heading: str) -> str:
    """A heading for comparing: lower case letters and digits with single spaces ("Child1_DOB" and "child 1 dob"
    meet).
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    spaced = re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Z])|(?<=\d)_", " ", spaced)
    words = re.sub(r"[^a-z0-9]+", " ", spaced.casefold().replace("'", "").replace("’", "")).split()
    return " ".join(words)


@cache
def _headings(of: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in COLUMNS:
        if column.of == of:
            for heading in [column.title, *column.headings.split("|")]:
                found.setdefault(plain_words(heading), column.key)
    return found


@cache
def meaning_of(plain: str) -> Place | None:
    """Where a heading belongs, or None when it is not understood."""
    if plain in _headings("incident"):
        return ("incident", 0), _headings("incident")[plain]
    if plain in _headings("child"):
        return ("child", 1), _headings("child")[plain]
    if adult := _ADULT.fullmatch(plain):
        rest = adult["rest"] or ""
        if rest.endswith(tuple("123456789")) and not adult["number"]:  # "adult dob 2"
            rest, _, number = rest.rpartition(" ")
        else:
            number = adult["number"] or "1"
        if rest in _headings("adult") and number.isdigit():
            return (adult["role"], int(number)), _headings("adult")[rest]
    child = _CHILD_NUMBER.fullmatch(plain)
    if child and (child["first"] or child["second"]) and (key := _child_key(child["rest"])):
        return ("child", int(child["first"] or child["second"])), key
    if (only := re.fullmatch(r"(?:child|subject|yp|young person|juvenile) (\d{1,2})", plain)) is not None:
        return ("child", int(only[1])), "full_name"
    if (last := _CHILD_LAST.fullmatch(plain)) and (key := _child_key(last["rest"])):
        return ("child", int(last["number"])), key
    if key := _child_key(plain):
        return ("child", 1), key
    return None


def _child_key(words: str) -> str | None:
    """The child's column that these words name, with or without "child" before or after them."""
    children = _headings("child")
    bare = _CHILD_OPENING.sub("", words, count=1).strip() if _CHILD_OPENING.match(words) else words
    tail = re.sub(r" (?:of |for )?(?:the )?(?:child|subject|yp|young person)s?$", "", words)
    return next((children[option] for option in (words, f"child {words}", bare, tail) if option in children), None)


def place_title(place: Place | None) -> str:
    """What the sender is told that a heading was taken for; "" when it was not recognised."""
    if place is None:
        return ""
    (who, number), key = place
    title = BY_KEY[key].title
    if who == "incident":
        return title
    if who == "child":
        return title if number == 1 else f"{title} ({number})"
    return BY_KEY[key].title.replace("Mother, Father, Suspect …", "…").replace("…", who.capitalize()) + (
        f" ({number})" if number > 1 else ""
    )


def columns_table() -> str:
    """The columns as the Markdown table of docs/import-contacts.md."""
    lines = ["| column | of | what goes in | also understood |", "| --- | --- | --- | --- |"]
    for column in COLUMNS:
        others = ", ".join(heading for heading in column.headings.split("|") if heading)
        lines.append(f"| {column.title} | {column.of} | {column.meaning} | {others} |")
    return "\n".join(lines)
