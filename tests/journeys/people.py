"""The people of the journeys: what they see and do, in the words of the page."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import DESKTOP, Watch
from tests.journeys.site import Site

expect.set_options(timeout=8_000)

OFFICER, OTHER_OFFICER = "childrens-hub-hub-officer-1", "childrens-hub-hub-officer-2"
SOCIAL_WORKER, OTHER_SOCIAL_WORKER = "childrens-hub-hub-social-worker-1", "childrens-hub-hub-social-worker-2"
MANAGER, OTHER_MANAGER = "childrens-hub-hub-manager-1", "childrens-hub-hub-manager-2"
NIGHT_WORKER = "tees-emergency-duty-edt-social-worker-1"
POLICE, HEALTH = "police-hub-desk-agency-responder-1", "tewv-hub-desk-agency-responder-1"
ASSESSMENT_MANAGER = "stockton-assessment-team-manager-1"
EARLY_HELP_MANAGER = "stockton-early-help-early-help-manager-1"
PROVIDER = "riverbank-team-provider-worker-1"
NURSE = "zero-to-nineteen-desk-professional-referrer-1"

STOCKTON = "808"


def unique(word: str) -> str:
    """A name nobody else of the tests has."""
    return word + "".join("abcdefghijklmnop"[int(digit, 16)] for digit in uuid.uuid4().hex[:5])


class Somebody:
    """Somebody at a browser of their own."""

    def __init__(
        self, browser: Browser, site: Site, *, scripts: bool = True, size: tuple[int, int] = DESKTOP, **options: Any
    ) -> None:
        self.site = site
        self.context = browser.new_context(
            base_url=site.address,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        self.context.set_default_timeout(8_000)
        self.page: Page = self.context.new_page()
        self.watch = Watch(self.page)

    @property
    def problems(self) -> list[str]:
        return self.watch.problems

    def leaves(self) -> None:
        self.context.close()

    # ---- Going about ------------------------------------------------------------------------------------------------

    def signs_in(self, post: str) -> None:
        """Choose somebody on the demonstration's sign-in page."""
        number = self.site.value("select id from partnership_post where code = %s", post)
        self.page.goto("/sign-in/as/")
        mine = f'form:has(input[name="post"][value="{number}"])'
        folded = self.page.locator(f"details:has({mine}) > summary")
        if folded.count():
            folded.click()
        self.clicks(self.page.locator(f"{mine} button"))
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)

    def goes(self, path: str) -> None:
        self.page.goto(path)

    def expecting(self, *statuses: int) -> None:
        """From now on an answer with such a status is no fault."""
        self.watch.expected.update(statuses)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site.address)

    @property
    def reference(self) -> str:
        """The reference of the record whose page is open."""
        found = re.search(r"/([A-Z]{1,2}-[A-Z0-9-]+)/", self.path)
        assert found, f"no reference in {self.path}"
        return found.group(1)

    # ---- Seeing -----------------------------------------------------------------------------------------------------

    def sees(self, *texts: str) -> None:
        for text in texts:
            self._waits_for(expect(self.page.locator("body")).to_contain_text, text, "does not say")

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            self._waits_for(expect(self.page.locator("body")).not_to_contain_text, text, "says")

    def sees_heading(self, text: str) -> None:
        self._waits_for(expect(self.page.locator("h1").first).to_contain_text, text, "has no heading")

    def _waits_for(self, assertion: Callable[[str], None], text: str, wrong: str) -> None:
        try:
            assertion(text)
        except AssertionError:
            shown = re.sub(r"\s+", " ", self.page.locator("main").first.inner_text())[:1500]
            raise AssertionError(f"{self.path} {wrong} “{text}”. It says: {shown}") from None

    def section(self, title: str) -> Locator:
        """The part of the page under this heading."""
        return self.page.locator("section").filter(has=self.page.get_by_role("heading", name=title)).last

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    # ---- Doing ------------------------------------------------------------------------------------------------------

    def clicks(self, what: Locator) -> None:
        """Click, and where that leads to another page wait until all of it is here: one that is only begun to be read
        lacks its end.
        """
        what.click()
        self.page.wait_for_load_state("domcontentloaded")

    def presses(self, text: str, *, within: Locator | None = None) -> None:
        """Press a button, whatever it is drawn as."""
        self.clicks((within or self.page).get_by_role("button", name=text, exact=True).first)

    def follows(self, text: str, *, within: Locator | None = None) -> None:
        self.clicks((within or self.page).get_by_role("link", name=text).first)

    def fills(self, fields: dict[str, str]) -> None:
        """Type into fields, by their names."""
        for name, value in fields.items():
            self.page.locator(f'[name="{name}"]').fill(value)

    def picks(self, name: str, value: str = "") -> None:
        """Choose a radio, tick a box or select from a list, by name and value."""
        field = self.page.locator(f'[name="{name}"]').first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif value:
            self.page.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            field.check()

    def chooses(self, *labels: str) -> None:
        """Choose radios or tick boxes, by their labels."""
        for label in labels:
            self.page.get_by_label(label).first.check()


