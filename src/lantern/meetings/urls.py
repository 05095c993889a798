"""Routes of meetings. References only: no name ever stands in an address."""

from django.urls import path

from lantern.meetings.views import agency, calling, running

urlpatterns = [
    path("meetings/", calling.meetings, name="meetings"),
    path("children/<str:reference>/meetings/", calling.child_meetings, name="child_meetings"),
    path("children/<str:reference>/meetings/new/", calling.call_meeting, name="call_meeting"),
    path("meetings/<str:reference>/", running.meeting, name="meeting"),
    path("meetings/<str:reference>/live/", running.meeting_live, name="meeting_live"),
    path("meetings/<str:reference>/people/", calling.ask_to_meeting, name="ask_to_meeting"),
    path("meetings/<str:reference>/roll/", running.take_roll, name="take_roll"),
    path("meetings/<str:reference>/say/", running.say_at_meeting, name="say_at_meeting"),
    path("meetings/<str:reference>/lines/<uuid:record>/", running.reword_line, name="reword_line"),
    path("meetings/<str:reference>/actions/", running.agree_action, name="agree_action"),
    path("meetings/<str:reference>/actions/<uuid:record>/", running.action_done, name="action_done"),
    path("meetings/<str:reference>/decision/", running.decide_meeting, name="decide_meeting"),
    path("meetings/<str:reference>/minutes.pdf", running.minutes_pdf, name="minutes_pdf"),
    path("meetings/<str:reference>/minutes.docx", running.minutes_word, name="minutes_word"),
    path("meetings/<str:reference>/outline.pdf", running.outline_pdf, name="outline_pdf"),
    path("meetings/<str:reference>/outline.docx", running.outline_word, name="outline_word"),
    path("meetings/<str:reference>/<slug:move>/", running.move_meeting, name="move_meeting"),
    path("invitations/", agency.invitations, name="invitations"),
    path("invitations/<str:reference>/", agency.invitation, name="invitation"),
    path("invitations/<str:reference>/report/", agency.send_report, name="send_meeting_report"),
    path("invitations/<str:reference>/minutes.pdf", agency.invitation_minutes, name="invitation_minutes"),
]
