"""Each model says what is personal, field by field; a new field on neither list fails the build."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lantern.access.rows import our_models
from lantern.spine.kinds import all_kinds

_TELLING = (models.CharField, models.TextField, models.DateField, models.JSONField, models.BinaryField, ArrayField)

STRUCTURAL: dict[str, set[str]] = {
    # The partnership's own money and plans are about no person.
    "reporting.YearlyReport": {"period_from", "period_to", "kept", "published_on"},
    "reporting.Narrative": {"section"},
    "section11.Section11Round": {"title", "variant", "due_on", "panel_on", "standards", "standards_version"},
    "section11.StandardAnswer": {"code", "grade", "held"},
    "section11.Evidence": {"code", "marking"},
    "section11.PanelQuestion": {"code"},
    "oversight.Risk": {"looked_on"},
    "oversight.Matter": {"sort", "sent_on", "silent_since", "silent_until", "chased_on", "answered_on", "became"},
    "oversight.ScrutinyLine": {"how", "due_on", "first_due_on", "found_on"},
    "oversight.Agreement": {"sort", "title", "given_on", "signed_on", "renew_by"},
    "oversight.Edition": {"signed_on", "renew_by"},
    "oversight.Arrangements": {"title", "published_on", "in_force_on", "sent_on", "reviewed_on"},
    "voices.VoiceForm": {"code", "title", "service", "audience", "questions"},
    "voices.Feedback": {"language"},
    "voices.YouSaid": {"said", "did"},
    "improvement.Inspection": {
        "framework", "title", "notice_on", "fieldwork_from", "fieldwork_to", "report_on", "statement_sent_on", "grade",
        "about_dates", "self_evaluation",
    },
    "improvement.Finding": {"strand", "kind", "words"},
    "improvement.ImprovementPlan": {"title", "body", "read_from", "asked", "began_on"},
    "improvement.PlanAction": {
        "area", "outcome", "objective", "action", "success", "due_on", "review_on", "timescale", "links", "rag_written",
        "no_date_because", "no_success_because",
    },
    "improvement.Told": {"what", "rag", "on"},
    "money.Budget": {"basis", "agreed_on", "agreed_by", "closing_note"},
    "money.BudgetLine": {"side", "kind", "heading", "label"},
    "money.Entry": {"what", "on", "words", "is_for", "about_words"},
    "money.Virement": {"state", "authority_named"},
    "spine.Episode": {"reference", "state", "next_due", "kind"},
    "spine.Involvement": {"part", "kind"},
    "spine.Event": {"payload", "kind"},
    "spine.EventSubject": {"kind"},
    "spine.Remark": {"kind"},
    "spine.Clock": {"timescale", "variant"},
    "spine.Act": {"move", "visitor"},
    "spine.Handoff": {"purpose", "decline_code"},
    "spine.Draft": {"form", "record", "visitor", "url"},
    "spine.Attachment": {"sha256", "content_type"},
    "spine.Notice": {"kind"},
    "partnership.Partnership": {"brand_colour", "escalation", "automatic_answers",
        "code", "name", "short_name", "vision", "began_on"},
    "partnership.Authority": {
        "letterhead", "ons_code", "email",
        "kind", "code", "name", "office_hours", "short_name", "hub_name", "out_of_hours_phone",
        "hub_phone",
    },
    "partnership.Agency": {"code", "name", "until_date", "from_date", "email_domains", "kind"},
    "partnership.Team": {"service", "code", "name", "covers", "telephone", "kind"},
    "partnership.Post": {"title", "code", "ends_on", "starts_on", "role"},
    "partnership.ThresholdDocument": {
        "title", "code", "levels", "covers", "version", "guidance", "in_force_until", "in_force_from", "wording",
    },
    "partnership.ThresholdDescriptor": {"domain", "clause", "text"},
    "partnership.LocalStandard": {"unit", "timescale", "variant"},
    "partnership.Service": {"code", "name", "needs", "covers", "levels", "offers", "since", "until"},
    "partnership.Ward": {"name", "ons_code"},
    "partnership.WardFile": {"name", "sha256", "in_force_from"},
    "partnership.PostcodeWard": {"postcode", "from_date", "until_date"},
    "partnership.ChildPopulation": {"source"},
    "partnership.Comparator": {"measure", "place", "year_to", "source"},
    "access.User": {"password"},
    "access.Session": {"session_data", "session_key"},
    "access.Restriction": {"whom_to_ask", "kind"},
    "access.Look": {"sealed_fields", "why", "page"},
    "access.Verdict": {"found"},
    "access.Try": {"source", "what"},
    "access.SenderLink": {"token", "sender", "browser"},
    "access.WaitingMail": {"kind"},
    "people.Person": {"life", "birth_known_to", "reference"},
    "people.Link": {"reference"},
    "people.PersonName": {"until_date", "from_date", "kind"},
    "people.Address": {"until_date", "from_date", "source"},
    "people.Identifier": {"issuer", "kind"},
    "people.Pointer": {"source", "who"},
    "people.Weights": {"engine", "chances"},
    "sources.Source": {"code", "title", "mapping", "model"},
    "sources.Run": {"reference", "state", "sha256", "mapping", "model", "engine", "figures", "problem"},
    "sources.Row": {"who", "says"},
    "sources.Pair": {"who", "why_asked", "state"},
    "people.Relationship": {"until_date", "from_date"},
    "people.HouseholdMember": {"until_date", "from_date"},
    "plans.Plan": {"plan_kind", "threshold_answer", "outcome"},
    "plans.PlanItem": {"owner_kind", "state", "due_on", "done_on"},
    "plans.PlanAsk": {"tested", "tested_on", "check_on"},
    "plans.PlanReview": {"decision"},
    "plans.Visit": {"where", "why_not_seen", "bedroom"},
    "frontdoor.Contact": {
        "channel", "reasons", "parents_aware", "lawful_basis", "told_how", "consent", "contingency_met", "quality",
    },
    "frontdoor.Referrer": {"answer_by", "source", "verified_by"},
    "frontdoor.ReportedPerson": {"birth_known_to", "part", "match"},
    "frontdoor.Check": {
        "handling", "parents_aware", "lawful_basis", "answer", "onward", "open_until", "closed_before",
    },
    "frontdoor.ChildDecision": {"clauses", "outcome", "consent", "evidence", "reason"},
    "frontdoor.SentContact": {"stage", "visitor", "reference", "quality"},
    "frontdoor.ReadingAid": {"kind", "url", "transcript_url"},
    "frontdoor.Disagreement": {"step_name", "role", "found"},
    "frontdoor.NoticeBatch": {"sha256", "file_name"},
    "frontdoor.NoticeReceipt": {"fingerprint", "content"},
    "meetings.Meeting": {"meeting_kind"},
    "meetings.Seat": {"sits_as", "attendance"},
    "meetings.Said": {"part"},
    "meetings.Decided": {"outcome"},
    "meetings.Invitation": {"meeting_kind", "meeting_reference", "coming"},
    "protection.Enquiry": {"category", "outcome", "found_category"},
    "protection.Assessment": {"outcome", "shared_how"},
    "supervision.PrivateNote": {"visitor"},
    "legal.LegalPlanning": {"turn", "meeting_offered", "ended_as"},
    "legal.Change": {"found"},
    "legal.Delay": {"stage", "turn"},
    "legal.Hearing": {"kind", "state"},
    "custody.SeparationRun": {
        "leaving", "leaves_on", "going_to", "ask", "preview", "rules", "manifest_sha256", "proof",
    },
    "custody.Departure": {"since", "going_to", "ask", "kept_for", "run_reference"},
    "custody.Kept": {"rule", "for_authorities", "run_reference"},
    "custody.Arrival": {"run_reference", "manifest_sha256", "counts", "alike"},
    "disclosure.AccessRequest": {"requester", "records", "since", "until", "identity_how", "outcome", "refusal_reason"},
    "disclosure.Chronology": {"audience", "since", "until", "named", "sha256"},
    "disclosure.ChronologyLine": {"handling", "closed"},
    "disclosure.HeldItem": {"origin", "kind", "handling"},
    "disclosure.Redaction": {"how", "reason"},
    "disclosure.DisclosedCopy": {"sha256"},
    "disclosure.KnownToPointer": {"fingerprint"},
    "disclosure.KnownToAnswer": {"fingerprint"},
    "disclosure.KnownToLook": {"contact_reference", "fingerprint", "shown"},
    "frontdoor.FiguresKept": {"counted_as"},
    "frontdoor.CountedDay": {"day"},
    "frontdoor.DayFigure": {"span", "line", "day", "key"},
    "frontdoor.SentBack": {"themes"},
    "frontdoor.ThresholdDraft": {"levels", "clauses"},
    "frontdoor.SamplingRule": {"from_week", "shares"},
    "frontdoor.DrawnWeek": {"week"},
    "frontdoor.SecondLook": {"week", "why", "found", "outcome", "themes", "then"},
    "frontdoor.StepTime": {"timescale", "variant", "hours", "minutes"},
    "frontdoor.LateForecast": {"timescale"},
    "waiting.GateAnswers": {"way", "met", "look_found"},
    "waiting.ServiceVersion": {"set_by_post", "back_on"},
    "frontdoor.WorkWeights": {"weights"},
    "boards.Body": {
        "code", "name", "kind", "chaired", "chair_review_on", "ends_on", "last_met_on", "purpose", "may_decide", "note",
    },
    "boards.Frequency": {"since"},
    "boards.Seat": {"code", "name", "commitment", "shared_between", "since", "until"},
    "boards.Holding": {"part", "since", "until"},
    "boards.Action": {"by_when", "first_by_when"},
    "governance.AgendaItem": {"purpose", "planned_for", "paper_due_on"},
    "governance.Attendance": {"came"},
    "governance.Interest": {"kind", "handled"},
    "governance.Decision": {"look_again_on"},
    "governance.MinutesFile": {"sha256"},
    "earlyhelp.EarlyHelp": {"need", "missed_option", "ending", "outcome"},
    "earlyhelp.Assessment": {"recommendation", "built_on"},
    "earlyhelp.Consent": {"answer", "sharing", "how"},
    "earlyhelp.HelpSession": {"on", "kind", "outcome"},
    "earlyhelp.Measuring": {"stage", "who", "on"},
    "earlyhelp.Shared": {"family_reference", "what"},
    "assurance.AuditRound": {"title", "source", "since", "until", "seed", "standards", "standards_version"},
    "assurance.AuditCase": {"grade"},
    "assurance.AuditPart": {"title", "standards", "grade"},
    "assurance.AuditFeedback": {"to", "drawn_reference"},
    "assurance.PlannedAudit": {
        "how", "agencies", "source", "standards", "due_on", "first_due_on", "round_reference", "tally",
    },
    "assurance.PracticeStandard": {"code"},
    "assurance.AuditReport": {"period_from", "period_to"},
    "reviews.NamedReader": {"post_title"},
    "reviews.Incident": {
        "harm", "abuse", "where", "notify", "rule_said", "panel_reference", "review_decision", "panel_says",
        "panel_replied_on",
    },
    "reviews.AgencyRequest": {"known"},
    "reviews.PracticeReview": {"looks_from", "looks_until", "publication_on", "published_where", "public_until"},
    "reviews.Reviewer": {"free_from", "left_on"},
    "reviews.Appointment": {"review_reference", "review_title"},
    "reviews.Milestone": {"what", "due_on", "done_on"},
    "reviews.FamilyContact": {"about"},
    "reviews.Strand": {"kind", "place", "their_reference", "ended_on"},
    "learning.Carried": {"evidence", "told_on"},
    "learning.Contribution": {"agency_name", "kind"},
    "learning.CriticalFriend": {"checked_on", "not_with"},
    "learning.Finding": {"kind"},
    "learning.ImpactReading": {"read_on"},
    "learning.ImpactTest": {"code", "good", "kind", "read_on", "unit", "verdict"},
    "learning.LearningSession": {"held_on"},
    "learning.LearningSet": {"conflict_on", "report_by"},
    "learning.LineOfEnquiry": {"origin"},
    "learning.MonthlyFigure": {"code", "month"},
    "learning.Recommendation": {"by_when", "changes", "done_on", "origin", "others", "reach"},
    "learning.SetMember": {"agency_name", "post_title"},
    "governance.StandingInterest": {"sort", "since", "until", "confirmed_on"},
    "dissemination.Briefing": {"about", "agencies", "roles"},
    "dissemination.BriefingEdition": {"changed"},
    "dissemination.Procedure": {"title", "kept_by_says", "agencies", "roles", "reviewed_on"},
    "dissemination.Wording": {"number", "in_force_on"},
    "dissemination.Strategy": {"agreed_on", "reviewed_on"},
    "dissemination.Message": {"audience", "channel", "planned_on", "first_planned_on", "told_on"},
    "training.TrainingNeed": {"agencies", "origin", "roles"},
    "training.Course": {"agencies", "roles"},
    "training.TrainingEvent": {"shares_until"},
    "training.Booking": {"agency_name", "post_title"},
    "learning.YearPriority": {"area_code", "since", "until"},
}  # fmt: skip
"""Fields that hold codes, references, hashes, names of organisations or secrets of the system, and nobody's personal
facts.
"""


def test_every_field_is_personal_or_structural() -> None:
    for model in our_models():
        if model._meta.auto_created:
            continue
        label = model._meta.label
        personal = getattr(model, "personal", None)
        assert isinstance(personal, dict), f"{label} does not say what in it is personal"
        telling = {
            each.name
            for each in model._meta.local_fields
            if isinstance(each, _TELLING) and not isinstance(each, models.DateTimeField)
        }
        assert telling - set(personal) - STRUCTURAL.get(label, set()) == set(), label


def test_what_is_listed_exists() -> None:
    by_label = {model._meta.label: {each.name for each in model._meta.local_fields} for model in our_models()}
    for model in our_models():
        assert set(getattr(model, "personal", {})) <= by_label[model._meta.label], model._meta.label
    for label, names in STRUCTURAL.items():
        assert names <= by_label[label], label


def test_nothing_is_on_both_lists() -> None:
    for model in our_models():
        assert not set(getattr(model, "personal", {})) & STRUCTURAL.get(model._meta.label, set()), model._meta.label


def test_each_personal_field_says_what_it_holds() -> None:
    for model in our_models():
        for name, what in getattr(model, "personal", {}).items():
            assert what, f"{model._meta.label}.{name}"


def test_no_event_declares_a_name_or_free_text_in_its_payload() -> None:
    """The ledger stands when a record is erased: words people wrote are in notes, names are in the records."""
    telling = {"note", "text", "reason", "words", "address", "postcode", "born", "phone", "email", "child", "family"}
    for kind in all_kinds().values():
        assert not telling & set(kind.payload), kind.code