class Visitor(Somebody):
    """Somebody who is worried about a child and has no account."""

    def starts_a_report(self) -> None:
        self.goes("/report/")
        self.sees("If a child is in danger right now, ring 999")
        self.follows_button("Start")
        self.sees_heading("How to leave this site quickly")
        self.follows_button("Continue")

    def follows_button(self, text: str) -> None:
        """Press a link that is drawn as a button."""
        self.clicks(self.page.locator(f'a.govuk-button:has-text("{text}")').first)

    def chooses_the_area(self, name: str = "Stockton-on-Tees") -> None:
        self.sees_heading("Where does the child live?")
        self.chooses(name)
        self.presses("Continue")

    def says_nobody_is_in_danger_now(self) -> None:
        self.sees_heading("Is a child in danger right now?")
        self.picks("danger", "no")
        self.presses("Continue")

    def says_who_they_are(self, name: str, relation: str, phone: str, *, ring_at: int | None = None) -> None:
        """``ring_at``: which of the hours they are offered to be rung back in."""
        self.sees_heading("Who are you?")
        self.picks("who", "1B")
        self.presses("Continue")
        self.fills({"name": name, "relation": relation})
        self.presses("Continue")
        self.sees_heading("May we get in touch with you?")
        self.picks("answer_by", "phone")
        self.fills({"phone": phone})
        if ring_at is not None:
            hours = self.page.locator("input[name=ring_at]:not([value=any]):not([value=never])")
            hours.nth(ring_at).check()
        self.presses("Continue")

    def stays_anonymous(self) -> None:
        self.sees_heading("Who are you?")
        self.picks("who", "9")
        self.presses("Continue")

    def describes_a_child(self, first: str, last: str, *, age: str = "7") -> None:
        self.sees_heading("About")
        self.fills({"first_names": first, "last_name": last})
        if age == "unborn":
            self.picks("age_known", "unborn")
        else:
            self.picks("age_known", "age")
            self.page.get_by_label("Age", exact=True).fill(age)
        self.presses("Continue")

    def has_no_other_child(self) -> None:
        self.sees_heading("You have told us about")
        self.picks("another", "no")
        self.presses("Continue")

    def says_where_they_live(self, postcode: str = "TS18 1AA") -> None:
        self.sees_heading("Where does the child live, and with whom?")
        self.fills({"house": "4", "street": "Example Street", "town": "Stockton-on-Tees", "postcode": postcode})
        self.presses("Continue")

    def tells_what_happened(self, what: str, worries: str = "That nobody feeds them.") -> None:
        self.sees_heading("What have you seen or heard?")
        self.fills({"what_happened": what})
        self.presses("Continue")
        self.sees_heading("What worries you most?")
        self.fills({"worries": worries})
        self.presses("Continue")
        self.sees_heading("Does the family know")
        self.picks("family_knows", "not_aware")
        self.presses("Continue")
        self.sees_heading("Check what you have told us")

    def reports(self, first: str, last: str, what: str, *, anonymous: bool = False, age: str = "7") -> str:
        """The whole form. Returns the reference they are given."""
        self.starts_a_report()
        self.chooses_the_area()
        self.says_nobody_is_in_danger_now()
        if anonymous:
            self.stays_anonymous()
        else:
            self.says_who_they_are("Pat Neighbour", "next-door neighbour", "01632 960987")
        self.describes_a_child(first, last, age=age)
        self.has_no_other_child()
        self.says_where_they_live()
        self.tells_what_happened(what)
        self.presses("Send")
        self.sees_heading("We have what you told us")
        return self.reference


