"""Audits of cases: drawn by a rule, answered by each agency, moderated, fed back, and followed through."""

from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "lantern.assurance"
    label = "assurance"

    def ready(self) -> None:
        """Put this room's pages into the main navigation."""
        from lantern.access.navigation import PARTNERSHIP, QUALITY, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.assurance import due, events, permissions, states  # noqa: F401 - known before anything is read
        from lantern.boards import signals
        from lantern.learning import following

        following.page("audit_round", route="audit", text="Audit {reference}")
        following.page("planned_audit", route="planned_audit", text="Audit {reference}")
        following.page("audit_report", route="audit_report", text="Quarterly report of audits {reference}")
        signals.declare(due.due)
        declare_destinations(
            Destination("Audit calendar", "audit_calendar", permissions.SEE_CALENDAR, order=75, group=PARTNERSHIP),
            Destination("Audits", "audits", permissions.SEE_AUDITS, order=33, key="7", group=QUALITY),
            Destination("Audit parts", "audit_parts", permissions.SEE_AUDIT_PARTS, order=27, key="x"),
        )
