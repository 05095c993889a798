"""Routes of disclosure. References only: no name ever stands in an address."""

from django.urls import path

from lantern.disclosure.views import agencies, bundle, chronologies, known_to, requests, told

urlpatterns = [
    path("children/<str:reference>/told/", told.child_told, name="child_told"),
    path("children/<str:reference>/told/print/", told.child_told_print, name="child_told_print"),
    path("children/<str:reference>/subject-access/", requests.new_access_request, name="new_access_request"),
    path("children/<str:reference>/chronologies/", chronologies.child_chronologies, name="child_chronologies"),
    path("children/<str:reference>/chronologies/<slug:audience>/", chronologies.new_chronology, name="new_chronology"),
    path("chronologies/", chronologies.chronologies, name="chronologies"),
    path("chronologies/<str:reference>/", chronologies.chronology, name="chronology"),
    path("chronologies/<str:reference>/lines/", chronologies.choose_lines, name="choose_lines"),
    path("chronologies/<str:reference>/lines/<int:number>/", chronologies.chronology_line, name="chronology_line"),
    path("chronologies/<str:reference>/copy.pdf", chronologies.chronology_copy, name="chronology_copy"),
    path("chronologies/<str:reference>/<slug:move>/", chronologies.move_chronology, name="move_chronology"),
    path("subject-access/", requests.access_requests, name="access_requests"),
    path("subject-access/<str:reference>/", requests.access_request, name="access_request"),
    path("subject-access/<str:reference>/records/", bundle.access_bundle, name="access_bundle"),
    path("subject-access/<str:reference>/records/<int:number>/", bundle.access_item, name="access_item"),
    path("subject-access/<str:reference>/records/<int:number>/undo/", bundle.undo_redaction, name="undo_redaction"),
    path("subject-access/<str:reference>/people/", bundle.withhold_person, name="withhold_person"),
    path("subject-access/<str:reference>/agencies/", agencies.ask_views, name="ask_views"),
    path("subject-access/<str:reference>/agencies/<str:record>/", agencies.without_view, name="without_view"),
    path("subject-access/<str:reference>/copies/<int:number>/", requests.disclosed_copy, name="disclosed_copy"),
    path("subject-access/<str:reference>/<slug:move>/", requests.move_access_request, name="move_access_request"),
    path("hub/contacts/<str:reference>/known-to/", known_to.known_to, name="known_to"),
    path("known-to/", known_to.known_to_feeds, name="known_to_feeds"),
    path("known-to/hits/", known_to.known_to_hits, name="known_to_hits"),
    path("disclosure-views/", agencies.disclosure_views, name="disclosure_views"),
    path("disclosure-views/<str:reference>/", agencies.disclosure_view, name="disclosure_view"),
]
