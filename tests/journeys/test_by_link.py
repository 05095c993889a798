"""A professional without an account, from the first link to the last word."""

from __future__ import annotations

from tests.browser import accessibility_findings
from tests.journeys.people import MANAGER, SOCIAL_WORKER, unique

TEACHER = "jo.teacher@oakfield.schools808.example"


def _comes_by_link(teacher) -> None:
    """Ask for a link, follow it, press the button. A demonstration shows what its message would have said."""
    teacher.goes("/contacts/link/")
    teacher.fills({"email": TEACHER})
    teacher.presses("Send me a link")
    teacher.follows("Open the link it would have sent")
    teacher.presses("Go on")
    teacher.sees_heading("My contacts")


def test_a_teacher_without_an_account_sends_returns_reads_the_answer_and_disagrees(visitor, hub_worker):
    """FD1, FD8: a link, a receipt, another link, the answer with what would help next time, and the next step."""
    child, teacher = unique("Taught"), visitor()
    _comes_by_link(teacher)
    teacher.goes("/contacts/new/")
    teacher.fills(
        {
            "children-0-first_names": child,
            "children-0-last_name": "Example",
            "children-0-age": "7",
            "what_happened": "No lunch for the fifth day.",
            "worries": "He is losing weight.",
            "name": "Jo Teacher",
            "role": "Teacher",
            "phone": "01632 960222",
        }
    )
    teacher.picks("authority", "808")
    teacher.picks("reasons", "neglect")
    teacher.sees("Neglect is persistent")
    found = accessibility_findings(teacher.page, "contact-by-link")
    teacher.presses("Save and come back later")
    teacher.presses("Leave")
    _comes_by_link(teacher)
    teacher.follows("Go on with it")
    teacher.picks("parents_aware", "aware")
    teacher.picks("consent", "yes")
    teacher.picks("lawful_basis", "public_task")
    teacher.presses("Send to the hub")
    teacher.sees("We have your contact")
    reference = teacher.reference
    teacher.goes("/contacts/mine/")
    teacher.presses("Leave")

    worker, manager = hub_worker(SOCIAL_WORKER), hub_worker(MANAGER)
    worker.opens(reference)
    worker.sees("Verified by e-mail domain")
    worker.screens(reference)
    worker.decides(reference, ("advice", "1"))
    manager.signs_off(reference)
    worker.goes(f"/hub/contacts/{reference}/feedback/")
    worker.picks("how", "online")
    worker.picks("quality_child_words", "better")
    found += accessibility_findings(worker.page, "feedback")
    worker.presses("Save")
    worker.page.wait_for_url(f"**/hub/contacts/{reference}/")

    _comes_by_link(teacher)
    teacher.follows(child)
    teacher.sees("information and advice", "Could be clearer")
    teacher.follows_button("I do not agree")
    teacher.fills({"words": "He fainted in assembly."})
    found += accessibility_findings(teacher.page, "disagree")
    teacher.presses("Send it to: Manager of the front door")
    teacher.sees("He fainted in assembly.", "Answered by")
    manager.goes("/hub/disagreements/")
    manager.clicks(manager.page.locator("main a", has_text="D-").first)
    manager.sees("He fainted in assembly.")
    manager.picks("found", "changed")
    manager.fills({"answer": "We now assess."})
    found += accessibility_findings(manager.page, "disagreement")
    manager.presses("Send the answer")
    manager.sees("Answered, newest first")
    teacher.page.reload()
    teacher.sees("We now assess.", "Still not agreed?")
    assert found == []


def test_the_public_form_in_another_language(visitor):
    """FD3: chosen at the top, kept from page to page, and said to be unchecked."""
    somebody = visitor()
    somebody.goes("/report/")
    somebody.follows("Polski")
    somebody.sees("Powiedz nam o dziecku, o które się martwisz", "nie sprawdził jeszcze tłumacz")
    somebody.follows_button("Rozpocznij")
    somebody.sees("Jak szybko opuścić tę stronę")
    assert accessibility_findings(somebody.page, "public-polish") == []
