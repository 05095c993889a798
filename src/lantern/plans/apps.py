"""Plans for children: what will change, who does what by when, what happens if not, and how we shall know."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "lantern.plans"
    label = "plans"

    def ready(self) -> None:
        """Put this room's pages into the main navigation and onto a person's page."""
        from lantern.access.navigation import HELP, QUALITY, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import PERSON, RecordPage, declare
        from lantern.people import panels
        from lantern.plans import events, kinds, panel, permissions, states  # noqa: F401 - known before anything is read
        from lantern.plans.actions import agreeing, following
        from lantern.plans.models import Plan
        from lantern.spine import held

        held.declare(held.Held("plan", "plan", "plan", weight="plan", model=Plan, give=agreeing.give))
        held.stays(
            held.Stays(
                "Actions of plans",
                "The version that was agreed stays as it is; whoever does it from now on stands on the plan.",
                "plan",
                """select i.action, e.reference from plans_planitem i join spine_episode e on e.id = i.plan_id
                   where i.state = 'open' and e.closed_at is null and (i.worker_id = %(worker)s
                     or (i.worker_id is null and i.owner_kind = 'worker' and i.owner = %(name)s))
                   and e.authority_id = any(%(authorities)s) order by i.due_on limit 50""",
                give=following.give_actions,
            )
        )
        declare_destinations(
            Destination("Plans", "plans", permissions.REVIEW_PLAN, order=20, key="7", group=HELP),
            Destination("Overdue visits", "overdue_visits", permissions.SEE_DRIFT, order=31, key="8", group=QUALITY),
            Destination("Drift", "drift", permissions.SEE_DRIFT, order=31, key="9", group=QUALITY),
        )
        declare(PERSON, RecordPage("Begin a plan", "begin_plan", permissions.WRITE_PLAN))
        panels.declare(panels.Panel("plans", permissions.SEE_PLANS, panel.drawn, order=20))
