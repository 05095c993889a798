"""Deciding for each child: outcome, level under the published threshold document, why, and who takes it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from lantern.frontdoor import rules
from lantern.frontdoor.actions import DecisionForChild
from lantern.frontdoor.models import Check, Contact, Outcome, ReportedPerson
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    Form,
    LateForm,
    LongTextField,
    RadioField,
    SelectField,
    TickField,
)
from lantern.law.codes import code_set
from lantern.partnership.models import ThresholdDocument
from lantern.partnership.queries import descriptors
from lantern.waiting import choosing

_HINTS = {
    Outcome.NO_FURTHER_ACTION: "",
    Outcome.ADVICE: "",
    Outcome.EARLY_HELP: "Only with the family's agreement",
    Outcome.ASSESSMENT: "A social worker assesses under section 17 of the Children Act 1989",
    Outcome.STRATEGY_DISCUSSION: "Significant harm is suspected: police, health and social care talk now",
    Outcome.OTHER_AUTHORITY: "The child lives in another area",
    Outcome.LADO: "It is about somebody who works with children",
}
CONSENT = [("yes", "Yes"), ("no", "No"), ("not_sought", "Not asked"), ("not_known", "Not known")]


def evidence_choices(contact: Contact, checks: Sequence[Check]) -> list[tuple[str, str]]:
    """What a rationale may rest on here: every general source, and each agency that answered."""
    answered = [
        (f"check:{check.reference}", f"{check.asked_team.agency.name}: {Check.Answer(check.answer).label.lower()}")
        for check in checks
        if check.answer
    ]
    return [*code_set("decision_evidence").choices(contact.received_at.date()), *answered]


def evidence_label(code: str, checks: Sequence[Check]) -> str:
    """The words for one piece of evidence."""
    named = {f"check:{check.reference}": check.asked_team.agency.name for check in checks}
    general = code_set("decision_evidence").get(code)
    return general.label if general else named.get(code) or "An agency's answer"


class ChildDecisionForm(Form):
    """The decision for one child."""

    same = TickField("The same decision as for the first child")
    outcome = RadioField("What happens next?", required="Choose what happens next")
    reason = SelectField("Why is nothing more needed?", required="Say why no further action is needed")
    team_early_help = SelectField("Who offers the help?", required="Choose the team that will take this on")
    team_assessment = SelectField("Which team assesses?", required="Choose the team that will take this on")
    team_strategy_discussion = SelectField("Which team leads?", required="Choose the team that will take this on")
    team_other_authority = SelectField("Which front door?", required="Choose the front door that will take this on")
    team_lado = SelectField("Which designated officer?", required="Choose the designated officer")
    level = RadioField("Level of need", required="Choose a level of need")
    clauses = CheckboxesField("Which descriptions fit?")
    evidence = CheckboxesField("What does your decision rest on?", required="Choose what your decision rests on")
    rationale = LongTextField(
        "Why did you decide this?",
        required="Say why you decided this",
        rows=5,
        hint="In two or three sentences. What speaks for and against it has its own place below.",
    )
    speaks_for = LongTextField("What speaks for it?", rows=2)
    speaks_against = LongTextField(
        "What speaks against it?",
        rows=2,
        hint="What would make another decision right. The manager asks if this is empty.",
    )
    not_known = LongTextField("What is not known, and why could it not wait?", rows=2)
    contingency = LongTextField(
        "If it happens again, what should happen then?",
        rows=2,
        hint="For no further action, advice and early help. “If she is left alone again, assess.” Whoever takes the "
        "next contact sees it, and is asked whether it has come to pass.",
    )
    consent = RadioField("Does the family agree?", CONSENT, required="Say whether the family agrees", inline=True)
    family_told = LongTextField("What is the family told, and by whom?", rows=2)
    need_to_know = LongTextField(
        "What must the receiving team know?",
        rows=3,
        hint="They see this, not the whole contact. Never write who contacted us.",
    )

    def __init__(
        self,
        *args: Any,
        child: ReportedPerson,
        contact: Contact,
        document: ThresholdDocument,
        evidence: Sequence[tuple[str, str]],
        first: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.child, self.contact, self.document, self.first = child, contact, document, first
        if first:
            del self.fields["same"]
        reasons = code_set("no_action_reason").choices(contact.received_at.date())
        self.offer("reason", reasons)
        outcomes = []
        for outcome in Outcome:
            reveals = (
                [f"team_{outcome.value}"]
                if outcome.hands_over
                else ["reason"]
                if outcome == Outcome.NO_FURTHER_ACTION
                else []
            )
            outcomes.append(Choice(outcome.value, outcome.label, hint=_HINTS[outcome], reveals=reveals))
            if outcome.hands_over:
                able = rules.teams_able_to_take(outcome, contact.authority_id)
                teams = choosing.receivers(able, contact.authority_id)
                self.offer(f"team_{outcome.value}", teams)
                if len(teams) == 1:
                    self.fields[f"team_{outcome.value}"].initial = teams[0][0]
        self.offer("outcome", outcomes)
        self.offer(
            "level",
            [
                Choice(level, f"{level}: {told['name']}", hint=told.get("summary", ""))
                for level, told in sorted(document.levels.items())
            ],
        )
        clauses = [(one.clause, f"{one.clause} {one.text}") for one in descriptors(document)]
        self.offer("clauses", clauses)
        self.offer("evidence", evidence)

    @property
    def copies(self) -> bool:
        """Whether the first child's decision stands for this child too: then nothing else here is asked."""
        return not self.first and bool(self["same"].data)

    def _clean_fields(self) -> None:
        if self.copies:
            self.cleaned_data["same"] = True
            return
        super()._clean_fields()

    def decision(self) -> DecisionForChild:
        """What was decided, before it is written."""
        said = self.cleaned_data
        outcome = Outcome(said["outcome"])
        team = said.get(f"team_{outcome.value}") if outcome.hands_over else None
        chosen = choosing.chosen(team, self.contact.authority_id) if team else None
        return DecisionForChild(
            reported_id=self.child.pk,
            outcome=outcome,
            level=int(said["level"]),
            rationale=said["rationale"],
            speaks_for=said.get("speaks_for") or "",
            speaks_against=said.get("speaks_against") or "",
            not_known=said.get("not_known") or "",
            contingency=said.get("contingency") or "" if outcome.steps_down else "",
            consent=said["consent"],
            clauses=said.get("clauses") or [],
            evidence=said["evidence"],
            reason=said.get("reason") or "" if outcome == Outcome.NO_FURTHER_ACTION else "",
            family_told=said.get("family_told") or "",
            to_team_id=chosen.team_id if chosen else None,
            service_id=chosen.service_id if chosen else None,
            need_to_know=said.get("need_to_know") or "" if outcome.hands_over else "",
        )

    def lay(self, name: str, problem: str) -> None:
        """Put a problem that the rules found beside the field that mends it."""
        field = f"team_{self.cleaned_data.get('outcome')}" if name == "to_team" else name
        self.add_error(field if field in self.fields and not self.copies else None, problem)


