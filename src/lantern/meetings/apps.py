"""Meetings about a child: who is invited and what they send, who comes, what each tells, what is decided, who does what
by when, and the minutes.
"""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "lantern.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Put this room's pages into the main navigation, and onto the child's record."""
        from lantern.access.navigation import HELP, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import PERSON, RecordPage, declare
        from lantern.meetings import events, permissions, states  # noqa: F401 - kinds are known before anything is read
        from lantern.meetings.actions import minuting
        from lantern.meetings.models import Meeting
        from lantern.spine import held

        held.declare(
            held.Held(
                "meeting", "meeting", "meeting", weight="meeting", model=Meeting, give=held.giving(states.MEETING)
            )
        )
        held.stays(
            held.Stays(
                "Actions of meetings",
                "Minutes that were sent stay as they are; whoever does it from now on stands on the meeting.",
                "meeting",
                """select g.what, e.reference from meetings_agreed g join spine_episode e on e.id = g.episode_id
                   where g.done_at is null and (g.worker_id = %(worker)s
                     or (g.worker_id is null and g.owner_name = %(name)s))
                   and g.authority_id = any(%(authorities)s)
                   order by g.due_at limit 50""",
                give=minuting.give_agreed,
            )
        )
        declare_destinations(
            Destination("Meetings", "meetings", permissions.SEE_MEETINGS, order=21, key="3", group=HELP),
            Destination("Invitations", "invitations", permissions.SEE_INVITATIONS, order=21, key="e"),
        )
        declare(PERSON, RecordPage("Meetings", "child_meetings", permissions.SEE_MEETINGS))
