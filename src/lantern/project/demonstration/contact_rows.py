"""One contact's story as rows: the contact, its checks, decisions and handoffs, in the order in which it happened."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from lantern.frontdoor import rules, states
from lantern.project.demonstration.copying import (
    EMPTY,
    NO,
    NULL,
    YES,
    array,
    code,
    day,
    flag,
    key,
    small,
    text,
    written,
)
from lantern.project.demonstration.episode_rows import EpisodeRows
from lantern.project.demonstration.narratives import WEIGHED
from lantern.project.demonstration.stories import CheckStory, ContactStory, HandoffStory, Post

if TYPE_CHECKING:
    from lantern.project.demonstration.rows import Rows

_WEIGHED = {outcome: tuple(map(text, said)) for outcome, said in WEIGHED.items()}


_ASK, _CITE = code("ask"), code("cite")
_OPEN_FOR = dt.timedelta(days=180)


def _whose_words(told: CheckStory) -> tuple[bytes, bytes]:
    """How far an answer may go and until when it may be read: what is for professionals only closes by itself."""
    if told.answer != "relevant" or told.answered_at is None:
        return EMPTY, NULL
    if told.handling != "professionals_only":
        return _ASK, NULL
    return _CITE, day(told.answered_at.date() + _OPEN_FOR)


class Telling:
    """One story on its way into rows, in the order in which it happened."""

    def __init__(self, rows: Rows, story: ContactStory) -> None:
        self.rows, self.story = rows, story
        self.authority = story.authority
        self.hub, self.night = rows.on_duty(self.authority)
        owner = self.night if story.out_of_hours else self.hub
        self.contact = EpisodeRows(rows, "contact", "C", story.received_at, authority=self.authority, owner=owner.pk)
        family = story.family
        met = rows.known[(self.authority, family.number)]
        self.children = [met[family.children[index].key] for index in story.children]
        self.adults = [met[family.adults[index].key] for index in story.adults]
        self.place = {index: place for place, index in enumerate(story.children)}
        self.identified = story.screened_at is not None
        self.child_ids = [child.id for child in self.children]
        self.adult_ids = [adult.id for adult in self.adults]
        self.about = self.child_ids + self.adult_ids if self.identified else []
        self.reported: list[bytes] = []
        self.handoffs: dict[int, bytes] = {}
        self.told_subjects: dict[int | None, bytes] = {}

    def write(self) -> None:
        story, contact, rows = self.story, self.contact, self.rows
        reasons = ", ".join(rows.labels["reason"][code] for code in story.reasons) or "reasons not yet said"
        if story.immediate_danger:
            contact.priority = "red"
        if story.received_by == "consultation":
            contact.happens(
                "advice_recorded",
                story.received_at,
                story.taken_by,
                [],
                rows.facts({"reasons": reasons}),
                to=states.ADVISED,
                closes=True,
            )
        else:
            source = rows.labels["source"].get(story.referrer.source, "unknown")
            channel = rows.labels["channel"][story.received_by]
            contact.happens(
                "contact_received", story.received_at, story.taken_by, self.about,
                rows.facts({"source": source, "channel": channel, "reasons": reasons}), to=states.RECEIVED,
            )  # fmt: skip
            self._until_finished()
        self._contact_row()
        self._people_rows()
        self._decision_rows()
        contact.write()

    def _until_finished(self) -> None:
        """The moves after receiving, by the moments the story gives. Later moments are simply not there yet."""
        story, contact = self.story, self.contact
        steps: list[tuple[dt.datetime, int, Any]] = []
        if story.handover and (story.finished_at is None or story.handover.offered_at < story.finished_at):
            offer = self._handover_offer()
            steps.append((story.handover.offered_at, 1, lambda: self._handed_over(offer)))
            accepted = story.handover.accepted_at
            if (
                story.finished_at is not None
            ):  # what is finished was taken over by then, whatever the morning's list says
                accepted = min(accepted or story.finished_at, story.finished_at)
            if accepted is not None:
                steps.append((accepted, 9, lambda: self._taken_over(offer, accepted)))
            else:
                steps.append((self.rows.now, 9, lambda: self._write_handover(offer, None)))
        if story.screened_at:
            steps.append((story.screened_at, 2, self._screened))
        if story.checks:
            steps.append((min(check.asked_at for check in story.checks), 3, self._asked))
        if story.sent_back:
            steps.append((story.sent_back.decided_at, 4, self._decided_first))
            steps.append((story.sent_back.at, 5, self._sent_back))
        if story.decided_at:
            steps.append((story.decided_at, 6, self._decided))
        if story.signed_off_at:
            steps.append((story.signed_off_at, 7, self._signed_off))
        if story.feedback_at:
            steps.append((story.feedback_at, 8, self._told))
        for _, _, step in sorted(steps, key=lambda each: (each[0], each[1])):
            step()
        if story.finished_at:
            contact.happens(
                "contact_finished", story.finished_at, story.decided_by, self.about, to=states.FINISHED, closes=True
            )

    def _handover_offer(self) -> EpisodeRows:
        assert self.story.handover is not None
        return self._handoff(self.night, self.hub, rules.HANDOVER, self.story.handover.offered_at, None)

    @property
    def _duty_teams(self) -> dict[str, str]:
        return {"from_team": self.night.name, "to_team": self.hub.name}

    def _handed_over(self, offer: EpisodeRows) -> None:
        story, rows = self.story, self.rows
        assert story.handover is not None
        at = story.handover.offered_at
        self.contact.happens("handover_offered", at, story.taken_by, self.about, rows.facts(self._duty_teams))
        facts = rows.facts({**self._duty_teams, "purpose": "morning handover"})
        offer.happens("handoff_offered", at, story.taken_by, self.about, facts, to="offered")

    def _taken_over(self, offer: EpisodeRows, at: dt.datetime) -> None:
        rows = self.rows
        officer = Post(self.hub.code, "hub_officer", 1)
        facts = rows.facts({**self._duty_teams, "purpose": "morning handover"})
        offer.happens("handoff_accepted", at, officer, self.about, facts, to="accepted")
        self.contact.owner = key(self.hub.pk)
        self.contact.happens("handover_accepted", at, officer, self.about, rows.facts(self._duty_teams))
        offer.happens(
            "handoff_finished", at, officer, self.about, facts, to="finished", closes=True, note="Taken over."
        )
        self._write_handover(offer, at)

    def _write_handover(self, offer: EpisodeRows, accepted: dt.datetime | None) -> None:
        self._write_handoff(
            offer, self.night, self.hub, rules.HANDOVER, "Handed over at the end of the out-of-hours shift.",
            accepted, None, "", "Taken over." if accepted else "", None,
        )  # fmt: skip

    def _handoff(self, from_team: Any, to_team: Any, purpose: str, at: dt.datetime, child: int | None) -> EpisodeRows:
        episode = EpisodeRows(
            self.rows, "handoff", "H", at, authority=self.authority, owner=to_team.pk, partner=to_team.agency_id
        )
        episode.priority = self.contact.priority
        episode.because_of = self.contact.id
        return episode

    def _write_handoff(
        self, episode: EpisodeRows, from_team: Any, to_team: Any, purpose: str, need_to_know: str,
        accepted: dt.datetime | None, seen: dt.datetime | None, declined: str, outcome: str, child: int | None,
    ) -> None:  # fmt: skip
        rows = self.rows
        episode.write()
        rows.to.handoff.add(
            episode.id, key(from_team.pk), key(to_team.pk), code(purpose), self._told_subjects(child),
            text(need_to_know), rows.moments[accepted], rows.moments[seen], text(declined), text(""), text(outcome),
        )  # fmt: skip
        if child is not None:
            episode.involves([self.child_ids[self.place[child]]], "child")
        elif self.identified:
            episode.involves(self.child_ids, "child")
            episode.involves(self.adult_ids, "adult")

    def _told_subjects(self, child: int | None) -> bytes:
        """Who a receiver is told this concerns, as COPY reads it: the same for every agency that is asked."""
        if child not in self.told_subjects:
            children = self.children if child is None else [self.children[self.place[child]]]
            self.told_subjects[child] = written(f"[{', '.join([each.told for each in (*children, *self.adults)])}]")
        return self.told_subjects[child]

    def _screened(self) -> None:
        story, contact = self.story, self.contact
        assert story.screened_at is not None
        linked = self.rows.facts({"how": "linked to a known person"})
        for person in self.about:
            contact.happens(
                "person_matched",
                story.screened_at,
                story.screened_by,
                [person],
                linked,
                step=False,
            )
        contact.happens(
            "contact_screened",
            story.screened_at,
            story.screened_by,
            self.about,
            self.rows.facts({"priority": story.priority}),
            to=states.SCREENED,
        )
        contact.rate(story.priority)  # as at the door: the clock that screening stopped keeps the time it ran under
        contact.worker = self.rows.who(story.screened_by).user

    def _asked(self) -> None:
        story, contact, rows = self.story, self.contact, self.rows
        asked_at = min(check.asked_at for check in story.checks)
        names = {check.team: rows.cast.teams[check.team].agency.name for check in story.checks}
        contact.happens(
            "agencies_asked",
            asked_at,
            story.screened_by,
            self.about,
            rows.facts({"agencies": ", ".join(sorted(set(names.values())))}),
            to=states.CHECKING,
        )
        for told in story.checks:
            self._check(told, names[told.team])

    def _check(self, told: CheckStory, agency: str) -> None:
        story, rows = self.story, self.rows
        desk = rows.cast.teams[told.team]
        check = EpisodeRows(
            rows, "check", "K", told.asked_at, authority=self.authority, owner=desk.pk, partner=desk.agency_id
        )
        check.priority, check.because_of = self.contact.priority, self.contact.id
        named, responder = rows.facts({"agency": agency}), Post(told.team, "agency_responder", 1)
        check.happens("check_asked", told.asked_at, story.screened_by, self.about, named, to=states.ASKED)
        if told.reminded_at:
            check.happens("check_reminded", told.reminded_at, None, self.about, named)
        if told.answered_at:
            check.happens(
                "check_answered", told.answered_at, responder, self.about,
                rows.facts({"agency": agency, "answer": rows.labels["answer"][told.answer]}), to=states.ANSWERED,
                closes=True,
            )  # fmt: skip
        check.write()
        check.involves(self.child_ids, "child")
        check.involves(self.adult_ids, "adult")
        rows.to.check.add(
            check.id, key(desk.pk), rows.who(story.screened_by).name, EMPTY, self._told_subjects(None),
            code("What do you know about this family that bears on these worries?"), code(story.lawful_basis),
            code(story.parents_aware), code(told.answer), text(told.text), text(told.source), code(told.handling),
            NULL if told.may_tell_family is None else flag(told.may_tell_family), text(told.cannot_share_why),
            rows.moments[told.answered_at], rows.who(responder).name if told.answered_at else EMPTY,
            rows.moments[told.reminded_at], small(1 if told.reminded_at else 0), NULL,
            *_whose_words(told),
        )  # fmt: skip

    def _outcomes(self) -> str:
        return ", ".join(dict.fromkeys(self.rows.labels["outcome"][each.outcome] for each in self.story.decisions))

    def _decided_first(self) -> None:
        assert self.story.sent_back is not None
        self._decide_at(self.story.sent_back.decided_at)

    def _sent_back(self) -> None:
        sent = self.story.sent_back
        assert sent is not None
        self.contact.happens("contact_sent_back", sent.at, sent.by, self.about, note=sent.reason, to=states.SENT_BACK)

    def _decided(self) -> None:
        assert self.story.decided_at is not None
        self._decide_at(self.story.decided_at)

    def _decide_at(self, at: dt.datetime) -> None:
        story, contact, rows = self.story, self.contact, self.rows
        contact.happens(
            "contact_decided",
            at,
            story.decided_by,
            [],
            rows.facts({"outcomes": self._outcomes()}),
            to=states.AWAITING_SIGN_OFF,
        )
        _, version = rows.cast.threshold[self.authority]
        for each in story.decisions:
            what = {"outcome": rows.labels["outcome"][each.outcome], "level": str(each.level), "document": version}
            child = self.child_ids[self.place[each.child]]
            contact.happens("child_decided", at, story.decided_by, [child], rows.facts(what), step=False)
        if story.urgent_start_at and story.urgent_start_at >= at:
            urgent = next((each for each in story.decisions if each.outcome in rules.CAN_NOT_WAIT), None)
            if urgent is not None:
                contact.happens(
                    "urgent_protection_began", story.urgent_start_at, story.decided_by,
                    [self.child_ids[self.place[urgent.child]]],
                    rows.facts({"outcome": rows.labels["outcome"][urgent.outcome]}), step=False,
                )  # fmt: skip

    def _signed_off(self) -> None:
        story, contact = self.story, self.contact
        assert story.signed_off_at is not None
        contact.happens(
            "contact_signed_off",
            story.signed_off_at,
            story.signed_off_by,
            self.about,
            note=story.sign_off_note,
            to=states.PASSING_ON,
        )
        for offered in story.handoffs:
            for child in offered.children:
                self._offered(offered, child)

    def _offered(self, told: HandoffStory, child: int) -> None:
        rows, story = self.rows, self.story
        to_team = rows.cast.teams[told.to_team]
        from_team = self.hub
        episode = self._handoff(from_team, to_team, told.outcome, told.offered_at, child)
        purpose = told.outcome.replace("_", " ")
        facts = rows.facts({"from_team": from_team.name, "to_team": to_team.name, "purpose": purpose})
        who = self.child_ids[self.place[child]]
        receiver = rows.receiver(told.to_team)
        episode.happens("handoff_offered", told.offered_at, story.signed_off_by, [who], facts, to="offered")
        if told.declined_at:
            episode.owner = key(from_team.pk)
            episode.happens(
                "handoff_declined",
                told.declined_at,
                receiver,
                [who],
                facts,
                to="declined",
                closes=True,
                note=told.decline_reason,
            )
        else:
            if told.accepted_at:
                episode.happens("handoff_accepted", told.accepted_at, receiver, [who], facts, to="accepted")
            if told.first_seen_at:
                episode.happens("handoff_first_seen", told.first_seen_at, receiver, [who], facts, to="seen")
            if told.finished_at:
                episode.happens(
                    "handoff_finished",
                    told.finished_at,
                    receiver,
                    [who],
                    facts,
                    to="finished",
                    closes=True,
                    note=told.finish_outcome,
                )
        decision = next((each for each in story.decisions if each.child == child), None)
        self._write_handoff(
            episode, from_team, to_team, told.outcome, decision.rationale if decision else "", told.accepted_at,
            told.first_seen_at, told.decline_reason, told.finish_outcome, child,
        )  # fmt: skip
        self.handoffs[child] = episode.id

    def _told(self) -> None:
        story, contact = self.story, self.contact
        assert story.feedback_at is not None
        if story.can_not_tell:
            contact.happens(
                "referrer_can_not_be_told",
                story.feedback_at,
                story.decided_by,
                self.about,
                self.rows.facts({"why": rules.CAN_NOT_TELL[story.can_not_tell]}),
            )
        else:
            contact.happens(
                "referrer_told",
                story.feedback_at,
                story.decided_by,
                self.about,
                self.rows.facts({"how": rules.TOLD_HOW[story.feedback_how]}),
            )

    def _contact_row(self) -> None:
        story, contact, rows = self.story, self.contact, self.rows
        moments, advice = rows.moments, story.received_by == "consultation"
        rows.to.contact.add(
            contact.id, code(story.received_by), moments[story.received_at], flag(story.out_of_hours),
            flag(story.immediate_danger), text(story.what_happened), text(story.worries), text(story.strengths),
            text(story.wanted), text(story.child_words), code(story.parents_aware), text(story.parents_why_not),
            code(story.consent), code(story.lawful_basis), array(story.reasons), NULL, rows.who(story.taken_by).user,
            moments[story.screened_at], text(story.screening_note), text(story.why_different),
            moments[story.decided_at], rows.who(story.decided_by).user if story.decided_at else NULL,
            moments[story.signed_off_at], rows.who(story.signed_off_by).user if story.signed_off_at else NULL,
            text(story.sign_off_note), moments[story.urgent_start_at],
            moments[story.received_at if advice else story.feedback_at],
            code("at_once" if advice else (story.can_not_tell or story.feedback_how) if story.feedback_at else ""),
            text(story.advice if advice else story.feedback_words), NULL, EMPTY,
        )  # fmt: skip
        told = story.referrer
        named = not told.anonymous
        rows.to.referrer.add(
            contact.id, contact.where, contact.id, NO, code(told.source),
            key(rows.cast.agencies.get(told.agency)), flag(told.anonymous), text(told.name) if named else EMPTY,
            text(told.role), text(told.organisation), text(told.relation), text(told.phone) if named else EMPTY,
            text(told.email) if named else EMPTY, code(told.answer_by), EMPTY, flag(told.keep_identity_from_family),
            flag(told.professional), code("account" if story.received_by == "professional_form" else ""), NULL, NULL,
        )  # fmt: skip

    def _people_rows(self) -> None:
        story, rows, contact = self.story, self.rows, self.contact
        family = story.family
        home = family.households[0]
        half, count = rows.ids[story.received_at], rows.ids.count
        table = rows.to.reported
        where = home.address
        place = text(where.house) + text(where.street) + text(where.town) + text(where.postcode) + flag(home.protected)
        begins = contact.id + contact.id + contact.where + NO
        link = EMPTY + EMPTY + NULL
        if self.identified:
            link = code("linked") + rows.who(story.screened_by).name + rows.moments[story.screened_at]
        child_part, adult_part, no_reasons = code("child"), code("adult"), array(())
        born_known, born_unknown = code("day") + EMPTY + NO, NULL + code("unknown") + EMPTY
        for order, (index, known) in enumerate(zip(story.children, self.children, strict=True)):
            child = family.children[index]
            count += 1
            reported = half + count.to_bytes(6)
            self.reported.append(reported)
            called = text(story.told_first_names[order] if order < len(story.told_first_names) else child.first_names)
            born = day(child.born_on) + born_known if child.born_on else born_unknown + YES
            school = text(child.school.name) if child.school else EMPTY
            who = known.id if self.identified else NULL
            table.add(
                reported, begins, small(order), child_part, called, text(child.last_name), EMPTY, born,
                day(child.expected_on), code(child.sex), place, school, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, who, link,
                no_reasons,
            )  # fmt: skip
        for order, (index, known) in enumerate(zip(story.adults, self.adults, strict=True)):
            adult = family.adults[index]
            count += 1
            who = known.id if self.identified else NULL
            table.add(
                half, count.to_bytes(6), begins, small(order), adult_part, text(adult.first_names),
                text(adult.last_name), EMPTY, born_unknown, NO, NULL, code(adult.sex), place, EMPTY, EMPTY,
                text(adult.phone), EMPTY, EMPTY, EMPTY, who, link, no_reasons,
            )  # fmt: skip
        rows.ids.count = count
        if self.identified:
            contact.involves(self.child_ids, "child")
            contact.involves(self.adult_ids, "adult")

    def _decision_rows(self) -> None:
        story, rows = self.story, self.rows
        if story.decided_at is None and story.sent_back is None:
            return
        threshold, _ = rows.cast.threshold[self.authority]
        decider = rows.who(story.decided_by).user
        moments = []
        if story.sent_back:
            moments.append((story.sent_back.decided_at, story.decided_at is None))
        if story.decided_at:
            moments.append((story.decided_at, True))
        for at, current in moments:
            for each in story.decisions:
                told = next((one for one in story.handoffs if each.child in one.children), None)
                to_team = key(rows.cast.teams[told.to_team].pk) if told else NULL
                rationale, place = text(each.rationale), self.place[each.child]
                rows.to.decision.add(
                    rows.ids.new(at), self.contact.id, self.contact.id, self.reported[place], self.child_ids[place],
                    self.contact.where, NO, flag(current), code(each.outcome), small(each.level), key(threshold),
                    array(each.clauses), rationale, array(each.evidence), code(each.reason), code(each.consent),
                    text(each.family_told), to_team, rationale,
                    self.handoffs.get(each.child, NULL) if current else NULL, rows.moments[at], decider,
                    EMPTY, *_WEIGHED[each.outcome],
                )  # fmt: skip
