"""Routes of this room."""

from django.urls import URLPattern, path

from lantern.home import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("told/<uuid:notice>/", views.told, name="told"),
    path("told/all/<slug:code>/", views.told_kind, name="told_kind"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("help/", views.help_page, name="help"),
    path("keyboard/", views.keyboard, name="keyboard"),
    path("threshold/", views.threshold, name="threshold"),
    path("threshold/<slug:code>/<str:version>/", views.threshold_version, name="threshold_version"),
]
