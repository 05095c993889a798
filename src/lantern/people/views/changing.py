"""Changing what is on record about somebody. One frame for every form, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface.display import full_date
from lantern.interface.forms import Form
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.people import actions, presenters
from lantern.people.actions import UnsoundFact
from lantern.people.forms import (
    BirthForm,
    CorrectForm,
    DeathForm,
    EndTieForm,
    HouseholdForm,
    MoveForm,
    NameForm,
    NewPersonForm,
    NumberForm,
    ProtectForm,
    TieForm,
    birth_from,
    partial_birth,
)
from lantern.people.models import Address, Identifier, Person, PersonName, Relationship
from lantern.people.permissions import RECORD_PERSON
from lantern.people.queries import Record
from lantern.people.views.child import record_or_404
from lantern.spine import handoffs
from lantern.spine.kinds import event_kind
from lantern.spine.lifecycle import AlreadyDone, StaleRecord


@dataclass
class _Words:
    """The words around one form."""

    heading: str
    button: str
    intro: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    """What is on record now: (what, value)."""
    facts_title: str = ""
    done: str = ""
    warning: bool = False


type _Act = Callable[[dict[str, Any], dict[str, Any]], object]
"""What the form does, given its answers and who, when, which version and which press of the button."""


def _change(request: HttpRequest, record: Record, form: Form, words: _Words, act: _Act, **more: Any) -> HttpResponse:
    """Show the form, or do what it says. What is wrong stands beside its field; a change made meanwhile is told and
    nothing typed is lost.
    """
    version, since = record.person.version, []
    if form.is_bound and form.is_valid():
        told = {"by": actor_of(request), "at": timezone.now(), "version": _version(request), "key": act_key(request)}
        try:
            with transaction.atomic():
                act(form.cleaned_data, told)
        except AlreadyDone:
            return redirect("child", reference=record.person.reference)
        except UnsoundFact as unsound:
            for name, message in unsound.problems.items():
                form.add_error(name if name in form.fields else None, message)
        except StaleRecord as stale:
            since = [
                (event.actor_name, event_kind(event.kind).tell(event.payload), event.recorded_at)
                for event in stale.since
            ]
            version = stale.episode.version
        else:
            messages.success(request, words.done or _("Saved."))
            return redirect("child", reference=record.person.reference)
    context = {
        "record": record,
        "form": form,
        "words": words,
        "since": since,
        "version": version,
        "act": uuid4(),
        **more,
    }
    return render(request, "people/change.jinja", context, status=409 if since else 200)


def _version(request: HttpRequest) -> int:
    """The version the reader was looking at. A form without one was not ours: it then fits no record."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _opened(request: HttpRequest, reference: str) -> Record | None:
    """The record when the reader may open it now; None when they must say why first."""
    record, opening = record_or_404(request, reference)
    return record if opening else None


def _say_why_first(reference: str) -> HttpResponse:
    return redirect("child", reference=reference.upper())


def _person_named(request: HttpRequest, reference: str, field_name: str) -> Person:
    """The person with a reference that was typed. Hidden and missing people are answered alike."""
    found = Person.objects.visible_to(actor_of(request)).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise UnsoundFact({field_name: _("There is no such reference. It looks like P-7KXM4T9.")})
    return found


# ---- Somebody new ---------------------------------------------------------------------------------------------------


