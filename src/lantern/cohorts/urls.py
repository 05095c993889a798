"""Routes of cohorts. References only: no name ever stands in an address."""

from django.urls import path

from lantern.cohorts import views

urlpatterns = [
    path("cohorts/", views.cohorts_page, name="cohorts"),
    path("cohorts/child/<str:reference>/", views.belonging, name="cohort"),
    path("cohorts/child/<str:reference>/<slug:step>/", views.belonging_step, name="cohort_step"),
    path("cohorts/<slug:code>/", views.cohort_children, name="cohort_children"),
    path("cohorts/<slug:code>/return.csv", views.cohort_return, name="cohort_return"),
    path("children/<str:reference>/cohorts/", views.child_cohorts, name="child_cohorts"),
    path("children/<str:reference>/cohorts/<slug:code>/", views.join_cohort, name="join_cohort"),
]
