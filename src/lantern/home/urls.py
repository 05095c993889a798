"""Routes of this room."""

from django.urls import URLPattern, path

from lantern.home import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