@page(may=RECORD_PERSON, shows="child")
def new_person(request: HttpRequest) -> HttpResponse:
    """Record somebody who is not on record yet. Candidates stand beside the form while it is filled in."""
    actor = actor_of(request)
    form = NewPersonForm(request.POST or None)
    authorities = [one for one in presenters.authorities() if one.pk in actor.authorities]
    chosen = next(
        (one for one in authorities if str(one.pk) == request.POST.get("authority")),
        authorities[0] if authorities else None,
    )
    if chosen is None:
        raise Http404
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        born_on, known_to = birth_from(given["born_adult"] if given["who"] == "adult" else given["born"])
        texts = (
            "first_names",
            "last_name",
            "known_as",
            "sex",
            "house",
            "street",
            "town",
            "postcode",
            "protected",
            "expected_on",
        )
        try:
            person = actions.record_person(
                authority_id=chosen.pk,
                by=actor,
                at=timezone.now(),
                is_child=given["who"] != "adult",
                unborn=given["who"] == "unborn",
                born_on=born_on,
                birth_known_to=known_to,
                identifiers={"nhs": given["nhs_number"], "upn": given["upn"]},
                key=act_key(request),
                **{name: given[name] for name in texts},
            )
        except AlreadyDone:
            return redirect("find_child")
        except UnsoundFact as unsound:
            for name, message in unsound.problems.items():
                form.add_error({"nhs": "nhs_number", "born_on": "born"}.get(name, name), message)
        else:
            messages.success(request, _("%(reference)s is on record now.") % {"reference": person.reference})
            return redirect("child", reference=person.reference)
    context = {"form": form, "act": uuid4(), "authorities": authorities, "chosen": chosen}
    return render(request, "people/new_person.jinja", context)


# ---- Names, details, numbers ----------------------------------------------------------------------------------------


@page(may=RECORD_PERSON, shows="child")
def names(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a name, or say what the legal name is now."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    held = [
        (PersonName.Kind(one["kind"]).label, f"{one['first_names']} {one['last_name']}".strip() + _until(one))
        for one in record.names
    ]
    words = _Words(
        _("Add a name"), _("Add this name"), facts=held, facts_title=_("Names on record"), done=_("The name was added.")
    )
    return _change(
        request,
        record,
        NameForm(request.POST or None),
        words,
        lambda given, told: actions.add_name(record.person, **given, **told),
    )


@page(may=RECORD_PERSON, shows="child")
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Put right what is on record: date of birth, sex, ethnicity, disability, language, needs."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    person = record.person
    columns = ("expected_on", "sex", "gender", "ethnicity", "disabilities", "language", "needs")
    initial = {name: getattr(person, name) for name in columns} | {"born": partial_birth(person)}
    form = CorrectForm(request.POST or None, initial=initial, person=person, on=timezone.localdate())

    def act(given: dict[str, Any], told: dict[str, Any]) -> object:
        changes = {name: given[name] for name in columns if name in given}
        if "born" in given:
            changes["born_on"], changes["birth_known_to"] = birth_from(given["born"])
            if given["born"] == partial_birth(
                person
            ):  # an estimated age shows as a year; leaving it there changes nothing
                del changes["born_on"], changes["birth_known_to"]
        return actions.correct_person(person, changes=changes, note=given["note"], **told)

    intro = _("What was recorded before stays readable to whoever may read the history of changes.")
    return _change(
        request,
        record,
        form,
        _Words(_("Correct the record"), _("Save corrections"), intro, done=_("The record was corrected.")),
        act,
    )


@page(may=RECORD_PERSON, shows="child")
def numbers(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a number by which somebody is known. What can not be right is refused with the reason."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    held = [
        (one["issuer"] or Identifier.Kind(one["kind"]).label, presenters.shown_number(one))
        for one in record.identifiers
    ]
    words = _Words(
        _("Add a number"),
        _("Add this number"),
        facts=held,
        facts_title=_("Numbers on record"),
        done=_("The number was added."),
    )

    def act(given: dict[str, Any], told: dict[str, Any]) -> object:
        return actions.add_identifier(record.person, **{**given, "issuer": given["issuer"] or ""}, **told)

    return _change(request, record, NumberForm(request.POST or None), words, act)


# ---- Where somebody lives -------------------------------------------------------------------------------------------


