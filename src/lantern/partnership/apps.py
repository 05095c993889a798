"""Who works together: partnerships, authorities, agencies, teams, posts and the published threshold document."""

from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    name = "lantern.partnership"
    label = "partnership"

    def ready(self) -> None:
        """Let clocks ask this room for an authority's own standards."""
        from lantern.partnership.queries import local_standards
        from lantern.spine.clocks import use_local_standards

        use_local_standards(local_standards)
