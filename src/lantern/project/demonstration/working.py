"""What is done about it: from screening through checks and decisions to handoffs, each step no later than the end."""

from typing import Any

from lantern.project.demonstration import narratives as words
from lantern.project.demonstration import shape
from lantern.project.demonstration.chances import Chances, sentences
from lantern.project.demonstration.doors import ELSEWHERE
from lantern.project.demonstration.families import Family
from lantern.project.demonstration.names import spread
from lantern.project.demonstration.stories import (
    CheckStory,
    ContactStory,
    DecisionStory,
    HandoffStory,
    Handover,
    Post,
    Referrer,
    SentBack,
)
from lantern.project.demonstration.worrying import NEVER_GREEN

RECENT_DAYS = 10
"""How far back contacts stand open in every state."""

_CLAUSES = {
    "domestic_abuse": ("2.7", "3.7", "4.8"),
    "neglect": ("2.4", "3.5", "4.4"),
    "physical_abuse": ("2.5", "3.5", "4.9"),
    "sexual_abuse": ("2.3", "3.4", "4.9"),
    "emotional_abuse": ("2.3", "3.6", "4.7"),
    "parent_drugs": ("2.6", "3.6", "4.6"),
    "parent_alcohol": ("2.6", "3.6", "4.6"),
    "parent_mental_health": ("2.6", "3.6", "4.6"),
    "child_mental_health": ("2.3", "3.4", "4.3"),
    "child_self_harm": ("2.3", "3.4", "4.3"),
    "child_behaviour": ("2.3", "3.4", "4.3"),
    "child_disability": ("2.1", "3.1", "4.1"),
    "young_carer": ("2.8", "3.6", "4.6"),
    "missing": ("2.5", "3.4", "4.11"),
    "criminal_exploitation": ("2.5", "3.4", "4.11"),
    "sexual_exploitation": ("2.5", "3.4", "4.11"),
    "serious_violence": ("2.5", "3.4", "4.11"),
    "radicalisation": ("2.5", "3.4", "4.11"),
    "online_harm": ("2.5", "3.4", "4.11"),
    "absent_from_school": ("2.2", "3.3", "4.4"),
    "parental_conflict": ("2.7", "3.7", "4.7"),
    "housing": ("2.9", "3.9", "4.6"),
    "money_and_food": ("2.9", "3.9", "4.6"),
    "unborn_child": ("2.1", "3.2", "4.10"),
    "bereavement": ("2.7", "3.6", "4.6"),
    "parent_in_prison": ("2.7", "3.8", "4.6"),
    "private_fostering": ("2.5", "3.8", "4.6"),
    "asks_for_help": ("2.5", "3.6", "4.6"),
    "allegation_about_professional": ("2.5", "3.4", "4.9"),
}
"""Clauses of levels 2, 3 and 4 that a reason is likely to be decided under; in every version of each document."""

_UNIVERSAL = {"home": "1.6", "care": "1.4", "self": "1.3", "outside": "1.5", "strain": "1.7"}

_OUTCOMES = {
    "red": spread(
        {
            "strategy_discussion": 36,
            "assessment": 40,
            "early_help": 8,
            "advice": 6,
            "no_further_action": 8,
            "other_authority": 2,
        }
    ),
    "amber": spread(
        {
            "strategy_discussion": 4,
            "assessment": 27,
            "early_help": 28,
            "advice": 15,
            "no_further_action": 24,
            "other_authority": 2,
        }
    ),
    "green": spread({"assessment": 5, "early_help": 25, "advice": 35, "no_further_action": 33, "other_authority": 2}),
}

_CHECKED = {"red": 0.86, "amber": 0.62, "green": 0.20}

_CLOCK = {"red": 4 * 60, "amber": 24 * 60, "green": 3 * 24 * 60}
"""Minutes in which an agency is asked to answer, for the hint only: the product's own clocks decide what is late."""

_STOPS = (
    "screen",
    "screen",
    "checks",
    "checks",
    "decide",
    "sign_off",
    "sign_off",
    "send_back",
    "send_back",
    "handoff",
    "handoff",
    "feedback",
)

_OPEN_DAYS = {"screen": 1, "checks": 3, "decide": 2, "sign_off": 2, "send_back": 3, "handoff": 8, "feedback": 6}
"""For how many days work usually stays where it is; half as long when it is red."""
_LEFT_LYING = 0.15
"""The share of what is not red that stays longer, as in every hub."""

_EVIDENCE = (("reported",), ("reported", "history"), ("reported", "checks"), ("reported", "history", "checks"))


