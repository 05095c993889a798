"""What anybody may tell the Children's Hub: one question a page, the answers kept as typed, and the contact they make.

Answers live in a draft on the server as they were posted, so that a page half filled in is shown again as it was left.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lantern.frontdoor import ringing_back
from lantern.frontdoor.actions import Reported
from lantern.frontdoor.forms.reported import birth_facts
from lantern.frontdoor.forms.ringing_back import RingAtField, ring_choices
from lantern.frontdoor.models import Channel, ParentsAware, Referrer
from lantern.interface.forms import (
    ApproximateAgeField,
    Choice,
    DatePartsField,
    EmailField,
    Form,
    LongTextField,
    PhoneField,
    RadioField,
    TextField,
)
from lantern.interface.partial_dates import PartialDate
from lantern.law.identifiers import parse_postcode
from lantern.partnership import queries as partnership

DRAFT = "report"
MOST_CHILDREN = 12
ELSEWHERE = "elsewhere"


class AreaForm(Form):
    area = RadioField(
        _("Where does the child live?"),
        required=_("Choose where the child lives"),
        page_heading=True,
        hint=_("If they live in more than one place, choose where they are now."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        here = [Choice(each.code, each.short_name) for each in partnership.authorities()]
        elsewhere = Choice(ELSEWHERE, _("Somewhere else, or I do not know"), divider_before=_("or"))
        self.offer("area", [*here, elsewhere])


class DangerForm(Form):
    danger = RadioField(
        _("Is a child in danger right now?"),
        [
            Choice("yes", _("Yes"), hint=_("Somebody is being hurt, or is about to be, or a young child is alone")),
            Choice("no", _("No, or I am not sure")),
        ],
        required=_("Choose yes if a child is in danger right now"),
        page_heading=True,
    )


class YouForm(Form):
    who = RadioField(
        _("Who are you?"),
        [
            Choice("1A", _("A member of the child's family")),
            Choice("1B", _("A neighbour, a friend or somebody who knows the family")),
            Choice(
                "1C",
                _("I am the child"),
                hint=_("You can tell us about yourself. You do not need anybody's permission."),
            ),
            Choice("1D", _("Somebody else")),
            Choice(
                "9",
                _("I do not want to say"),
                hint=_("We will not know who you are, and can not tell you what happens."),
                divider_before=_("or"),
            ),
        ],
        required=_("Choose who you are, or that you do not want to say"),
        page_heading=True,
        hint=_("We do not tell the family who contacted us, unless the law says that we must."),
    )


class NameForm(Form):
    name = TextField(_("Your name"), max_length=120, autocomplete="name")
    relation = TextField(
        _("How do you know the child?"),
        max_length=120,
        hint=_("For example, grandmother or next-door neighbour."),
    )


class AnswerForm(Form):
    answer_by = RadioField(
        _("May we get in touch with you?"),
        [
            Choice("phone", _("Yes, by telephone"), reveals=["phone", "ring_at", "safe_times"]),
            Choice(
                "email",
                _("Yes, by email"),
                hint=_("An email will only ask you to ring us. It says nothing about the child."),
                reveals=["email"],
            ),
            Choice("none", _("No")),
        ],
        required=_("Choose whether we may get in touch with you"),
        page_heading=True,
        hint=_("We may have questions, and we would like to tell you what we did."),
    )
    phone = PhoneField(_("Telephone number"), required=_("Enter a telephone number"))
    ring_at = RingAtField(
        _("When shall we ring you back?"),
        hint=_("Choose a time when it is safe for you to talk. You can leave this open."),
    )
    safe_times = TextField(
        _("When is it safe to ring?"),
        max_length=100,
        hint=_("For example, only in the mornings. You can leave this empty."),
    )
    email = EmailField(_("Email address"), required=_("Enter an email address"), max_length=254)

    def __init__(self, *given: Any, authority_id: int | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.offer("ring_at", ring_choices(authority_id, timezone.now()))


class ChildForm(Form):
    """One child. Nothing here must be known: a worry about a child without a name is still a worry."""

    first_names = TextField(
        _("First name"),
        max_length=100,
        hint=_("What people call the child, if you do not know their full name."),
        autocomplete="off",
        width=20,
    )
    last_name = TextField(_("Last name"), max_length=100, autocomplete="off", width=20)
    age_known = RadioField(
        _("How old is the child?"),
        [
            Choice("date", _("I know their date of birth"), reveals=["born"]),
            Choice("age", _("I know about how old they are"), reveals=["age"]),
            Choice("unborn", _("They are not born yet"), reveals=["expected"]),
            Choice("not_known", _("I do not know")),
        ],
        required=_("Choose what you know about how old the child is"),
    )
    born = DatePartsField(
        _("Date of birth"),
        partial=True,
        not_after_today=True,
        required=_("Enter the date of birth, or choose another answer"),
        hint=_("For example, 27 3 2019. If you only know the year, enter the year."),
    )
    age = ApproximateAgeField(
        _("Age"), required=_("Enter about how old the child is"), hint=_("For example, 7 or 18 months")
    )
    expected = DatePartsField(
        _("When is the baby due?"),
        thing=_("The due date"),
        partial=True,
        hint=_("You can leave this empty, or enter only the month and year."),
    )
    sex = RadioField(
        _("Is the child a boy or a girl?"),
        [("M", _("Boy")), ("F", _("Girl")), ("U", _("I do not know or do not want to say"))],
    )
    school = TextField(_("School, nursery or childminder"), max_length=120, hint=_("You can leave this empty."))

    @property
    def name(self) -> str:
        named = f"{self['first_names'].data or ''} {self['last_name'].data or ''}".strip()
        if named:
            return named
        return gettext("Unborn baby") if self["age_known"].data == "unborn" else gettext("Name not known")


class HomeForm(Form):
    house = TextField(_("House number or name"), max_length=60, width=10, autocomplete="off")
    street = TextField(_("Street"), max_length=120, autocomplete="off")
    town = TextField(_("Town or village"), max_length=80, width=20, autocomplete="off")
    postcode = TextField(
        _("Postcode"), max_length=10, width=10, autocomplete="off", autocapitalize="characters", spellcheck=False
    )
    with_whom = LongTextField(
        _("Who lives with the child?"),
        rows=3,
        max_length=2000,
        hint=_("Names, and who they are to the child, if you know."),
    )

    def clean_postcode(self) -> str:
        return known_postcode(self.cleaned_data["postcode"])


class HappenedForm(Form):
    what_happened = LongTextField(
        _("What have you seen or heard?"),
        rows=9,
        required=_("Tell us what you have seen or heard"),
        page_heading=True,
        hint=_(
            "Say when it was, where, and who was there."
            " If a child told you something, write the child's own words if you can."
        ),
    )


class WorriesForm(Form):
    worries = LongTextField(
        _("What worries you most?"),
        rows=5,
        page_heading=True,
        hint=_("For example, what might happen if nobody helps. You can leave this empty."),
    )
    wanted = LongTextField(_("What do you think would help?"), rows=3, hint=_("You can leave this empty."))


class FamilyForm(Form):
    family_knows = RadioField(
        _("Does the family know that you are telling us?"),
        [
            Choice(ParentsAware.AWARE, _("Yes")),
            Choice(ParentsAware.NOT_AWARE, _("No")),
            Choice(ParentsAware.NOT_SAFE, _("No, it would not be safe to tell them"), reveals=["why_not_safe"]),
            Choice(ParentsAware.NOT_KNOWN, _("I do not know")),
        ],
        required=_("Choose whether the family knows"),
        page_heading=True,
        hint=_("You do not have to tell them."),
    )
    why_not_safe = LongTextField(
        _("Why would it not be safe?"),
        rows=3,
        max_length=2000,
        required=_("Say in a few words why it would not be safe"),
    )


class ReturnForm(Form):
    code = TextField(
        _("Your code"),
        required=_("Enter the code you wrote down"),
        max_length=40,
        width=20,
        autocomplete="off",
        spellcheck=False,
    )


def known_postcode(typed: str) -> str:
    """A postcode as it is written, when it is one; else what was typed, shortened: a half-remembered postcode still
    helps.
    """
    checked = parse_postcode(typed)
    return checked.value if checked.ok else typed.strip().upper()[:8]


@dataclass(frozen=True)
class Step:
    """One page of questions."""

    name: str
    form: type[Form]
    title: Any
    heading: bool = False
    """Whether the page needs a heading of its own, having several questions."""


STEPS = (
    Step("area", AreaForm, _("Where does the child live?")),
    Step("danger", DangerForm, _("Is a child in danger right now?")),
    Step("you", YouForm, _("Who are you?")),
    Step("name", NameForm, _("What is your name?"), heading=True),
    Step("answer", AnswerForm, _("May we get in touch with you?")),
    Step("home", HomeForm, _("Where does the child live, and with whom?"), heading=True),
    Step("happened", HappenedForm, _("What have you seen or heard?")),
    Step("worries", WorriesForm, _("What worries you most?")),
    Step("family", FamilyForm, _("Does the family know that you are telling us?")),
)
CHILDREN_AFTER = "answer"
"""The pages about the children come after this step."""

ORDER = ("area", "danger", "you", "name", "answer", "children", "home", "happened", "worries", "family")
_BY_NAME = {step.name: step for step in STEPS}


def step_named(name: str) -> Step | None:
    return _BY_NAME.get(name)


@dataclass
class Report:
    """What one visitor has told us so far: what was posted on each page, and each child."""

    key: uuid.UUID = field(default_factory=uuid.uuid4)
    """The key of its sending: pressed twice, sent once."""
    steps: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    children: list[dict[str, list[str]]] = field(default_factory=list)

    @classmethod
    def from_draft(cls, values: Mapping[str, Any]) -> Report:
        return cls(uuid.UUID(values["key"]), dict(values["steps"]), list(values["children"]))

    def for_draft(self) -> dict[str, Any]:
        return {"key": str(self.key), "steps": self.steps, "children": self.children}

    def form(self, name: str) -> Form:
        """The questions of a step, filled in as far as they were answered."""
        step = _BY_NAME[name]
        posted = self.steps.get(name)
        known: dict[str, Any] = {"authority_id": self.authority_id} if step.form is AnswerForm else {}
        return step.form(as_posted(posted) if posted is not None else None, **known)

    def child_form(self, number: int) -> ChildForm:
        return ChildForm(as_posted(self.children[number])) if number < len(self.children) else ChildForm()

    def child_forms(self) -> list[ChildForm]:
        return [self.child_form(number) for number in range(len(self.children))]

    def put_child(self, number: int, posted: dict[str, list[str]]) -> None:
        """Keep what was said of child ``number`` (from 1); one past the last is a new child."""
        if number <= len(self.children):
            self.children[number - 1] = posted
        else:
            self.children.append(posted)

    def remove_child(self, number: int) -> None:
        if 1 <= number <= len(self.children):
            del self.children[number - 1]

    @property
    def is_anonymous(self) -> bool:
        return self.said("you", "who") == "9"

    def said(self, step: str, name: str) -> str:
        return (self.steps.get(step, {}).get(name) or [""])[0]

    def asks(self, name: str) -> bool:
        """Whether this page is asked at all: nobody asks the name of somebody who does not want to be known."""
        return not (name in ("name", "answer") and self.is_anonymous)

    def is_answered(self, name: str) -> bool:
        if not self.asks(name):
            return True
        if name == "children":
            return bool(self.children) and all(form.is_valid() for form in self.child_forms())
        return name in self.steps and self.form(name).is_valid() and self.said("area", "area") != ELSEWHERE

    @property
    def next_step(self) -> str:
        """The first page that still needs an answer; empty when all are answered."""
        return next((name for name in ORDER if not self.is_answered(name)), "")

    def after(self, name: str) -> str:
        """The page that follows; empty after the last."""
        following = [later for later in ORDER[ORDER.index(name) + 1 :] if self.asks(later)]
        return following[0] if following else ""

    def before(self, name: str) -> str:
        earlier = [each for each in ORDER[: ORDER.index(name)] if self.asks(each)]
        return earlier[-1] if earlier else ""

    @property
    def authority_id(self) -> int | None:
        code = self.said("area", "area")
        return next((each.pk for each in partnership.authorities() if each.code == code), None)


def posted_values(posted: QueryDict, form: type[Form]) -> dict[str, list[str]]:
    """Of what a browser posted, what belongs to this form: nothing else enters a draft."""
    names = set(form.base_fields)
    return {name: posted.getlist(name) for name in posted if name.partition("-")[0] in names}


def as_posted(values: Mapping[str, Sequence[str]]) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, texts in values.items():
        posted.setlist(name, [str(text) for text in texts])
    return posted


# ---- The contact they make -----------------------------------------------------------------------------------------


def child_facts(answers: Mapping[str, Any], *, on: dt.date) -> dict[str, Any]:
    """A child as ``ReportedPerson`` keeps one, from the cleaned answers of a child's questions. ``on`` is the day
    they were told.
    """
    facts: dict[str, Any] = {
        "first_names": answers["first_names"],
        "last_name": answers["last_name"],
        "sex": answers.get("sex") or "U",
        "school": answers.get("school") or "",
    }
    match answers["age_known"]:
        case "date":
            facts |= birth_facts(answers["born"], None, on)
        case "age":
            facts |= birth_facts(None, answers["age"], on)
        case "unborn":
            facts["unborn"] = True
            expected: PartialDate | None = answers.get("expected")
            if expected is not None and expected.is_full:
                facts["expected_on"] = expected.earliest
            elif expected is not None:
                facts["age_words"] = gettext("expected %(when)s") % {"when": expected.in_words()}
    return facts


@dataclass(frozen=True)
class ToSend:
    """A report as ``actions.receive`` takes it."""

    authority_id: int
    contact: dict[str, Any]
    referrer: dict[str, Any]
    people: list[Reported]
    ring: ringing_back.Wish | None


def to_send(report: Report, *, on: dt.date) -> ToSend:
    """The contact that a finished report makes. Raises ValueError when a page is not answered."""
    authority_id = report.authority_id
    if report.next_step or authority_id is None:
        raise ValueError("The report is not finished.")
    answers = {step.name: _cleaned(report.form(step.name)) for step in STEPS if report.asks(step.name)}
    you, home, family = answers["you"], answers["home"], answers["family"]
    named, answer = answers.get("name", {}), answers.get("answer", {})
    what_happened = answers["happened"]["what_happened"]
    if home["with_whom"]:
        what_happened += f"\n\n{gettext('Who lives with the child:')} {home['with_whom']}"
    address = {name: home[name] for name in ("house", "street", "town", "postcode")}
    return ToSend(
        authority_id=authority_id,
        contact={
            "channel": Channel.PUBLIC_FORM,
            "immediate_danger": answers["danger"]["danger"] == "yes",
            "what_happened": what_happened,
            "worries": answers["worries"]["worries"],
            "wanted": answers["worries"]["wanted"],
            "parents_aware": family["family_knows"],
            "parents_why_not": family.get("why_not_safe") or "",
        },
        referrer={
            "source": you["who"],
            "anonymous": report.is_anonymous,
            "name": named.get("name") or "",
            "relation": named.get("relation") or "",
            "safe_times": answer.get("safe_times") or "",
            "phone": answer.get("phone") or "",
            "email": answer.get("email") or "",
            "answer_by": answer.get("answer_by") or Referrer.Answer.NONE,
        },
        people=[Reported("child", child_facts(_cleaned(form), on=on) | address) for form in report.child_forms()],
        ring=ringing_back.wish(answer.get("ring_at") or "", authority_id, timezone.now()),
    )


def _cleaned(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ValueError("An answer needs another look.")
    return dict(form.cleaned_data)
