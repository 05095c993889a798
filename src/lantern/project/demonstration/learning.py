"""What the partnership learns, in the demonstration: the thread from the inspection of 2023 to a figure that moved, one
that did not, and one that got worse; a learning set at work, challenges without an answer, and recommendations that
nobody can prove. Written by the real actions, so that it stands in the ledger like anything else.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import connection

from lantern.access.context import acting
from lantern.law.timescales import add_months, london_date
from lantern.learning import actions, areas, keeping, themes
from lantern.learning.models import ImpactTest, Recommendation, Theme, YearPriority
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency, Post
from lantern.project.demonstration.learning_telling import Telling
from lantern.project.demonstration.learning_words import THEMES, TOLD


def give_learning(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """The learning of every partnership that has one of these authorities. How many recommendations."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
    areas.take_over(settings.BASE_DIR / "areas", at=at)
    of = {partnership.authority(each).partnership_id for each in authorities}
    made = sum(_Story(each, at).tell() for each in partnership.keepers().values() if each.partnership_id in of)
    with connection.cursor() as cursor:
        cursor.execute("set role lantern_owner")
    return made


class _Story(Telling):
    """What happened, from the oldest theme to the figure that was read last."""

    def tell(self) -> int:
        """Everything, the oldest first; then the figures are counted and what got worse is opened again."""
        self._themes()
        self._priorities()
        self._a_finished_set()
        self._a_set_at_work()
        self._questions_that_wait()
        self._recommendations()
        keeping.keep(self.now, force=True)
        return Recommendation.objects.filter(authority_id=self.keeper.pk).count()

    def _themes(self) -> None:
        by = self.people.manager
        with acting(by):
            self.themes = [
                themes.add(keeper=self.keeper.pk, name=name, about=about, by=by, at=self.ago(13))
                for name, about in THEMES.items()
            ]
        tellers = [actor for _post, actor in self.people.members.values()]
        for number, (theme, evidence, months, words, source, weight) in enumerate(TOLD):
            who = by if evidence in ("figures", "audit") else tellers[number % len(tellers)]
            at = self.ago(months, 3 + number % 17)
            with acting(who):
                themes.carry(
                    self.themes[theme],
                    text=words,
                    evidence=evidence,
                    source=source,
                    weight=weight,
                    on=london_date(at),
                    by=who,
                    at=at,
                )

    def _priorities(self) -> None:
        by, start = self.people.manager, self.ago(7)
        with acting(by):
            for old in YearPriority.objects.filter(authority_id=self.keeper.pk, closed_at__isnull=True):
                if old.until and old.until < london_date(self.now):
                    actions.end_priority(
                        old,
                        outcome="Taken into the work of every year. No figure was named that should have moved.",
                        **self.press(old, by, self.now),
                    )
            leads = list(Agency.objects.filter(statutory=True, until_date__isnull=True).order_by("code"))
            mine = [each for each in leads if self.keeper.pk in partnership.keepers_for(each.pk)]
            for title, stage, place in (
                ("Help begins when it is offered", "recommending", 0),
                ("Plans that keep children safe", "analysing", -1),
                ("Parental mental health", "scoping", 1),
            ):
                one = actions.choose_priority(
                    keeper=self.keeper.pk,
                    title=title,
                    lead=mine[place % len(mine)],
                    since=london_date(start),
                    until=add_months(london_date(start), 12),
                    by=by,
                    at=start,
                )
                if stage != "scoping":
                    actions.go_to_stage(
                        one, stage=stage, note="Agreed in the Engine Room.", **self.press(one, by, start)
                    )
                theme = self.themes[{"recommending": 0, "analysing": 1, "scoping": 3}[stage]]
                Theme.objects.filter(pk=theme.pk).update(priority=one)
                theme.priority_id = one.pk

    def _a_finished_set(self) -> None:
        actors = [actor for _post, actor in self.people.members.values()]
        line = self._line(
            "Why do families wait after we have referred them to a provider?",
            0,
            12,
            who=actors[0],
            origin="practitioner",
            says="Three families in a month told me that nobody had rung.",
        )
        self._commission(
            line,
            "Nobody owns the time between offer and first visit.",
            "Early help, both councils, a year.",
            self.ago(11, 20),
        )
        friend = self._friend(
            "Sorrel Whitby",
            "Ran early help in another region for twelve years.",
            "Never worked for a partner here.",
            10,
            day_rate=45_000,
        )
        found = self._set(
            line,
            "The time between yes and hello",
            "Where is the time lost between offer and first visit?",
            friend,
            self.ago(11, 24),
            4,
        )
        self._write(
            found,
            10,
            (0, "observation", "The offer lay for nine days in a mailbox that three people can open and nobody does."),
            (1, "reflection", "We close our side when we send it. After that it is nobody’s."),
            (2, "good", "Where the worker rang while the parent was with us, the family was seen in four days."),
            (0, "challenge", "Who decided that a letter is a first contact?"),
        )
        self._meet(found, 10, "Five families’ ways on one wall")
        self._meet(found, 9, "What would have to be true for a week")
        one = self._find(
            found,
            "change",
            "Between offer and first visit nobody holds the family.",
            "Five of five families; all three providers.",
            self.ago(9, 20),
        )
        self._find(
            found,
            "good",
            "A call to the provider with the parent in the room halves the wait.",
            "Two of five families; the providers’ own books.",
            self.ago(9, 20),
        )
        by = self.people.manager
        with acting(by):
            actions.report(
                self.fresh(found),
                summary="Time is lost where nobody holds the family. It costs a telephone call.",
                spent=Decimal("2.5"),
                cost=24_000,
                **self.press(found, by, self.ago(8, 4)),
            )
        agency = self.leads[0]
        held = self._recommend(
            "Whoever refers keeps the family until the provider has seen them, and the hub sees both dates.",
            0,
            self.ago(8, 6),
            origin="learning_set",
            because_of=found,
            finding=one,
            lead_agency_id=agency,
            changes=["procedure", "practice"],
            reach="multi",
            others=self.leads[1:3],
        )
        self._measure(
            held,
            self.ago(8, 6),
            9,
            kind="indicator",
            code="wait_for_help",
            name="Wait for early help",
            unit="days",
            good="down",
        )
        self._measure(
            held,
            self.ago(8, 6),
            7,
            kind="feedback",
            name="Families who knew who would come",
            unit="%",
            good="up",
            baseline=Decimal(38),
            baseline_says="24 families, by telephone",
        )
        self._through(
            held,
            accepted=self.ago(8, 20),
            since=self.ago(7, 2),
            checked=self.ago(6, 12),
            evidence="Procedure 4.2 in its new wording; the hub’s list shows both dates.",
        )
        with acting(by):
            test = held.tests.get(number=2)
            for months, value, out_of in ((4, 52, 21), (1, 61, 26)):
                test.recommendation = self.fresh(held)
                at = self.ago(months, 18)
                actions.read(
                    test, read_on=london_date(at), value=Decimal(value), out_of=out_of, **self.press(held, by, at)
                )
        rung = self._recommend(
            "Workers ring the provider while the parent is in the room.",
            0,
            self.ago(8, 6),
            origin="learning_set",
            because_of=found,
            finding=one,
            lead_agency_id=agency,
            changes=["practice"],
            reach="single",
        )
        self._through(rung, accepted=self.ago(7, 3))

    def _a_set_at_work(self) -> None:
        line = self._line(
            "Do our safety plans ask what families can do?",
            1,
            5,
            who=self.people.manager,
            origin="inspection",
            says="The inspection found safety plans that relied on families’ own vigilance.",
        )
        self._commission(
            line, "Plans are written without asking who checks.", "Safety plans of the last six months.", self.ago(4, 5)
        )
        friend = self._friend(
            "Idris Kemble",
            "Judge’s clerk, then domestic abuse services.",
            "Worked for the police until 2019.",
            6,
            not_with=list(Agency.objects.filter(kind="police").values_list("pk", flat=True)),
            day_rate=38_000,
        )
        found = self._set(
            line,
            "Plans that hold",
            "Read ten safety plans with those who were to keep them.",
            friend,
            self.ago(3, 2),
            3,
        )
        self._meet(found, 2, "Ten plans, read aloud", friend_there=False)
        self._write(
            found,
            1,
            (0, "observation", "Six of ten plans ask the mother to keep him away. None says who checks."),
            (1, "reflection", "We write what we hope. I would not sign it in her place."),
            (0, "challenge", "How many of you have gone back to ask whether it held?"),
            (2, "good", "One plan had the neighbour’s number and she knew it."),
        )

    def _questions_that_wait(self) -> None:
        actors = [actor for _post, actor in self.people.members.values()]
        self._line(
            "Do adults’ services know which of their patients are parents?",
            3,
            2,
            who=actors[1],
            origin="teeswide",
            says="Recommended by the Tees-wide group after a review elsewhere.",
        )
        self._line(
            "Are police notices read the same day?",
            5,
            1,
            who=actors[2],
            origin="practitioner",
            says="I find notices of the weekend on Tuesday.",
        )
        by = self.people.manager
        old = self._line(
            "Would one form for all referrals be quicker?",
            2,
            6,
            who=actors[0],
            origin="executive",
            says="Asked in the Executive.",
        )
        with acting(by):
            actions.decline_line(
                self.fresh(old),
                why="The new contact form has been in use for two months: look again with its figures.",
                **self.press(old, by, self.ago(5, 8)),
            )

    def _recommendations(self) -> None:
        leads = self.leads
        inspection = {"origin": "inspection", "origin_says": "Inspection of children’s services, March 2023"}
        late = self._recommend(
            "Every safety plan names who checks it, how and when.",
            1,
            self.ago(9, 12),
            lead_agency_id=leads[0],
            changes=["practice", "policy"],
            reach="multi",
            others=leads[1:2],
            **inspection,
        )
        self._measure(
            late,
            self.ago(9, 12),
            6,
            kind="audit",
            name="Safety plans that name who checks",
            unit="%",
            good="up",
            baseline=Decimal(20),
            baseline_says="10 plans",
        )
        self._through(late, accepted=self.ago(8, 2))
        visits = self._recommend(
            "Visits that fall due in the school holidays are planned before they begin.",
            2,
            self.ago(14, 5),
            lead_agency_id=leads[0],
            changes=["process"],
            reach="single",
            origin="audit",
            origin_says="Audit of visits under plans",
        )
        self._measure(
            visits,
            self.ago(14, 5),
            8,
            kind="audit",
            name="Visits in the holidays that were made",
            unit="%",
            good="up",
            baseline=Decimal(41),
            baseline_says="37 visits of the summer before",
        )
        self._through(
            visits,
            accepted=self.ago(14, 20),
            since=self.ago(13, 2),
            checked=self.ago(12, 10),
            evidence="Planner for the holidays, kept by the team managers.",
        )
        self._proved(visits)
        words = self._recommend(
            "Police notices hold what the child said, or why nobody asked.",
            5,
            self.ago(2, 4),
            origin="audit",
            origin_says="Audit of police notices",
            lead_agency_id=_police(leads),
            changes=["practice"],
            reach="single",
        )
        self._measure(
            words,
            self.ago(2, 4),
            8,
            kind="audit",
            name="Notices with the child’s own words",
            unit="%",
            good="up",
            baseline=Decimal(10),
            baseline_says="20 notices",
        )
        self._action(late, "Put the question “who checks?” on the form of the safety plan.", self.ago(2, 1))
        self._recommend(
            "Adult mental health services record whose parents their patients are.",
            3,
            self.ago(1, 3),
            origin="teeswide",
            origin_says="Tees-wide group",
            lead_agency_id=leads[-1],
            changes=["process", "practice"],
            reach="multi",
            others=leads[:1],
        )
        read = self._recommend(
            "The chronology is read before a decision is made.",
            2,
            self.ago(10, 3),
            origin="review",
            origin_says="Local learning review",
            lead_agency_id=leads[0],
            changes=["practice"],
            reach="single",
        )
        self._measure(
            read,
            self.ago(10, 3),
            9,
            kind="indicator",
            code="come_back",
            name="Children who come back to the front door within 12 months",
            unit="%",
            good="down",
        )
        self._through(
            read,
            accepted=self.ago(10, 20),
            since=self.ago(9, 1),
            checked=self.ago(8, 10),
            evidence="The decision page shows the history, and asks for it.",
        )
        declined = self._recommend(
            "All agencies move to one shared mailbox.",
            0,
            self.ago(6, 3),
            origin="board",
            origin_says="Executive",
            lead_agency_id=leads[0],
            changes=["process"],
            reach="multi",
            others=leads[1:3],
        )
        self._through(
            declined,
            accepted=self.ago(6, 20),
            how="declined",
            why="A mailbox that everybody can open is one that nobody opens: the learning set showed it.",
        )

    def _proved(self, found: Recommendation) -> None:
        """Read twice, judged by somebody else, and closed."""
        by, scrutineer = self.people.manager, self.people.scrutineer
        test = ImpactTest.objects.get(recommendation=found)
        for months, value, out_of in ((10, 78, 32), (6, 83, 29)):
            test.recommendation, when = self.fresh(found), self.ago(months, 18)
            with acting(by):
                actions.read(
                    test,
                    read_on=london_date(when),
                    value=Decimal(value),
                    out_of=out_of,
                    **self.press(found, by, when),
                )
        test.recommendation = self.fresh(found)
        with acting(scrutineer):
            actions.judge(
                test,
                verdict="moved",
                why="Twice as many visits were made in both holidays since, and nothing else changed.",
                **self.press(found, scrutineer, self.ago(5, 6)),
            )

    def _action(self, found: Recommendation, what: str, due: dt.datetime) -> None:
        """Somebody of the business unit promised something because of it."""
        by = self.people.officer
        owner = Post.objects.select_related("team").get(pk=by.post_id or 0)
        with acting(by):
            promise = {"what": what, "owner_post": owner, "by_when": london_date(due)}
            actions.add_action(self.fresh(found), promise=promise, **self.press(found, by, self.ago(6, 3)))


def _police(leads: list[int]) -> int:
    found = Agency.objects.filter(pk__in=leads, kind="police").first()
    return found.pk if found else leads[0]
