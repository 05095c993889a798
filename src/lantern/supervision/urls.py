"""Routes of supervision. References only: no name ever stands in an address."""

from django.urls import path

from lantern.supervision import views

urlpatterns = [
    path("supervision/", views.supervision_due, name="supervision_due"),
    path("supervision/notes/", views.private_notes, name="private_notes"),
    path("children/<str:reference>/supervision/", views.child_supervision, name="child_supervision"),
    path("supervision/<str:reference>/", views.supervision, name="supervision"),
]
