"""Protection: strategy discussions, section 47 enquiries, assessments and child protection conferences."""

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "lantern.protection"
    label = "protection"

    def ready(self) -> None:
        """Put this room's pages where they are found, and its kinds of meeting into the room below."""
        from lantern.access.navigation import HELP, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import CONTACT, PERSON, RecordPage, declare
        from lantern.plans import ending
        from lantern.plans.models import Plan
        from lantern.protection import events, permissions, states, tables  # noqa: F401 - known before anything is read
        from lantern.protection.models import Assessment, Enquiry
        from lantern.spine import held
        from lantern.waiting import gate
        from lantern.waiting.registry import follow_on, goes_through_gate, stirs

        goes_through_gate("assessment", page="assessment")
        for lifecycle, model, many in ((states.ENQUIRY, Enquiry, "enquiries"), (states.ASSESSMENT, Assessment, "")):
            kind, noun = lifecycle.kind, lifecycle.noun
            held.declare(held.Held(kind, noun, kind, weight=noun, model=model, give=held.giving(lifecycle), many=many))
        # Harm is suspected, or what keeps the child safe did not hold: nobody waits on as before.
        stirs(section_47_started="a section 47 enquiry", plan_ask_failed="what a safety plan asks did not hold")
        follow_on(
            ("assessment",),
            text="Begin the assessment",
            route="assess_handoff",
            may=permissions.WORK_ASSESSMENT,
            opens="assessment",
            page="assessment",
            shown="Assessment",
        )
        declare_destinations(
            Destination("Protection", "protection", permissions.SEE_PROTECTION, order=18, key="5", group=HELP),
        )
        declare(PERSON, RecordPage("Protection and assessment", "child_protection", permissions.SEE_PROTECTION))
        declare(CONTACT, RecordPage("Call a strategy discussion", "contact_strategy", permissions.CALL_STRATEGY))

        # A plan that ends because less is needed goes through the gate, like all work with a child.
        def way(outcome: str) -> str:
            return gate.STEP_DOWN if outcome == Plan.Outcome.STEPPED_DOWN else gate.CLOSURE

        goes_through_gate("plan", page="plan")
        ending.declare(
            ending.Gate(
                lambda plan, outcome: gate.judge(plan, way(outcome)),
                lambda plan, outcome: gate.address(plan, way(outcome)),
            )
        )