class StartForm(LateForm):
    """What concerns the decision as a whole."""

    start_urgently = TickField(
        "Start protection now, before a manager signs off",
        hint="For a strategy discussion or an assessment that can not wait. "
        "The record says that it began before sign-off.",
    )


class DecidePage:
    """The decisions for every child of a contact, on one page."""

    NAME = "decision"

    def __init__(
        self,
        contact: Contact,
        document: ThresholdDocument,
        checks: Sequence[Check],
        *,
        late: bool,
        data: QueryDict | None = None,
        judge: bool = True,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.contact, self.document = contact, document
        evidence = evidence_choices(contact, checks)
        children = [each for each in contact.reported.all() if each.part == ReportedPerson.Part.CHILD]
        self.start = StartForm(data, prefix="start", late=late)
        self.children = [
            ChildDecisionForm(
                data,
                prefix=f"child-{place}",
                child=child,
                contact=contact,
                document=document,
                evidence=evidence,
                first=place == 0,
                initial=dict(initial or {}),
            )
            for place, child in enumerate(children)
        ]
        if data is not None and not judge:
            for form in (self.start, *self.children):
                form.unjudged()

    @property
    def problems(self) -> list[Form]:
        return [*self.children, self.start]

    def is_valid(self) -> bool:
        sound = [
            form.is_valid() for form in (self.start, *self.children)
        ]  # every form is judged, so that all problems show
        return all(sound)

    def decisions(self) -> list[DecisionForChild]:
        """A decision for each child; a ticked "same" repeats the first child's, under the child's own name."""
        made: list[DecisionForChild] = []
        for form in self.children:
            if form.copies:
                first = made[0]
                made.append(DecisionForChild(**{**first.__dict__, "reported_id": form.child.pk}))
            else:
                made.append(form.decision())
        return made

    def lay(self, unsound: rules.UnsoundDecision) -> None:
        """Put each gap that the rules found on the form of its child."""
        for (reported_id, name), problem in unsound.problems.items():
            for form in self.children:
                if form.child.pk == reported_id:
                    form.lay(name, problem)
