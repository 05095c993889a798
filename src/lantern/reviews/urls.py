"""Routes of serious incidents and practice reviews. References only: no name ever stands in an address."""

from django.urls import path

from lantern.reviews.views import acts, agency, incidents, pool, practice

urlpatterns = [
    path("incidents/", incidents.incidents, name="incidents"),
    path("children/<str:reference>/incidents/", incidents.child_incidents, name="child_incidents"),
    path("children/<str:reference>/incidents/new/", incidents.record_incident, name="record_incident"),
    path("incidents/<str:reference>/", incidents.incident, name="incident"),
    path("incidents/<str:reference>/chronology/", incidents.incident_chronology, name="incident_chronology"),
    path("incidents/<str:reference>/returns/<uuid:record>/", incidents.incident_return, name="incident_return"),
    path("incidents/<str:reference>/readers/", incidents.incident_readers, name="incident_readers"),
    path("incidents/<str:reference>/readers/<uuid:record>/", incidents.end_incident_reader, name="end_incident_reader"),
    path("incidents/<str:reference>/recommend/", incidents.recommend_of_incident, name="recommend_of_incident"),
    path("incidents/<str:reference>/<slug:move>/", acts.move_incident, name="move_incident"),
    path("practice-reviews/<str:reference>/", practice.practice_review, name="practice_review"),
    path("practice-reviews/<str:reference>/steps/<uuid:record>/", practice.review_step, name="review_step"),
    path("practice-reviews/<str:reference>/strands/<uuid:record>/", practice.review_strand, name="review_strand"),
    path("practice-reviews/<str:reference>/recommend/", practice.recommend_of_review, name="recommend_of_review"),
    path("practice-reviews/<str:reference>/reviewer/", pool.put_reviewer, name="put_reviewer"),
    path("practice-reviews/<str:reference>/begin/", practice.begin_practice_review, name="begin_practice_review"),
    path("practice-reviews/<str:reference>/<slug:move>/", practice.move_practice_review, name="move_practice_review"),
    path("reviewers/", pool.reviewers, name="reviewers"),
    path("reviewers/new/", pool.add_reviewer, name="add_reviewer"),
    path("reviewers/<str:reference>/", pool.decide_appointment, name="decide_appointment"),
    path("rapid-reviews/", agency.incident_requests, name="incident_requests"),
    path("rapid-reviews/<str:reference>/", agency.incident_request, name="incident_request"),
    path("rapid-reviews/<str:reference>/answer/", agency.give_incident_return, name="give_incident_return"),
]
