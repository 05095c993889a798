"""A family, a contact about it, and what agencies said: the ground of this room's tests. All invented."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass

import pikepdf
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, in_post

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.disclosure import actions
from lantern.disclosure.models import AccessRequest
from lantern.frontdoor import actions as door
from lantern.frontdoor.models import Check, Contact, ReportedPerson
from lantern.partnership.models import Post, Team
from lantern.people.models import Person
from lantern.spine.models import Priority

LATER = TUESDAY_NOON + dt.timedelta(days=1)
SECRET = "The neighbour Gloria Whistler saw it through the window."
NUMBER = "01632 960777"


@dataclass(frozen=True)
class Family:
    """Jayden, his mother Dana, and the contact about them."""

    child: Person
    mother: Person
    contact: Contact
    check: Check


def of_governance(role: str, name: str, number: int = 0) -> ActingPerson:
    posts = Post.objects.filter(role=role, team__kind="governance", team__covers__contains=[STOCKTON]).order_by("code")
    return in_post(posts[number].code, name)


def officer() -> ActingPerson:
    """Who prepares answers."""
    return of_governance("information_officer", "Ines Archer")


def approver() -> ActingPerson:
    """Who approves them."""
    return of_governance("data_protection_officer", "Dev Prakash")


def a_family(cast: Cast, *, at: dt.datetime = TUESDAY_NOON) -> Family:
    """A contact by a neighbour who must not be known, with the police's answer, seen by the hub."""
    with acting(cast.social_worker) as worker:
        contact = door.receive(
            authority_id=STOCKTON,
            contact={
                "channel": "telephone",
                "what_happened": f"Jayden was cold and hungry. {SECRET} Dana Robinson shouted at him.",
                "reasons": ["neglect"],
                "child_words": "I want to stay with nan.",
            },
            referrer={
                "source": "1B",
                "name": "Gloria Whistler",
                "phone": NUMBER,
                "answer_by": "phone",
                "keep_identity_from_family": True,
            },
            people=[
                door.Reported(
                    "child", {"first_names": "Jayden", "last_name": "Robinson", "born_on": dt.date(2018, 5, 4)}
                ),
                door.Reported("adult", {"first_names": "Dana", "last_name": "Robinson", "relation": "Mother"}),
            ],
            by=worker,
            at=at,
        )
        people = {}
        for reported in contact.reported.all():
            person = Person(
                authority_id=STOCKTON,
                name=reported.name,
                sort_name=f"Robinson, {reported.first_names}",
                is_child=reported.part == "child",
                born_on=reported.born_on,
            )
            person.save(force_insert=True)
            person.names.create(first_names=reported.first_names, last_name="Robinson", authority_id=STOCKTON)
            door.identify(reported, person=person, match=ReportedPerson.Match.CREATED, by=worker, at=at)
            people[reported.part] = person
        people["child"].relationships.create(relative=people["adult"], kind="mother", authority_id=STOCKTON)
        contact = Contact.objects.get(pk=contact.pk)
        door.screen(contact, priority=Priority.AMBER, note="Dana was known before.", by=worker, at=at, version=1)
        contact = Contact.objects.get(pk=contact.pk)
        desk = Team.objects.select_related("agency").get(pk=cast.police.team_id)
        (check,) = door.ask_agencies(
            contact,
            desks=[desk],
            question="What do you know of Jayden and Dana?",
            lawful_basis="public_task",
            by=worker,
            at=at,
            version=contact.version,
        )
    with acting(cast.police) as police:
        door.answer_check(
            Check.objects.get(pk=check.pk),
            answer=Check.Answer.RELEVANT,
            text="Two calls about Dana Robinson this year. An officer is watching the house.",
            source="Command and control",
            handling="official_sensitive",
            may_tell_family=False,
            by=police,
            at=at,
            version=1,
        )
    return Family(people["child"], people["adult"], contact, check)


def a_request(
    family: Family, *, to: str = "received", at: dt.datetime = TUESDAY_NOON, **facts: object
) -> AccessRequest:
    """A request about the child, brought to a state by the real moves."""
    by = officer()
    with acting(by):
        made = actions.receive(
            [family.child],
            **{
                "requester": "parent",
                "requester_name": "Dana Robinson",
                "authority_seen": "Birth certificate seen.",
                "send_to": "4 Example Street",
                "asked": "Everything about my son.",
                "records": ["particulars", "events", "contacts", "checks", "decisions", "handoffs"],
                "by": by,
                "at": at,
                **facts,
            },  # type: ignore[arg-type]
        )
        request = fresh(made.episode)
        if to == "received":
            return request
        actions.identify(request, how="photo", note="Driving licence.", by=by, at=at, version=request.version)
        if to == "searching":
            return fresh(request)
        actions.gather(fresh(request), by=by, at=at, version=fresh(request).version)
    return fresh(request)


def fresh(request: AccessRequest) -> AccessRequest:
    return AccessRequest.objects.get(pk=request.pk)


def item_with(request: AccessRequest, words: str, **where: object):
    """The gathered item that holds these words."""
    return request.items.filter(text__contains=words, **where).order_by("number").first()


def passage(item, words: str) -> actions.Passage:
    start = item.text.index(words)
    return actions.Passage(item.number, start, start + len(words))


def text_of_pdf(made: bytes) -> str:
    """Every character a PDF can give away: its pages' text by their fonts' own maps, hidden or not, its metadata, its
    outline and every text of its structure.
    """
    found: list[str] = []
    with pikepdf.open(io.BytesIO(made)) as file:
        for page in file.pages:
            maps = {
                name: _unicode_of(font)
                for name, font in page.Resources.get("/Font", {}).items()
                if "/ToUnicode" in font
            }
            current: dict[int, str] = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    current = maps.get(str(operands[0]), {})
                elif str(operator) in {"Tj", "TJ", "'", '"'}:
                    runs = operands[0] if str(operator) == "TJ" else [operands[-1]]
                    for run in runs:
                        if isinstance(run, pikepdf.String):
                            raw = bytes(run)
                            found += [
                                current.get(int.from_bytes(raw[i : i + 2], "big"), "") for i in range(0, len(raw), 2)
                            ]
            found.append("\n")
        for thing in file.objects:
            if isinstance(thing, pikepdf.Dictionary):
                found += [str(thing[key]) for key in ("/Alt", "/ActualText", "/Title", "/E") if key in thing]
        with file.open_metadata() as metadata:
            found += [str(value) for value in metadata.values()]
    return "".join(found)


def _unicode_of(font: pikepdf.Object) -> dict[int, str]:
    """Glyph number -> text, from a font's ToUnicode map."""
    text = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}

    def said(hexadecimal: str) -> str:
        return bytes.fromhex(hexadecimal).decode("utf-16-be")

    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = said(value)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(value, 16) + step)
    return found
