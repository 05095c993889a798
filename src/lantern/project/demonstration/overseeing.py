"""Risks of which one got worse, challenges, a scrutiny plan behind its days, an escalation that nobody outside ever
answered, exception reports both ways, agreements that ran out and arrangements to be reviewed: the partnership’s
registers in the demonstration, told by the real actions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.access.context import acting
from lantern.boards.models import Action, Body, Seat
from lantern.law.timescales import add_months
from lantern.oversight.actions import agreements, matters, risks, scrutiny
from lantern.oversight.queries import agencies
from lantern.project.demonstration.partnership_posts import holder

_RISKS: tuple[tuple[str, str, str, str, tuple[tuple[int, int], ...], str], ...] = (
    ("Families wait unseen between two services", "Waits grew in the east and nobody counts them all.",
     "A child who was stepped down comes back worse, and nobody had met the family.",
     "One list of everybody who waits, read each month.", ((4, 4), (3, 4), (3, 4), (4, 4)),
     "Nine weeks in the east; the list is read by one service only."),
    ("Nobody answers about exploitation at weekends", "The police desk and the duty team have two rotas.",
     "A missing child is looked for on Monday.", "An inspector until the rota is agreed.", ((4, 5), (3, 4), (2, 4)),
     "The rota for spring is agreed in draft."),
    ("Reviews cost more than was planned", "A second local review began before the year ended.",
     "Training is cancelled to pay for it.", "Nine thousand pounds moved between lines.", ((3, 3), (2, 3)),
     "The second review is within its cost."),
    ("Learning does not reach the night shift", "Briefings are sent to day teams.",
     "The same mistake is made at night.", "Briefings are read at handover.", ((3, 3),), ""),
)  # fmt: skip
"""Title, cause, effect, what is done, each look (how likely, how bad) with the oldest first, why the newest."""

_LINES = (
    ("Are children’s own words in the file?", "Three audits found a third of the files without them.", "files", -2,
     "In 21 of 30 files the child is quoted. Where two services work with a family, in 4 of 10.",
     "30 files drawn by the audit’s rule; talked through with nine workers."),
    ("What return interviews are for", "They are offered and not taken up.", "talks", -1, "", ""),
    ("How the Engine Room decides what to look into", "The Executive asked whether the same three people decide.",
     "body", 2, "", ""),
    ("Whether the figures of waits can be trusted", "Two services count differently.", "figures", 4, "", ""),
)  # fmt: skip


class _Telling:
    """One keeper's registers up to a moment."""

    def __init__(self, keeper: int, at: dt.datetime) -> None:
        self.keeper, self.at = keeper, at
        self.officer, self.scrutineer = holder("partnership_officer", keeper), holder("independent_scrutineer", keeper)
        bodies = {each.kind: each for each in Body.objects.filter(authority_id=keeper).order_by("outside", "-name")}
        self.executive, self.engine_room = bodies["executive"], bodies["engine_room"]
        seats = Seat.objects.filter(body__in=(self.executive, self.engine_room)).order_by("body__kind", "number")
        self.seats = list(seats.exclude(chairs=True).select_related("body"))

    def months(self, number: int) -> dt.datetime:
        """So many months back (below nought), at this time of day."""
        return dt.datetime.combine(add_months(self.at.date(), number), self.at.timetz())

    def risks(self) -> None:
        for number, (title, cause, effect, controls, looks, why) in enumerate(_RISKS):
            (likely, bad), *again = looks
            first = {"first_likelihood": min(likely + 1, 5), "first_impact": max(bad, 4)}
            said: dict[str, Any] = first | {"title": title, "cause": cause, "effect": effect, "controls": controls}
            began = self.months(-2 * len(looks) if again else -5)
            risk = risks.raise_risk(
                keeper=self.keeper, said=said | {"likelihood": likely, "impact": bad},
                owner_seat=self.seats[number % len(self.seats)], by=self.officer, at=began,
            )  # fmt: skip
            for place, (now_likely, now_bad) in enumerate(again, 1):
                last = place == len(again)
                risks.look(
                    risk, likelihood=now_likely, impact=now_bad, controls=controls,
                    why=why if last else "Read with the figures of the quarter.", by=self.officer,
                    at=self.months(-2 * (len(looks) - place)), version=risk.version,
                )  # fmt: skip

    def scrutiny(self) -> None:
        for title, why, how, months, found, evidence in _LINES:
            began = self.months(-6)
            due_on = add_months(self.at.date(), months)
            told: dict[str, Any] = {"title": title, "why": why, "how": how, "due_on": due_on}
            line = scrutiny.plan(keeper=self.keeper, said=told, by=self.scrutineer, at=began)
            if found:
                said: dict[str, Any] = {"found": found, "evidence": evidence, "by": self.scrutineer}
                scrutiny.report(line, at=self.months(months), version=line.version, **said)
                self._challenge(line)

    def _challenge(self, line: Any) -> None:
        said: dict[str, Any] = {"keeper": self.keeper, "sort": "challenge", "by": self.scrutineer}
        sent = self.months(-2)
        asked = matters.put(
            title="Whose job is it to write down what the child says?", because_of=line, to_seat=self.seats[0],
            words="Where two services work with a family, each leaves it to the other. Who writes it, from when?",
            sent_on=sent.date(), at=sent, **said,
        )  # fmt: skip
        text = "The service that sees the child most. It stands in the assessment’s first page from next month."
        answered: dict[str, Any] = {"text": text, "answered_by": self.seats[0].name, "on": self.months(-1).date()}
        at = self.months(-1)
        matters.answer(asked, by=self.officer, at=at, version=asked.version, late_reason="Half-term.", **answered)
        sent = self.months(-3)
        matters.put(
            title="Four actions are marked done and nobody outside has looked", to_seat=self.seats[1],
            words="What would somebody from outside see in the files, if they read twelve of them today?",
            sent_on=sent.date(), at=sent, **said,
        )  # fmt: skip

    def escalations(self) -> None:
        late = Action.objects.filter(authority_id=self.keeper, state="open").order_by("next_due_at").first()
        sent = self.months(-7)
        asked = self._sent(
            "escalation", "Department for Education", "Home education: nobody can see a child who is never seen",
            "Two reviews found children whom no professional had met for a year. We ask for a duty to see them.", sent,
            because_of=late,
        )  # fmt: skip
        for back in (5, 2):
            matters.chase(asked, reason="Wrote to the same address again, and to the regional office.",
                          by=self.officer, at=self.months(-back), version=asked.version)  # fmt: skip
        gone = self._sent(
            "escalation", "NHS England", "Beds for young people in crisis",
            "Three young people waited in a police cell or a ward for adults.", self.months(-16),
        )  # fmt: skip
        matters.give_up(gone, reason="The office was dissolved. It is put anew to the region.", by=self.officer,
                        at=self.months(-4), version=gone.version)  # fmt: skip
        told = self._sent(
            "report_out", "Tees Strategic VEMT Group", "Return interviews: a quarter are declined",
            "The Engine Room asks every area whether it sees the same.", self.months(-3), body=self.engine_room,
        )  # fmt: skip
        said: dict[str, Any] = {"text": "Two of four areas see it. A common script is drafted.", "by": self.officer}
        matters.answer(told, answered_by="Chair of the group", on=self.months(-1).date(), at=self.months(-1),
                       version=told.version, late_reason="The group meets quarterly.", **said)  # fmt: skip
        self._sent(
            "report_in", "Teeswide Safeguarding Adults Board", "Young people who turn eighteen in a review",
            "The board asks who tells an adult’s social worker, and by when.", self.months(-2), body=self.executive,
        )  # fmt: skip

    def _sent(self, sort: str, other: str, title: str, words: str, at: dt.datetime, **more: Any) -> Any:
        return matters.put(
            keeper=self.keeper, sort=sort, other=other, title=title, words=words, sent_on=at.date(), by=self.officer,
            at=at, **more,
        )  # fmt: skip

    def agreements(self) -> None:
        known = agencies(self.keeper)
        for number, (sort, title, promised, months, given, signed) in enumerate(_AGREEMENTS):
            said: dict[str, Any] = {
                "sort": sort, "title": title, "promised": promised, "kept_at": "The partnership’s shared folder",
                "renew_by": add_months(self.at.date(), months),
                "signed_on": add_months(self.at.date(), months - 24) if signed else None,
            }  # fmt: skip
            agency = next((each for each in known if _WITH[number] in each.name), known[number])
            made = agreements.record(keeper=self.keeper, agency=agency, said=said, by=self.officer, at=self.months(-12))
            if given:
                agreements.give(made, given=given, by=self.officer, at=self.months(-1), version=made.version)
        began = add_months(self.at.date(), -11)
        edition = agreements.publish(
            keeper=self.keeper, by=self.officer, at=self.months(-11),
            said={"title": "How we work together, fourth edition", "published_on": began, "in_force_on": began,
                  "read_at": "The partnership’s public page"},
        )  # fmt: skip
        how: dict[str, Any] = {"sent_on": add_months(began, 1), "sent_how": "By e-mail to the department"}
        at = self.months(-10)
        agreements.send(edition, by=self.officer, at=at, version=edition.version, **how)


_WITH = ("Probation Service", "Cleveland Police", "schools", "Faith")
"""A word in the name of the agency with which each of the next is made."""
_AGREEMENTS = (
    ("memorandum", "Memorandum of understanding", "A named lead at the Engine Room, and answers to audits in time.",
     14, "Came to five of six meetings; two of three audits answered in time.", True),
    ("sharing", "Sharing at the front door", "Answers to checks within the working day; nothing kept beyond the check.",
     -1, "", True),
    ("contribution", "Two days of training a year", "Two trainers for two days a year.", 5,
     "One day. The second trainer left.", True),
    ("memorandum", "Memorandum with a relevant agency", "A contact for practice reviews.", 9, "", False),
)  # fmt: skip


def give_oversight(keeper_id: int, *, at: dt.datetime) -> None:
    """Tell it for one partnership."""
    telling = _Telling(keeper_id, at)
    with acting(telling.officer):
        telling.risks()
    with acting(telling.scrutineer):
        telling.scrutiny()
    with acting(telling.officer):
        telling.escalations()
        telling.agreements()
