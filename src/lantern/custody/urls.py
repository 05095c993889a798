"""Routes of this room."""

from django.urls import URLPattern, path

from lantern.custody import views

urlpatterns: list[URLPattern] = [
    path("separation/", views.separation_runs, name="separation_runs"),
    path("separation/arrivals/<uuid:arrival>/", views.separation_arrival, name="separation_arrival"),
    path("separation/<str:reference>/", views.separation_run, name="separation_run"),
    path("separation/<str:reference>/rules/<str:question>/", views.separation_rule, name="separation_rule"),
    path("separation/<str:reference>/approve/", views.approve_separation, name="approve_separation"),
    path("separation/<str:reference>/reopen/", views.reopen_separation, name="reopen_separation"),
    path("separation/<str:reference>/abandon/", views.abandon_separation, name="abandon_separation"),
    path("separation/<str:reference>/proof/", views.separation_proof, name="separation_proof"),
]