@page(may=RECORD_PERSON, shows="child")
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody lives somewhere else now. The earlier address ends and stays."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    held = [(_since(one), presenters.PROTECTED if one["protected"] else one["line"]) for one in record.addresses]
    intro = _("The address on record now ends on the day before and stays in the history.")
    words = _Words(
        _("They have moved"),
        _("Save the new address"),
        intro,
        held,
        _("Addresses on record"),
        _("The new address was saved."),
    )
    work = [
        (one.reference, f"{one.kind.replace('_', ' ').capitalize()} {one.reference}, {one.team}")
        for one in record.open
        if actions.is_handed_over(one.kind)
    ]
    may_offer = actor_of(request).may(handoffs.OFFER)
    doors = [(str(team.pk), team.name) for team in partnership.other_front_doors(record.person.authority_id)]
    form = MoveForm(request.POST or None, doors=doors if may_offer else (), work=work)

    def act(given: dict[str, Any], told: dict[str, Any]) -> object:
        away = {name: given.pop(name, None) for name in ("away", "front_door", "because_of", "need_to_know")}
        moved = actions.move_house(record.person, **given, **told)
        if away["away"] == "yes":
            actions.tell_other_authority(
                record.person,
                to_team=int(away["front_door"]),
                because_of=away["because_of"],
                need_to_know=away["need_to_know"],
                by=told["by"],
                at=told["at"],
            )
        return moved

    return _change(request, record, form, words, act)


@page(may=RECORD_PERSON, shows="child")
def protect(request: HttpRequest, reference: str) -> HttpResponse:
    """Seal the present address, or unseal it."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    current = record.own_address
    if current is None:
        return redirect("child_move", reference=record.person.reference)
    sealing = not current["sealed"]
    form = ProtectForm(
        request.POST or None, initial={"address": current["id"], "protected": "yes" if sealing else "no"}
    )

    def act(given: dict[str, Any], told: dict[str, Any]) -> object:
        address = _of_person(Address, record.person, given["address"])
        return actions.protect_address(
            address, protected=given["protected"] == "yes", with_others=given["with_others"], **told
        )

    if sealing:
        intro = _(
            "Nobody sees it without giving a reason that is kept, it is on no list or letter,"
            " and a search by place no longer finds this person."
        )
        words = _Words(_("Protect the address"), _("Protect the address"), intro, done=_("The address is protected."))
    else:
        intro = _("Everybody who may see this record will see the address again. Be sure that it is safe.")
        words = _Words(
            _("Stop protecting the address"),
            _("Stop protecting the address"),
            intro,
            done=_("The address is no longer protected."),
            warning=True,
        )
    return _change(request, record, form, words, act)


# ---- Family and household -------------------------------------------------------------------------------------------


def _family_held(record: Record) -> list[tuple[str, str]]:
    """Who stands on the record as family today."""
    return [
        (one.relation, f"{one.name}, {one.reference}")
        for one in presenters.relatives(record, on=timezone.localdate())
        if not one.ended
    ]


@page(may=RECORD_PERSON, shows="child")
def family(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who somebody is to this person: a person on record, or one recorded with it."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    words = _Words(
        _("Add a family member"),
        _("Add them"),
        facts=_family_held(record),
        facts_title=_("People on this record"),
        done=_("The family was brought up to date."),
    )
    shared = ("kind", "parental_responsibility", "lives_with", "contact_allowed", "from_date", "risk_note")

    def act(given: dict[str, Any], told: dict[str, Any]) -> object:
        relative = (
            _recorded_now(record, given, told)
            if given["who"] == "new"
            else _person_named(request, given["relative"], "relative")
        )
        facts: dict[str, Any] = {
            name: given[name] or ("unknown" if name in shared[1:4] else given[name]) for name in shared
        }
        return actions.relate(record.person, relative, **facts, **told)

    return _change(request, record, TieForm(request.POST or None), words, act, beside=True)


def _recorded_now(record: Record, given: dict[str, Any], told: dict[str, Any]) -> Person:
    born_on, known_to = birth_from(given["born"])
    return actions.record_person(
        authority_id=record.person.authority_id,
        by=told["by"],
        at=told["at"],
        is_child=not given["adult"],
        first_names=given["first_names"],
        last_name=given["last_name"],
        born_on=born_on,
        birth_known_to=known_to,
        sex=given["sex"] or "U",
    )


@page(may=RECORD_PERSON, shows="child")
def end_tie(request: HttpRequest, reference: str) -> HttpResponse:
    """A relationship is over."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    wanted = request.POST.get("tie") or request.GET.get("tie", "")
    tie = next(
        (
            one
            for one in record.ties
            if str(one.id) == wanted and one.until_date is None and one.person == record.person.pk
        ),
        None,
    )
    if tie is None:
        raise Http404
    relation, name = code_set("relationship").label(tie.kind), record.family[tie.relative].name
    words = _Words(
        _("End a relationship"),
        _("End it"),
        facts=[(relation, name)],
        facts_title=_("Which one"),
        done=_("The relationship was ended."),
    )

    def act(given: dict[str, Any], told: dict[str, Any]) -> object:
        return actions.end_relationship(_of_person(Relationship, record.person, wanted), until=given["until"], **told)

    return _change(request, record, EndTieForm(request.POST or None, initial={"tie": wanted}), words, act)