class HubWorker(Somebody):
    """Somebody of the hub or the emergency duty team."""

    def takes_a_call(
        self,
        what: str,
        *children: dict[str, str],
        adults: tuple[dict[str, str], ...] = (),
        caller: dict[str, str] | None = None,
        urgency: str = "2",
    ) -> str:
        """Fill in the telephone form and save it. Returns the contact's reference."""
        self.goes("/hub/new/")
        self.fills({"what_happened": what})
        for place, child in enumerate(children):
            if place:
                self.presses("Add another child")
            self.describes("children", place, child)
        for place, adult in enumerate(adults):
            if place:
                self.presses("Add another adult")
            self.describes("adults", place, adult)
        self.says_who_calls(**(caller or {}))
        self.picks("urgency", urgency)
        self.saves_the_contact()
        return self.reference

    def describes(self, kind: str, place: int, facts: dict[str, str]) -> None:
        for name, value in facts.items():
            if value == "yes":
                self.picks(f"{kind}-{place}-{name}")
            elif name == "sex":
                self.picks(f"{kind}-{place}-{name}", value)
            else:
                self.fills({f"{kind}-{place}-{name}": value})

    def says_who_calls(self, *, source: str = "2A", name: str = "Helen Head", phone: str = "01632 960111") -> None:
        self.picks("authority", STOCKTON)
        self.picks("source", source)
        self.fills({"caller_name": name, "caller_phone": phone})

    def saves_the_contact(self) -> None:
        self.clicks(self.page.get_by_role("button", name="Save the contact", exact=True).last)
        self.page.wait_for_url("**/hub/contacts/*/")

    def opens(self, reference: str) -> None:
        self.goes(f"/hub/contacts/{reference}/")
        self.sees(reference)

    # ---- Screening ------------------------------------------------------------------------------------------------

    def settles_everybody(self, reference: str, *, known_as: str = "") -> None:
        """Say who each person is: the known child of this name where offered, everybody else a new record."""
        self.goes(f"/hub/contacts/{reference}/screening/")
        if known_as:
            with self.page.expect_navigation():
                self.clicks(self.page.get_by_role("button", name=f"This is the same person: {known_as}").first)
        for _ in range(9):
            new = self.page.get_by_role("button", name=re.compile("^Record as new"))
            if not new.count():
                return
            # Counted on the next page when it is whole: on half of it there may seem to be nobody left to settle.
            with self.page.expect_navigation():
                self.clicks(new.first)
        raise AssertionError("There is no end of people to settle.")

    def screens(
        self, reference: str, *, priority: str = "2", known_as: str = "", different: str = "It is worse now."
    ) -> None:
        self.settles_everybody(reference, known_as=known_as)
        self.picks("priority", priority)
        self.fills({"note": "Read what was told and the history."})
        if self.page.locator('[name="why_different"]').count():
            self.fills({"why_different": different})
        self.presses("Save the screening")
        self.page.wait_for_url(f"**/hub/contacts/{reference}/")
        self.sees("Screened")

    # ---- Asking agencies ------------------------------------------------------------------------------------------

    def asks(self, reference: str, *agencies: str) -> None:
        """Ask agencies, the parents having been told."""
        self.goes(f"/hub/contacts/{reference}/ask/")
        for agency in agencies:
            self.page.get_by_role("checkbox", name=agency).check()
        self.picks("parents", "aware")
        self.presses("Ask")
        self.page.wait_for_url(f"**/hub/contacts/{reference}/")

    # ---- Deciding -------------------------------------------------------------------------------------------------

    def decides_for(self, place: int, outcome: str, *, level: str, reason: str = "advice_enough") -> None:
        """Fill in the decision for one child."""
        start = f"child-{place}-"
        if place:
            self.clicks(self.page.locator("summary", has_text="A decision of its own").nth(place - 1))
        self.picks(f"{start}outcome", outcome)
        if outcome == "no_further_action":
            self.picks(f"{start}reason", reason)
        team = self.page.locator(f'select[name="{start}team_{outcome}"]')
        if team.count():
            team.select_option(label=team.locator("option", has_text="Stockton").first.inner_text())
        self.picks(f"{start}level", level)
        self.fills({f"{start}rationale": f"Weighed what was told against the history: {outcome}."})
        self.picks(f"{start}evidence", "reported")
        self.picks(f"{start}consent", "yes")
        if outcome in ("assessment", "early_help", "strategy_discussion"):
            self.fills({f"{start}need_to_know": "Bruises seen twice; the family knows that you will ring."})

    def decides(self, reference: str, *outcomes: tuple[str, str]) -> None:
        """Decide for each child (outcome, level), look it over and send it to a manager."""
        self.goes(f"/hub/contacts/{reference}/decide/")
        for place, (outcome, level) in enumerate(outcomes):
            self.decides_for(place, outcome, level=level)
        self.presses("Look it over")
        self.sees_heading("Is this right?")
        self.presses("Send to a manager")
        self.page.wait_for_url(f"**/hub/contacts/{reference}/")
        self.sees("Awaiting sign-off")

    def signs_off(self, reference: str, tested: str = "Read the history and the answers.") -> None:
        self.goes(f"/hub/contacts/{reference}/sign-off/")
        self.picks("verdict", "sign_off")
        self.fills({"tested": tested})
        self.presses("Save")
        self.page.wait_for_url("**/hub/sign-off/")

    def sends_back(self, reference: str, reason: str) -> None:
        self.goes(f"/hub/contacts/{reference}/sign-off/")
        self.picks("verdict", "send_back")
        self.fills({"reason": reason})
        self.picks("themes", "agency_not_asked")
        self.presses("Save")
        self.page.wait_for_url(f"**/hub/contacts/{reference}/")

    def tells_the_referrer(self, reference: str, how: str = "phone") -> None:
        self.goes(f"/hub/contacts/{reference}/feedback/")
        self.picks("how", how)
        self.presses("Save")
        self.page.wait_for_url(f"**/hub/contacts/{reference}/")

    def finishes(self, reference: str) -> None:
        self.opens(reference)
        self.presses("Finish")
        self.sees("Finished")


