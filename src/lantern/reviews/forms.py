"""The words of each question about a serious incident and a practice review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lantern.interface.display import LONDON
from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    Form,
    LateForm,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    TimeOfDayField,
)
from lantern.partnership.models import Post, Team
from lantern.reviews.actions.incidents import Facts
from lantern.reviews.dated_lines import DatedLinesField
from lantern.reviews.models import Incident, Strand
from lantern.reviews.plan import FAMILY, STEPS, STRANDS
from lantern.reviews.rules import Answer, Decided, Harm, PanelSays, Where
from lantern.reviews.states import PARTNERS

RETURN_DRAFT, REVIEW_DRAFT, TERMS_DRAFT = "incident_return", "rapid_review", "practice_review_terms"
"""Drafts under which what is typed saves itself."""


class FactsForm(Form):
    """What is known: by these answers the duty is judged."""

    harm = RadioField(
        _("What happened?"),
        [
            Choice(Harm.DIED, Harm.DIED.label),
            Choice(
                Harm.SERIOUSLY_HARMED,
                Harm.SERIOUSLY_HARMED.label,
                hint=_(
                    "Serious or lasting harm to the body, to mental health, or to how a child thinks, feels, behaves "
                    "or gets on with others. Also where it is not clear yet how lasting it is."
                ),
            ),
            Choice(Harm.HARMED, Harm.HARMED.label),
        ],
        required=_("Choose what happened"),
    )
    abuse = RadioField(
        _("Is abuse or neglect behind it?"), Answer.choices, required=_("Choose what is known about abuse or neglect")
    )
    where = RadioField(_("Where did it happen?"), Where.choices, required=_("Choose where it happened"))
    looked_after = TickField(_("The child was looked after by the authority"))
    care_leaver = TickField(_("They were a care leaver, up to and including 24"))
    happened_on = DatePartsField(
        _("On which day did it happen?"), thing=_("The day"), not_after_today=True, hint=_("If you know it.")
    )
    what_happened = LongTextField(
        _("What happened?"),
        required=_("Say what happened"),
        rows=5,
        hint=_("Short and factual. The partners you tell read this."),
    )
    why_suspected = LongTextField(_("What speaks for abuse or neglect, and what against?"), rows=4)

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "happened_on": said.get("happened_on"),
            "harm": said["harm"],
            "abuse": said["abuse"],
            "where": said["where"],
            "what_happened": said["what_happened"],
            "why_suspected": said.get("why_suspected") or "",
            "looked_after": bool(said.get("looked_after")),
            "care_leaver": bool(said.get("care_leaver")),
        }

    @staticmethod
    def of(incident: Incident) -> dict[str, Any]:
        """The answers as they stand."""
        return {name: getattr(incident, name) for name in FactsForm.base_fields}


class RecordForm(FactsForm):
    """Recording it: when it became known, about whom, and who may open it."""

    children = CheckboxesField(_("Which children?"), required=_("Choose at least one child"), small=True)
    known_on = DatePartsField(
        _("On which day did the authority become aware?"),
        thing=_("The day"),
        required=_("Enter the day on which the authority became aware"),
        not_after_today=True,
        hint=_("The five working days count from here, not from the incident."),
    )
    known_time = TimeOfDayField(_("At what time?"), hint=_("About, if you do not know it."))
    readers = CheckboxesField(
        _("Who else may open this?"),
        small=True,
        hint=_("Only you and whom you name can read it. You can name more people later."),
    )

    order = ("children", "known_on", "known_time", *FactsForm.base_fields, "readers")

    def __init__(self, *args: Any, children: Sequence[tuple[str, str]], posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("children", list(children))
        offer_posts(self, posts)
        self.order_fields(self.order)

    def said(self, now: dt.datetime) -> Facts:
        """The facts; known at the time that was said, or at noon of that day, and never later than now."""
        said = self.cleaned_data
        at = dt.datetime.combine(said["known_on"], said.get("known_time") or dt.time(12), tzinfo=LONDON)
        return Facts(known_at=min(at, now), **self.facts)


def offer_posts(form: Form, posts: Sequence[Post]) -> None:
    """Offer holders of posts as readers; leave the question out where there is nobody."""
    if posts:
        form.offer(
            "readers",
            [Choice(str(post.pk), str(post.holder), hint=f"{post.title}, {post.team.name}") for post in posts],
        )
    else:
        del form.fields["readers"]


class ReadersForm(Form):
    """Naming more people."""

    readers = CheckboxesField(_("Who else may open this?"), required=_("Choose somebody"), small=True)

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_posts(self, posts)


class NotifyForm(LateForm):
    """Notifying the Panel, and telling the partners with the same press."""

    reasons = LongTextField(
        _("Why is it notified?"), required=_("Say why it is notified"), rows=4, hint=_("What the decision rests on.")
    )
    panel_reference = TextField(
        _("The Panel’s reference"), width=20, hint=_("From its form, once you have sent it. You can add it later.")
    )
    desks = CheckboxesField(
        _("Who is told today?"),
        required=_("Choose at least one partner. They must be told within the same days"),
        hint=_("Each sees what happened and about whom, and nothing else of the record."),
        small=True,
    )

    def __init__(self, *args: Any, desks: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("desks", [Choice(str(team.pk), team.agency.name, hint=team.name) for team in desks])


class ReasonsForm(Form):
    """A decision with its reasons."""

    reasons = LongTextField(_("Why?"), required=_("Say why"), rows=5)

    def __init__(self, *args: Any, label: str = "", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reasons"].label = label
        if hint:
            self.fields["reasons"].help_text = hint


class AskForm(Form):
    """Asking agencies for their part of the rapid review."""

    desks = CheckboxesField(_("Which agencies are asked?"), required=_("Choose at least one agency"), small=True)
    also = LongTextField(
        _("Anything else to ask?"),
        rows=3,
        hint=_(
            "Everybody is asked what they did, what worked, what could have been different and what they did at once."
        ),
    )

    def __init__(self, *args: Any, desks: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("desks", [Choice(str(team.pk), team.agency.name, hint=team.name) for team in desks])


class ReturnForm(LateForm):
    """What an agency gives: its answers, and its own chronology."""

    known = RadioField(
        _("Did your agency know the child or the family?"),
        [("yes", _("Yes")), ("no", _("No, nothing is held"))],
        required=_("Say whether your agency knew them"),
    )
    lines = DatedLinesField(
        _("What happened when?"),
        rows=8,
        hint=_(
            "One line for each: the date, a colon, what happened. A month or a year will do. "
            "14 March 2026: seen in hospital"
        ),
    )

    def __init__(self, *args: Any, questions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for number, question in enumerate(self.questions):
            self.fields[f"answer_{number}"] = LongTextField(question, rows=5)
        self.order_fields(["known", *(f"answer_{n}" for n in range(len(self.questions))), "lines", "late_reason"])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("known") == "yes":
            for number in range(len(self.questions)):
                if not said.get(f"answer_{number}"):
                    self.add_error(f"answer_{number}", _("Answer this, or write why you can not"))
        return said

    @property
    def answers(self) -> dict[str, str]:
        said = self.cleaned_data
        return {
            question: said[f"answer_{number}"]
            for number, question in enumerate(self.questions)
            if said.get(f"answer_{number}")
        }


class ReviewForm(Form):
    """The rapid review's own words."""

    immediate_action = LongTextField(
        _("What was done at once to keep this child and others safe?"),
        required=_("Say what was done at once"),
        rows=4,
    )
    learning = LongTextField(
        _("What can be learned already?"),
        required=_("Say what can be learned"),
        rows=8,
        hint=_("About how agencies work together, not about who is to blame. Without names."),
    )


