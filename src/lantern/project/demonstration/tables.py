"""The tables that the demonstration fills, each with the columns in the order in which its rows are written."""

from __future__ import annotations

from lantern.frontdoor import models as frontdoor
from lantern.people import models as people
from lantern.project.demonstration.copying import Table
from lantern.spine import models as spine


class Tables:
    """One of each. Raises ValueError when a model has a column that the loader does not know, or lacks one."""

    def __init__(self) -> None:
        self.person = Table(
            people.Person, "id", "reference", "authority_id", "is_child", "life", "name", "sort_name", "born_on",
            "birth_known_to", "expected_on", "died_on", "sex", "gender", "ethnicity", "disabilities", "language",
            "needs", "restricted", "recorded_at", "version",
        )  # fmt: skip
        self.name = Table(
            people.PersonName,
            "id",
            "person_id",
            "authority_id",
            "restricted",
            "kind",
            "first_names",
            "last_name",
            "from_date",
            "until_date",
        )
        self.address = Table(
            people.Address, "id", "person_id", "authority_id", "restricted", "house", "street", "town", "postcode",
            "uprn", "from_date", "until_date", "protected", "source",
        )  # fmt: skip
        self.identifier = Table(
            people.Identifier, "id", "person_id", "authority_id", "restricted", "kind", "value", "issuer", "verified"
        )
        self.relationship = Table(
            people.Relationship, "id", "person_id", "relative_id", "authority_id", "restricted", "kind",
            "parental_responsibility", "lives_with", "contact_allowed", "from_date", "until_date", "risk_note",
        )  # fmt: skip
        self.household = Table(
            people.HouseholdMember,
            "id",
            "household",
            "person_id",
            "authority_id",
            "restricted",
            "from_date",
            "until_date",
        )
        self.key = Table(people.SearchKey, "key", "authority_id", "restricted", "person_id")
        self.facts = Table(people.SearchFacts, "person_id", "authority_id", "restricted", "made_by", "facts")
        self.episode = Table(
            spine.Episode, "id", "kind", "reference", "authority_id", "partner_agency_id", "state", "version",
            "priority", "owner_team_id", "worker_id", "because_of_id", "opened_at", "closed_at", "next_due_at",
            "next_due", "restricted",
        )  # fmt: skip
        self.involvement = Table(
            spine.Involvement,
            "id",
            "episode_id",
            "person_id",
            "authority_id",
            "part",
            "kind",
            "opened_at",
            "restricted",
        )
        self.event = Table(
            spine.Event, "id", "kind", "happened_at", "recorded_at", "authority_id", "partner_agency_id", "actor_id",
            "post_id", "actor_name", "episode_id", "episode_version", "payload", "significance", "restricted",
            "corrects_id",
        )  # fmt: skip
        self.subject = Table(
            spine.EventSubject, "event_id", "person_id", "authority_id", "happened_at", "kind", "restricted"
        )
        self.note = Table(spine.EventNote, "event_id", "authority_id", "partner_agency_id", "restricted", "text")
        self.clock = Table(
            spine.Clock, "id", "timescale", "variant", "episode_id", "authority_id", "partner_agency_id",
            "owner_team_id", "started_at", "started_by_id", "due_at", "stopped_at", "stopped_by_id", "late_reason",
            "restricted",
        )  # fmt: skip
        self.handoff = Table(
            spine.Handoff, "episode_ptr_id", "from_team_id", "to_team_id", "purpose", "subjects", "need_to_know",
            "accepted_at", "first_seen_at", "decline_reason", "decline_code", "outcome",
        )  # fmt: skip
        self.contact = Table(
            frontdoor.Contact, "episode_ptr_id", "channel", "received_at", "out_of_hours", "immediate_danger",
            "what_happened", "worries", "strengths", "wanted", "child_words", "parents_aware", "parents_why_not",
            "consent", "lawful_basis", "reasons", "sent_by_id", "taken_by_id", "screened_at", "screening_note",
            "why_different", "decided_at", "decided_by_id", "signed_off_at", "signed_off_by_id", "sign_off_note",
            "urgent_start_at", "told_at", "told_how", "told_words", "joined_to_id", "cumulative_tested",
        )  # fmt: skip
        self.referrer = Table(
            frontdoor.Referrer, "contact_id", "authority_id", "episode_id", "restricted", "source", "agency_id",
            "anonymous", "name", "role", "organisation", "relation", "phone", "email", "answer_by", "safe_times",
            "keep_identity_from_family", "professional", "verified_by", "ring_from", "ring_until",
        )  # fmt: skip
        self.reported = Table(
            frontdoor.ReportedPerson, "id", "contact_id", "episode_id", "authority_id", "restricted", "order", "part",
            "first_names", "last_name", "also_known_as", "born_on", "birth_known_to", "age_words", "unborn",
            "expected_on", "sex", "house", "street", "town", "postcode", "address_protected", "school", "relation",
            "phone", "nhs_number", "upn", "needs", "person_id", "match", "matched_by_name", "matched_at",
            "match_reasons",
        )  # fmt: skip
        self.check = Table(
            frontdoor.Check, "episode_ptr_id", "asked_team_id", "asked_by_name", "asked_by_phone", "subjects",
            "question", "lawful_basis", "parents_aware", "answer", "answer_text", "answer_source", "handling",
            "may_tell_family", "cannot_share_why", "answered_at", "answered_by_name", "reminded_at", "reminders",
            "escalated_at", "onward", "open_until",
        )  # fmt: skip
        self.decision = Table(
            frontdoor.ChildDecision, "id", "contact_id", "episode_id", "reported_id", "person_id", "authority_id",
            "restricted", "current", "outcome", "level", "threshold_document_id", "clauses", "rationale", "evidence",
            "reason", "consent", "family_told", "to_team_id", "need_to_know", "handoff_id", "decided_at",
            "decided_by_id", "speaks_for", "speaks_against", "not_known",
        )  # fmt: skip
        self.all = [
            self.person, self.name, self.address, self.identifier, self.relationship, self.household, self.key,
            self.facts,
            self.episode, self.involvement, self.event, self.subject, self.note, self.clock, self.handoff,
            self.contact, self.referrer, self.reported, self.check, self.decision,
        ]  # fmt: skip
