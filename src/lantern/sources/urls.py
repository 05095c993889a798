"""Routes of other agencies' lists. References only: no name or number of anybody stands in an address."""

from django.urls import path

from lantern.sources import views

urlpatterns = [
    path("lists/", views.lists, name="lists"),
    path("lists/<str:reference>/", views.list_run, name="list_run"),
    path("lists/<str:reference>/compare/", views.compare_listed, name="compare_listed"),
    path("lists/<str:reference>/answered/", views.answered_listed, name="answered_listed"),
]