class DecisionForm(Form):
    """What the safeguarding partners decide, and who agreed for each of them."""

    decision = RadioField(_("What do the partners decide?"), Decided.choices, required=_("Choose what they decide"))
    reasons = LongTextField(
        _("Why?"),
        required=_("Say why"),
        rows=5,
        hint=_("What a review would add, or why it would add nothing; what the Panel’s guidance asks to be weighed."),
    )
    agreed_authority = TextField(_("Who agreed for the local authority?"), hint=_("Name and post."))
    agreed_police = TextField(_("Who agreed for the police?"), hint=_("Name and post."))
    agreed_health = TextField(_("Who agreed for the integrated care board?"), hint=_("Name and post."))

    @property
    def agreed(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"agreed_{code}") or "" for code in PARTNERS}

    @staticmethod
    def of(incident: Incident) -> dict[str, Any]:
        there = {f"agreed_{each['partner']}": each["name"] for each in incident.agreed_by}
        return {"decision": incident.review_decision, "reasons": incident.review_reasons} | there


class SendForm(LateForm):
    """Sending it. Asked only when something is missing or late."""

    missing_why = LongTextField(_("Why does it go without them?"), rows=3, required=_("Say why it goes without them"))

    def __init__(self, *args: Any, missing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not missing:
            del self.fields["missing_why"]


class PanelForm(Form):
    """What the Panel answered."""

    says = RadioField(_("What does the Panel say?"), PanelSays.choices, required=_("Choose what the Panel says"))
    words = LongTextField(_("In its own words"), required=_("Write what the Panel answered"), rows=5)
    on = DatePartsField(
        _("When did it answer?"), thing=_("The day"), required=_("Enter the day of the answer"), not_after_today=True
    )


# ---- Practice review ------------------------------------------------------------------------------------------------


class HoldForm(Form):
    """Beginning a practice review."""

    title = TextField(
        _("Under which name is it known?"),
        required=_("Give it a name"),
        max_length=120,
        hint=_("One that tells nobody who the child is, such as “Rowan”. The family may choose it."),
    )


class TermsForm(Form):
    """What the review asks, who leads, and its steps with their days."""

    terms = LongTextField(_("What is the review for?"), required=_("Say what the review is for"), rows=5)
    questions = LongTextField(
        _("Which questions does it answer?"),
        required=_("Write at least one question"),
        rows=5,
        hint=_("One on each line."),
    )
    looks_from = DatePartsField(_("It looks at the time from"), thing=_("The day"))
    looks_until = DatePartsField(_("until"), thing=_("The day"))
    lead_name = TextField(
        _("Who leads?"), hint=_("Where several areas or kinds of review look at the same: whose review it is.")
    )
    family_lead_name = TextField(
        _("Through whom does the family hear of it?"),
        hint=_("One person for everything that is linked, so that nobody asks the family twice."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, step in enumerate(STEPS):
            self.fields[f"step_{number}"] = DatePartsField(step, thing=_("The day"), hint=_("By which day?"))

    @property
    def steps(self) -> list[tuple[str, dt.date]]:
        said = self.cleaned_data
        return [(step, said[f"step_{n}"]) for n, step in enumerate(STEPS) if said.get(f"step_{n}")]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        since, until = said.get("looks_from"), said.get("looks_until")
        if since and until and until < since:
            self.add_error("looks_until", _("The last day is before the first"))
        return said


class StepDoneForm(Form):
    """A step is done."""

    on = DatePartsField(
        _("On which day was it done?"),
        thing=_("The day"),
        required=_("Enter the day it was done"),
        not_after_today=True,
    )
    note = LongTextField(_("What came of it?"), rows=3)


class FamilyForm(Form):
    """Speaking with the family."""

    on = DatePartsField(_("When?"), thing=_("The day"), required=_("Enter the day"), not_after_today=True)
    who = TextField(_("With whom?"), required=_("Say with whom"))
    about = RadioField(_("About what?"), list(FAMILY), required=_("Choose what it was about"))
    words = LongTextField(
        _("What did they say?"), required=_("Write what they said"), rows=5, hint=_("In their own words.")
    )


class StrandForm(Form):
    """Linking another review of the same events."""

    kind = SelectField(
        _("What kind of review?"), list(STRANDS), required=_("Choose the kind of review"), empty_label=_("Choose one")
    )
    place = TextField(
        _("Whose, and where?"), required=_("Say whose it is"), hint=_("The area or the body that holds it.")
    )
    lead = TextField(_("Who leads it?"), required=_("Say who leads it"))
    their_reference = TextField(_("Their reference"), width=20, max_length=60)
    shares_chronology = TickField(_("It works from the same chronology"))


class StrandLearnedForm(Form):
    """What a linked review learned, and what all teach together."""

    learning = LongTextField(_("What did this review learn by itself?"), required=_("Write what it learned"), rows=5)
    ended_on = DatePartsField(_("When did it end?"), thing=_("The day"), hint=_("Leave it empty while it goes on."))
    combined = LongTextField(_("What do all of them teach together?"), rows=5)

    @staticmethod
    def of(strand: Strand, combined: str) -> dict[str, Any]:
        return {"learning": strand.learning, "ended_on": strand.ended_on, "combined": combined}


class PublicationForm(Form):
    """Planning the day."""

    on = DatePartsField(
        _("On which day is it published?"), thing=_("The day"), required=_("Enter the day"), not_before_today=True
    )


class PublishForm(LateForm):
    """Publishing."""

    where = TextField(
        _("At which address?"),
        required=_("Enter the address, beginning with https://"),
        max_length=300,
        hint=_("It stays there for at least a year."),
    )

    def clean_where(self) -> str:
        where = str(self.cleaned_data.get("where") or "")
        if where and not where.startswith("https://"):
            self.add_error("where", _("The address must begin with https://"))
        return where


class SentAheadForm(LateForm):
    """The report went to the Panel and the Secretary of State."""