@page(may=RECORD_PERSON, shows="child")
def household(request: HttpRequest, reference: str) -> HttpResponse:
    """With whom somebody lives now, or that they have left."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    words = _Words(
        _("Change the household"),
        _("Save"),
        facts=_family_held(record),
        facts_title=_("People on this record"),
        done=_("The household was brought up to date."),
    )

    def act(given: dict[str, Any], told: dict[str, Any]) -> object:
        if given["what"] == "leaves":
            return actions.leave_household(record.person, until=given["day"], **told)
        other = _person_named(request, given["living_with"], "living_with")
        return actions.join_household(record.person, living_with=other, from_date=given["day"], **told)

    return _change(request, record, HouseholdForm(request.POST or None), words, act)


# ---- Birth and death ------------------------------------------------------------------------------------------------


@page(may=RECORD_PERSON, shows="child")
def birth(request: HttpRequest, reference: str) -> HttpResponse:
    """The expected child was born. What happened before the birth stays on the same record."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    if not record.person.is_unborn:
        raise Http404
    family_name = next((one["last_name"] for one in record.names if one["last_name"]), "")
    form = BirthForm(request.POST or None, initial={"last_name": family_name})
    words = _Words(_("Record the birth"), _("Record the birth"), done=_("The birth was recorded."))
    return _change(
        request, record, form, words, lambda given, told: actions.record_birth(record.person, **given, **told)
    )


@page(may=RECORD_PERSON, shows="child")
def death(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody died."""
    if (record := _opened(request, reference)) is None:
        return _say_why_first(reference)
    words = _Words(_("Record a death"), _("Record the death"), done=_("The death was recorded."), warning=True)

    def act(given: dict[str, Any], told: dict[str, Any]) -> object:
        return actions.record_death(record.person, died_on=given["died_on"], **told)

    return _change(request, record, DeathForm(request.POST or None), words, act)


def _of_person(model: Any, person: Person, identifier: str) -> Any:
    """A fact of this person by its id. Another person's is not found."""
    try:
        return model.objects.get(pk=UUID(identifier), person=person)
    except (ValueError, model.DoesNotExist):
        raise Http404 from None


def _until(fact: dict[str, Any]) -> str:
    return _(", until %(day)s") % {"day": full_date(fact["until_date"])} if fact["until_date"] else ""


def _since(fact: dict[str, Any]) -> str:
    if fact["until_date"]:
        return _("Until %(day)s") % {"day": full_date(fact["until_date"])}
    return _("Since %(day)s") % {"day": full_date(fact["from_date"])} if fact["from_date"] else _("Now")
