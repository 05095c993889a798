"""Routes of this room."""

from django.urls import URLPattern, path

from lantern.access import urls_account, urls_need_to_know, views

urlpatterns: list[URLPattern] = [
    *urls_account.urlpatterns,
    *urls_need_to_know.urlpatterns,
    path("sign-in/as/", views.sign_in_as, name="sign_in_as"),
    path("post/", views.choose_post, name="choose_post"),
    path("stay-signed-in/", views.stay_signed_in, name="stay_signed_in"),
    path("drafts/<slug:form>/", views.save_draft, name="save_draft"),
]
