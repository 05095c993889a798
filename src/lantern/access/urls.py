"""Routes of this room."""

from django.urls import URLPattern, path

from lantern.access import views

urlpatterns: list[URLPattern] = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("stay-signed-in/", views.stay_signed_in, name="stay_signed_in"),
    path("drafts/<slug:form>/", views.save_draft, name="save_draft"),
]
