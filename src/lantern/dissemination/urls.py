"""Routes of what is told to whom. References only: no name ever stands in an address."""

from django.urls import path

from lantern.dissemination.views import briefings, communications, procedures

urlpatterns = [
    path("briefings/", briefings.briefings, name="briefings"),
    path("briefings/write/", briefings.new_briefing, name="new_briefing"),
    path("briefings/<str:reference>/", briefings.briefing, name="briefing"),
    path("briefings/<str:reference>/change/", briefings.edit_briefing, name="edit_briefing"),
    path("briefings/<str:reference>/send/", briefings.send_briefing, name="send_briefing"),
    path("briefings/<str:reference>/pdf/", briefings.briefing_paper, name="briefing_paper"),
    path("briefings/<str:reference>/step/<slug:move>/", briefings.move_briefing, name="move_briefing"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/add/", procedures.new_procedure, name="new_procedure"),
    path("procedures/<str:reference>/", procedures.procedure, name="procedure"),
    path("procedures/<str:reference>/change/", procedures.edit_procedure, name="edit_procedure"),
    path("procedures/<str:reference>/clause/", procedures.word_clause, name="word_clause"),
    path("procedures/<str:reference>/clause/drop/", procedures.drop_clause, name="drop_clause"),
    path("procedures/<str:reference>/step/<slug:move>/", procedures.move_procedure, name="move_procedure"),
    path("communications/", communications.communications, name="communications"),
    path("communications/write/", communications.new_strategy, name="new_strategy"),
    path("communications/<str:reference>/review/", communications.review_strategy, name="review_strategy"),
    path("communications/<str:reference>/end/", communications.end_strategy, name="end_strategy"),
    path("communications/<str:reference>/plan/", communications.new_message, name="new_message"),
    path("communications/messages/<str:reference>/", communications.message, name="message"),
    path("communications/messages/<str:reference>/step/<slug:move>/", communications.move_message, name="move_message"),
]