class Working(Chances):
    """Draws what a team does with a contact."""

    def _left_open(self, received: int, priority: str) -> str:
        """The step at which a contact of the last days still stands; nothing when it went its way."""
        days = (self.end - received) / 1440
        if days > RECENT_DAYS or self.random() >= 0.75:
            return ""
        stop = self.among(_STOPS)
        if priority == "red":
            return stop if days < _OPEN_DAYS[stop] / 2 else ""
        return stop if days < _OPEN_DAYS[stop] or self.random() < _LEFT_LYING else ""

    def _work(
        self,
        fixed: dict[str, Any],
        received: int,
        open_now: bool,
        family: Family,
        children: tuple[int, ...],
        reason: str,
        priority: str,
        referrer: Referrer,
        names: dict[str, str],
        previous: int,
    ) -> ContactStory:
        """From screening to the end, each step no later than the end of the story. A step not taken is None."""
        random, calendar, end, door = self.random, self.calendar, self.end, self.door
        stop = self._left_open(received, priority)

        at_night = not open_now and (priority == "red" or (priority == "amber" and random() < 0.45))
        handover, taken = None, received
        if not open_now:
            offered = max(calendar.opening(received) - 30, received + 1)
            taken = calendar.opening(received) + self.span(35)
            if offered <= end:
                handover = Handover(calendar.moment(offered), calendar.moment(taken) if taken <= end else None)
        if at_night:
            screened = received + self.span(25)
            screened_by = Post(door.emergency, "edt_social_worker", 1 + int(random() * 6))
        else:
            screened = calendar.worked(taken, self.span({"red": 22, "amber": 110, "green": 210}[priority]))
            screened_by = Post(
                door.hub, "hub_social_worker" if random() < 0.7 else "hub_officer", 1 + int(random() * 6)
            )
        fixed["handover"] = handover
        if stop == "screen" or screened > end:
            return ContactStory(**fixed)
        moment = calendar.moment
        note = (
            self.among(words.SCREENING_NOTES) % names
            if random() < 0.6
            else words.KNOWN_NOTE
            if previous
            else words.NEW_NOTE
        )
        different = self.among(words.WHY_DIFFERENT) if previous and random() < 0.85 else ""

        checks, answered = self._checks(screened, priority, reason, names, stop == "checks")
        fixed |= {
            "screened_at": moment(screened),
            "screened_by": screened_by,
            "screening_note": note,
            "why_different": different,
            "checks": checks,
        }
        outcomes = self._outcomes(children, reason, priority, previous)
        if fixed["parents_aware"] == "not_safe":
            outcomes = tuple("assessment" if outcome == "early_help" else outcome for outcome in outcomes)
        urgent = "strategy_discussion" in outcomes
        ready = max(screened, answered)
        decided = (
            ready + self.span(40)
            if at_night and urgent
            else calendar.worked(ready, self.span({"red": 45, "amber": 120, "green": 160}[priority]))
        )
        if stop in ("checks", "decide") or decided > end:
            return ContactStory(**fixed)
        role, team = ("edt_social_worker", door.emergency) if at_night and urgent else ("hub_social_worker", door.hub)
        decided_by = Post(team, role, 1 + int(random() * 6))
        manager = Post(team, "edt_manager" if role.startswith("edt") else "hub_manager", 1 + int(random() * 2))

        consent, family_told = self._consent(fixed["parents_aware"])
        fixed["decisions"] = tuple(
            self._decision(child, outcome, family, reason, names, consent, family_told, bool(checks), previous)
            for child, outcome in zip(children, outcomes, strict=True)
        )
        fixed["decided_by"] = decided_by
        if stop == "send_back" or random() < 0.07:
            returned = calendar.worked(decided, self.span(90))
            if returned <= end:
                fixed["sent_back"] = SentBack(moment(decided), moment(returned), manager, self.among(words.SENT_BACK))
                decided = calendar.worked(returned, self.span(120))
                if stop == "send_back" or decided > end:
                    return ContactStory(**fixed)
        fixed["decided_at"] = moment(decided)
        if urgent and not fixed["sent_back"] and random() < 0.5:
            fixed["urgent_start_at"] = moment(decided)
        signed = (
            decided + self.span(40)
            if role.startswith("edt")
            else calendar.worked(decided, self.span(35 if urgent else 95))
        )
        if stop == "sign_off" or signed > end:
            return ContactStory(**fixed)
        handoffs, accepted = self._handoffs(children, outcomes, signed, stop == "handoff")
        fixed |= {
            "signed_off_at": moment(signed),
            "signed_off_by": manager,
            "sign_off_note": self.among(words.SIGN_OFF_NOTES),
            "handoffs": handoffs,
        }
        told = calendar.worked(signed, self.span(130 if referrer.professional else 200))
        reachable = referrer.answer_by != "none"
        if stop == "feedback" or told > end:
            return ContactStory(**fixed)
        finished = calendar.opening(max(told, accepted)) + 2 if accepted else 0
        fixed |= {
            "feedback_at": moment(told),
            "feedback_how": referrer.answer_by if reachable else "",
            "feedback_words": words.TOLD[outcomes[0]] if reachable else "",
            "can_not_tell": "" if reachable else "anonymous",
            "finished_at": moment(finished) if accepted and finished <= end else None,
        }
        return ContactStory(**fixed)

    def _checks(
        self, screened: int, priority: str, reason: str, names: dict[str, str], waiting: bool
    ) -> tuple[tuple[CheckStory, ...], int]:
        """The checks and the minute by which the decider had what they waited for."""
        random, calendar, end = self.random, self.calendar, self.end
        if not waiting and random() > _CHECKED[priority]:
            return (), screened
        desks = self.door.desks
        count = 2 + int(random() * 3.4) if priority != "green" else 1 + int(random() * 2.2)
        asked = screened + self.span(18)
        if asked > end:
            return (), asked
        due = asked + _CLOCK[priority]
        ready = asked
        found = []
        moment = calendar.moment
        asked_at, due_at = moment(asked), moment(due)
        for place in range(count):
            desk = desks[place] if place < 3 else desks[3 + int(random() * 4)]
            late = random() < shape.LATE_ANSWERS[desk.type]
            if late:
                answered = calendar.worked(due, self.span(_CLOCK[priority] / 4))
            elif priority == "red":
                answered = asked + self.span(70)
            else:
                answered = min(calendar.worked(asked, self.span(100 if priority == "amber" else 260)), due)
            if random() < 0.012 or (waiting and (place == 0 or random() < 0.5)):
                answered = end + 1
            else:
                ready = max(ready, min(answered, due + 240))
            reminded = moment(due + 5) if answered > due + 5 and due + 5 <= end and random() < 0.8 else None
            if answered > end:
                found.append(
                    CheckStory(desk.team, desk.agency, asked_at, due_at, reminded, None, "", "", "", "", None, "")
                )
                continue
            draw = random()
            if draw < 0.38:
                found.append(
                    CheckStory(
                        desk.team,
                        desk.agency,
                        asked_at,
                        due_at,
                        reminded,
                        moment(answered),
                        "nothing_held",
                        "",
                        "",
                        "",
                        None,
                        "",
                    )
                )
            elif draw < 0.40:
                why = self.among(words.CANNOT_SHARE)
                found.append(
                    CheckStory(
                        desk.team,
                        desk.agency,
                        asked_at,
                        due_at,
                        reminded,
                        moment(answered),
                        "cannot_share",
                        "",
                        "",
                        "",
                        None,
                        why,
                    )
                )
            else:
                text = self.among(words.ANSWERS[desk.type]) % (
                    names | {"count": str(2 + int(random() * 5)), "percent": str(40 + int(random() * 58))}
                )
                private = desk.type in ("police", "probation") and random() < 0.4
                found.append(
                    CheckStory(
                        desk.team,
                        desk.agency,
                        asked_at,
                        due_at,
                        reminded,
                        moment(answered),
                        "relevant",
                        text,
                        "Own records",
                        "professionals_only" if private else "official_sensitive",
                        not private,
                        "",
                    )
                )
        return tuple(found), ready

    def _outcomes(self, children: tuple[int, ...], reason: str, priority: str, previous: int) -> tuple[str, ...]:
        """One outcome for each child; siblings usually share one. Repeats tip the balance towards an assessment."""
        random = self.random
        if reason == "allegation_about_professional":
            return ("lado",) * len(children)
        main = self.among(_OUTCOMES[priority])
        if previous >= 3 and main in ("no_further_action", "advice") and random() < 0.4:
            main = "assessment"
        if reason in NEVER_GREEN and main in ("no_further_action", "advice", "early_help") and random() < 0.7:
            main = "assessment"
        if len(children) == 1 or random() < 0.8:
            return (main,) * len(children)
        other = "early_help" if main in ("assessment", "strategy_discussion") else "advice"
        return (main, *(other if random() < 0.6 else main for _ in children[1:]))

    def _consent(self, aware: str) -> tuple[str, str]:
        if aware == "not_safe":
            return "not_sought", words.FAMILY_TOLD[3]
        draw = self.random()
        return (
            ("yes", words.FAMILY_TOLD[0])
            if draw < 0.75
            else ("no", words.FAMILY_TOLD[1])
            if draw < 0.85
            else ("not_sought", words.FAMILY_TOLD[2])
        )

    def _decision(
        self,
        child: int,
        outcome: str,
        family: Family,
        reason: str,
        names: dict[str, str],
        consent: str,
        family_told: str,
        checked: bool,
        previous: int,
    ) -> DecisionStory:
        random = self.random
        clauses = _CLAUSES[reason]
        if outcome in ("no_further_action", "advice"):
            level = 1 if random() < 0.5 else 2
        else:
            level = {"early_help": 2 if random() < 0.7 else 3, "strategy_discussion": 4}.get(outcome, 3)
        clause = _UNIVERSAL[words.GROUPS[reason]] if level == 1 else clauses[level - 2]
        evidence = words.EVIDENCE[1 if checked and random() < 0.6 else 2 if previous else 0]
        called = (
            names
            if family.children[child].first_names == names["child"]
            else {**names, "child": family.children[child].first_names or "the unborn baby"}
        )
        rationale = self.among(words.RATIONALES[outcome])
        if previous == 0 and outcome in ("assessment", "early_help"):
            rationale = words.RATIONALES[outcome][0]  # the others speak of what came before
        elif reason in NEVER_GREEN and outcome == "no_further_action":
            rationale = words.RATIONALES[outcome][0]  # the others make light of an injury
        if outcome == "early_help":
            consent, family_told = "yes", words.FAMILY_TOLD[0]
        return DecisionStory(
            child,
            outcome,
            level,
            (clause,),
            sentences(rationale % {**called, "evidence": evidence}),
            _EVIDENCE[(1 if previous else 0) + (2 if checked else 0)],
            self.among(words.NFA_REASONS) if outcome == "no_further_action" else "",
            consent,
            family_told,
        )

    def _handoffs(
        self, children: tuple[int, ...], outcomes: tuple[str, ...], signed: int, waiting: bool
    ) -> tuple[tuple[HandoffStory, ...], int]:
        """The handoffs, and the minute by which all were accepted (0 while one waits)."""
        random, calendar, end, door = self.random, self.calendar, self.end, self.door
        found: list[HandoffStory] = []
        all_taken = signed
        for outcome in dict.fromkeys(outcomes):
            if outcome in ("no_further_action", "advice"):
                continue
            about = tuple(child for child, decided in zip(children, outcomes, strict=True) if decided == outcome)
            offered, team = signed + 1, self._receiver(outcome)
            if outcome in ("early_help", "assessment") and random() < 0.035:
                declined = calendar.worked(offered, self.span(260))
                if declined <= end:
                    found.append(
                        HandoffStory(
                            about,
                            team,
                            outcome,
                            calendar.moment(offered),
                            None,
                            calendar.moment(declined),
                            self.among(words.DECLINED),
                            None,
                            None,
                            "",
                        )
                    )
                    offered = calendar.worked(declined, self.span(60))
                    team = door.early_help if outcome == "early_help" else door.assessment
                    if offered > end:
                        return tuple(found), 0
            soon = 20 if outcome == "strategy_discussion" else 190 if team != door.provider else 600
            accepted = (
                offered + self.span(soon)
                if outcome == "strategy_discussion"
                else calendar.worked(offered, self.span(soon))
            )
            if waiting or accepted > end:
                found.append(
                    HandoffStory(about, team, outcome, calendar.moment(offered), None, None, "", None, None, "")
                )
                all_taken = 0
                continue
            wait = {"strategy_discussion": 240, "assessment": 1500, "early_help": 3200}.get(outcome, 1000) * (
                3 if team == door.provider else 1
            )
            seen = calendar.worked(accepted, self.span(wait))
            length = {"strategy_discussion": 12, "assessment": 38, "early_help": 110, "lado": 30}.get(outcome, 3)
            finished = seen + int(length * 1440 * (0.6 + random() * 0.8))
            result = words.OUTCOMES_OF_WORK["assessment" if outcome == "strategy_discussion" else outcome]
            done = finished <= end
            found.append(
                HandoffStory(
                    about,
                    team,
                    outcome,
                    calendar.moment(offered),
                    calendar.moment(accepted),
                    None,
                    "",
                    calendar.moment(seen) if seen <= end else None,
                    calendar.moment(finished) if done else None,
                    self.among(result) if done else "",
                )
            )
            all_taken = max(all_taken, accepted) if all_taken else 0
        return tuple(found), all_taken

    def _receiver(self, outcome: str) -> str:
        door = self.door
        if outcome == "early_help":
            return door.provider if self.random() < 0.3 else door.early_help
        return {"lado": door.lado, "other_authority": ELSEWHERE}.get(outcome, door.assessment)
