"""Early help in the demonstration: families that teams took on, some helped well, some that wait, some that stopped
coming. Written by the real actions, so that it stands in the ledger like any other.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from lantern.access.context import acting, sending_to
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp import actions
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.queries import EARLY_HELP_PURPOSE
from lantern.law.codes import code_set
from lantern.partnership.models import Agency, Post, TeamKind
from lantern.plans import actions as plans
from lantern.plans.models import Plan
from lantern.spine import handoffs
from lantern.spine.models import Handoff
from lantern.waiting import gate

FAMILIES = 36
"""Of each authority: enough for every page to have something true on it."""

_STRENGTHS = (
    "Grandmother lives two doors away and has the children every Wednesday.",
    "Mum and Dad both came, and both want the mornings to change.",
    "He has one good friend and a teacher he trusts.",
    "She has kept every appointment at the clinic.",
)
_NEEDS = (
    "A bedtime that holds, and somebody to get the children up when Mum works nights.",
    "Somebody outside the family to talk to at school, once a week.",
    "Help with the rent arrears before the letter becomes an eviction.",
    "A way to argue that does not frighten the children.",
)
_WORRIES = (
    "Nineteen half days missed this term, and more on Mondays.",
    "He says that he listens at the door at night to know that she is well.",
    "The parents have separated twice this year and moved in together again.",
    "She has stopped eating lunch.",
)
_SAID = (
    "I want it to be quiet when I go to bed.",
    "Nobody asks me, they ask Mum.",
    "I like it when Dad does tea.",
    "I am fine. I just want to see my friends.",
)
_OWN = (
    "That mornings are quiet",
    "That we eat tea together twice a week",
    "That he tells us when he is sad",
    "That nobody shouts",
)
_ANALYSIS = (
    "The children carry what the adults do not say to each other. It shows at school first.",
    "He stays awake to keep watch. Until somebody else does, he will be tired at school.",
)
_AIMS = (
    "Everybody sleeps, and the children are at school in the morning.",
    "Tea is at the table, and nobody shouts.",
    "Home is safe and warm, and the rent is paid.",
)
_ACTIONS = (
    (
        "A bedtime that holds.",
        "{who} comes at six on three evenings, and Mum keeps the chart.",
        "Asleep by nine on five nights of seven.",
    ),
    (
        "Somebody outside the family to talk to.",
        "{who} meets the child at school every Thursday after lunch.",
        "The child says whom they would tell.",
    ),
    (
        "The arrears must not become an eviction.",
        "{who} goes with Dad to the housing office and writes down what is agreed.",
        "A payment plan is signed, and two payments were made.",
    ),
)
_NOW = ("Asleep by ten on most nights.", "They have met four times.", "Signed; one payment was made.")
_IF_NOT = "If it is no better in six weeks we meet again with the school and ask the hub what else there is."
_REVIEWED = "It moves, slowly. What helps is that the same person comes."
_NEED_CODES = ("routines", "parental_conflict", "child_mental_health", "school", "behaviour", "home", "domestic_abuse")


def give_early_help(authorities: Iterable[int], *, at: dt.datetime) -> int:
    """Let teams begin what they took on, family by family. Returns how many families."""
    chance = random.Random(29)
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        given = sum(_of_authority(authority, at, chance) for authority in authorities)
        cursor.execute("set role lantern_owner")
    return given


def _of_authority(authority: int, at: dt.datetime, chance: random.Random) -> int:
    boss = next(iter(_holders(authority, "early_help_manager", TeamKind.EARLY_HELP)), None)
    workers = {
        each.team_id: each
        for each in (
            *_holders(authority, "early_help_worker", TeamKind.EARLY_HELP),
            *_holders(authority, "provider_worker", TeamKind.PROVIDER),
        )
    }
    if boss is None:
        return 0
    with acting(boss):
        taken = Handoff.objects.filter(
            authority_id=authority,
            purpose=EARLY_HELP_PURPOSE,
            state__in=(handoffs.ACCEPTED, handoffs.SEEN),
            to_team_id__in=list(workers),
            restricted=False,
        ).select_related("from_team", "to_team")
        found = list(taken.order_by("accepted_at", "pk")[:FAMILIES])
        helpers = list(Agency.objects.filter(teams__covers__contains=[authority], answers_checks=True).distinct()[:3])
    for number, handoff in enumerate(found):
        worker = workers[handoff.to_team_id]
        _Telling(worker, boss, helpers, at, chance, number).tell(handoff)
    return len(found)


def _holders(authority: int, role: str, kind: TeamKind) -> list[ActingPerson]:
    posts = Post.objects.filter(role=role, team__kind=kind, team__covers__contains=[authority], holder__isnull=False)
    found = []
    for post in posts.select_related("team__agency", "holder").order_by("-code"):
        if post.holder is not None:
            team = post.team
            found.append(
                ActingPerson(
                    user_id=post.holder.pk,
                    name=post.holder.display_name,
                    role=post.role,
                    post_id=post.pk,
                    post_title=post.title,
                    team_id=team.pk,
                    team_kind=team.kind,
                    team_name=team.name,
                    agency_id=team.agency_id,
                    agency_name=team.agency.name,
                    covers=tuple(team.covers),
                    authorities=(authority,) if team.holds_cases else (),
                )
            )
    return found


class _Telling:
    """One family's early help, told by what its workers did."""

    def __init__(
        self, worker: ActingPerson, boss: ActingPerson, helpers: list[Agency], until: dt.datetime,
        chance: random.Random, number: int,
    ) -> None:  # fmt: skip
        self.worker, self.boss, self.helpers, self.until = worker, boss, helpers, until
        self.chance, self.number = chance, number
        self.help: EarlyHelp | None = None
        self.began = until

    def tell(self, handoff: Handoff) -> None:
        """From what was accepted, as far as this family has come. One in seven waits for its assessment; one in five
        stops coming.
        """
        self.began = min((handoff.accepted_at or handoff.opened_at) + dt.timedelta(days=1), self.until)
        with acting(self.worker):
            taken = Handoff.objects.select_related("from_team", "to_team").get(pk=handoff.pk)
            need = _NEED_CODES[self.number % len(_NEED_CODES)]
            made = actions.take_up(taken, need=need, why="", by=self.worker, at=self.began)
            self.help = EarlyHelp.objects.select_related("owner_team").get(pk=made.episode.pk)
            if self.help.first_contact_at is None:
                return  # nobody has been to see them, and the page says for how long
            if self.number % 7 == 3 or not self._reached(30):
                return  # met, and never assessed: late for all to see
            self._assess()
        if self.number % 7 == 5:
            return  # waits for a manager
        self._do(self.boss, actions.agree, 34, words="The children are heard. I would do the same.")
        if self.number % 2 == 0 and self._reached(36):
            self._plan()
        self._go_on()

    def _reached(self, days: int) -> bool:
        return self.began + dt.timedelta(days=days) <= self.until

    def _help_now(self) -> EarlyHelp:
        assert self.help is not None
        return EarlyHelp.objects.select_related("owner_team").get(pk=self.help.pk)

    def _do(self, by: ActingPerson, act: Callable[..., Any], days: int, **said: Any) -> None:
        at = min(self.began + dt.timedelta(days=days), self.until)
        with acting(by):
            found = self._help_now()
            act(found, by=by, at=at, version=found.version, **said)

    def _assess(self) -> None:
        subjects = self.help.subjects if self.help else []
        child = next((each for each in subjects if each["part"] == "child"), subjects[0])
        place = self.number % 4
        words = {
            "strengths": _STRENGTHS[place],
            "needs": _NEEDS[place],
            "worries": _WORRIES[place],
            "analysis": _ANALYSIS[place % 2],
            "recommendation": "plan",
            "recommendation_words": "We agree together what changes first, and who helps.",
        }
        said = [{"number": child["number"], "name": child["name"], "part": "child", "words": _SAID[place]}]
        self._do(self.worker, actions.write_assessment, 28, words=words, voices=said)
        self._do(self.worker, actions.submit, 30)

    def _plan(self) -> None:
        """Whoever leads writes the family's plan, a provider too; one in four still waits for the council's manager."""
        begun, place = self.began + dt.timedelta(days=36), self.number // 2 % len(_ACTIONS)
        with acting(self.worker):
            found = self._help_now()
            children = actions.begin_family_plan(found, by=self.worker, at=begun)
            plan = children[0]
            need, action, measure = _ACTIONS[place]
            who = self.worker.name
            written = {
                "need": need, "action": action.format(who=who.split()[0]), "owner_kind": "worker", "owner": who,
                "due_on": (begun + dt.timedelta(days=60)).date(), "measure": measure, "baseline": "",
            }  # fmt: skip
            press: dict[str, Any] = {"by": self.worker, "at": begun}
            plans.save_item(plan, None, values=written, version=plan.version, **press)
            plans.save_head(plan, aim=_AIMS[place], contingency=_IF_NOT, version=plan.version, **press)
            plans.submit(plan, version=plan.version, **press)
        if self.number % 8 == 4:
            return
        with acting(self.boss):
            plan = Plan.objects.get(pk=plan.pk)
            agreed = begun + dt.timedelta(days=2)
            plans.agree(plan, note="Clear, and theirs.", by=self.boss, at=agreed, version=plan.version)
        if self.number % 4 == 0 and self._reached(100):
            held = self.began + dt.timedelta(days=98)
            with acting(self.worker):
                plan = Plan.objects.get(pk=plan.pk)
                plans.review(
                    plan, held_at=held, on=held.date(), decision="continue", reasons=_REVIEWED,
                    came={1: plans.Came(now=_NOW[place])}, who_came="Mum, the school, " + who, child_view=_SAID[place],
                    by=self.worker, at=held, version=plan.version,
                )  # fmt: skip

    def _go_on(self) -> None:
        family = self.help.subjects if self.help else []
        own = Agency.objects.get(pk=self.worker.agency_id or 0)
        stops = self.number % 5 == 4
        for agency in self.helpers[:2]:
            refused = self.chance.random() < 0.25
            self._do(
                self.worker, actions.answer_consent, 8, agency=agency, about=[each["number"] for each in family],
                given=not refused, sharing=() if refused else ("assessment", "plan", "meetings"),
                given_by="a parent", how="signed", when=self.began + dt.timedelta(days=8),
            )  # fmt: skip
        self._score("start", 9, low=1, high=5)
        for week in range(6):
            if not self._reached(40 + 14 * week):
                break
            missed = stops and week > 1
            outcome = "missed" if missed else "attended" if self.chance.random() < 0.8 else "cancelled_family"
            on = (self.began + dt.timedelta(days=40 + 14 * week)).date()
            self._do(
                self.worker, actions.record_session, 40 + 14 * week, agency=own, on=on, kind="home", outcome=outcome
            )
        if self._reached(150):
            self._score("review" if stops else "end", 140, low=3 if not stops else 1, high=9 if not stops else 5)
            if not stops and self.number % 3:
                self._through_the_gate()
                better = code_set("early_help_outcome").known[self.chance.choice((0, 1, 1, 2))]
                self._do(
                    self.worker, actions.end, 150, ending="done", outcome=better,
                    words="Breakfast club goes on. If nights are loud again they ring the school first.",
                    family_says="It is calmer, and we know whom to ring.",
                )  # fmt: skip

    def _through_the_gate(self) -> None:
        at = min(self.began + dt.timedelta(days=148), self.until)
        said = gate.Answers(
            "They sleep, and come to school.", "Attendance since October; the scores; what the teacher says.",
            "It is calmer, and we know whom to ring.", "yes", "The breakfast club came to the last meeting.",
            "The school rings early help before it sends a letter.",
        )  # fmt: skip
        assert self.help is not None
        with acting(self.worker), sending_to(self.help.authority_id) as sender:
            made = gate.answer(self.help, way=gate.CLOSURE, said=said, by=sender, at=at)
        with acting(self.boss):
            gate.agree(made, words="I rang the school: it holds.", by=self.boss, at=at)

    def _score(self, stage: str, days: int, *, low: int, high: int) -> None:
        codes = code_set("early_help_measure").known
        for who in ("child", "practitioner"):
            chosen = [codes[self.number % 6], codes[(self.number + 2) % 6], "own"]
            self._do(
                self.worker, actions.measure, days, stage=stage, who=who, name="A child" if who == "child" else "",
                scores={code: self.chance.randint(low, high) for code in chosen},
                own_measure=_OWN[self.number % 4], on=(self.began + dt.timedelta(days=days)).date(),
            )  # fmt: skip
