"""Who may see a record, who did, and opening one in an emergency."""

from django.urls import URLPattern, path

from lantern.access import need_to_know as views

urlpatterns: list[URLPattern] = [
    path("children/<str:reference>/access/", views.person_access, name="person_access"),
    path("children/<str:reference>/access/restrict/", views.restrict_person, name="restrict_person"),
    path("children/<str:reference>/access/grant/", views.grant_access, name="grant_access"),
    path("access/grants/<uuid:grant>/withdraw/", views.withdraw_access, name="withdraw_access"),
    path("access/restricted/", views.restricted_records, name="restricted_records"),
    path("access/restricted/<uuid:restriction>/lift/", views.lift_restriction, name="lift_restriction"),
    path("access/emergency/", views.break_glass, name="break_glass"),
    path("access/emergency/<uuid:grant>/", views.opened_in_emergency, name="opened_in_emergency"),
    path("access/looks/", views.looks_to_review, name="looks_to_review"),
    path("access/looks/<uuid:look>/", views.review_look, name="review_look"),
    path("attachments/<uuid:pk>/", views.attachment, name="attachment"),
]
