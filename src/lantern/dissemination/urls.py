"""Routes of what is told to whom. References only: no name ever stands in an address."""

from django.urls import path

from lantern.dissemination.views import briefings

urlpatterns = [
    path("briefings/", briefings.briefings, name="briefings"),
    path("briefings/write/", briefings.new_briefing, name="new_briefing"),
    path("briefings/<str:reference>/", briefings.briefing, name="briefing"),
    path("briefings/<str:reference>/change/", briefings.edit_briefing, name="edit_briefing"),
    path("briefings/<str:reference>/send/", briefings.send_briefing, name="send_briefing"),
    path("briefings/<str:reference>/pdf/", briefings.briefing_paper, name="briefing_paper"),
    path("briefings/<str:reference>/step/<slug:move>/", briefings.move_briefing, name="move_briefing"),
]