class Partner(Somebody):
    """Somebody of an agency, a receiving team or a provider."""

    def answers(self, child: str, what: str, *, late_because: str = "") -> None:
        """Answer the hub's question about this child with what the agency holds."""
        self.goes("/agency/")
        self.follows(child)
        self.picks("answer", "relevant")
        self.fills({"answer_text": what, "answer_source": "Our own records"})
        self.picks("may_tell_family", "no")
        if late_because:
            self.fills({"late_reason": late_because})
        self.presses("Send the answer")
        self.sees("What you answered")

    def holds_nothing_about(self, child: str) -> None:
        self.goes("/agency/")
        self.follows(child)
        self.presses("We hold nothing")
        self.presses("Yes, we hold nothing")
        self.sees("Answered")

    def opens_handoff_of(self, child: str) -> str:
        self.goes("/handoffs/")
        self.follows(child)
        self.sees_heading(child)
        return self.reference

    def accepts(self, child: str) -> None:
        self.opens_handoff_of(child)
        self.clicks(self.page.locator('a[href$="/accept/"]'))
        self.presses("Accept responsibility")
        self.sees("accepted")

    def declines(self, child: str, reason: str, *, code: str = "other") -> None:
        self.opens_handoff_of(child)
        self.clicks(self.page.locator('a[href$="/decline/"]'))
        self.picks("code", code)
        self.fills({"reason": reason})
        self.presses("Decline")
        self.sees("Declined")


def file_of(folder: Path, name: str, text: str) -> Path:
    """A file as somebody has it on their computer."""
    path = folder / name
    path.write_text(text)
    return path
