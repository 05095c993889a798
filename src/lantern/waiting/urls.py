"""Routes of handoffs and of everything that waits. References in addresses name records, never people."""

from django.urls import URLPattern, path

from lantern.waiting.views import gate, handoffs, overview, services

urlpatterns: list[URLPattern] = [
    path("handoffs/", handoffs.team_handoffs, name="handoffs"),
    path("handoffs/finished/", handoffs.finished_handoffs, name="finished_handoffs"),
    path("handoffs/<str:reference>/", handoffs.handoff, name="handoff"),
    path("handoffs/<str:reference>/again/", handoffs.handoff_again, name="handoff_again"),
    path("handoffs/<str:reference>/step-down/", handoffs.step_down, name="step_down"),
    path("handoffs/<str:reference>/<slug:move>/", handoffs.move_handoff, name="move_handoff"),
    path("gate/", gate.gates_to_look_at, name="gates_to_look_at"),
    path("gate/look/<uuid:pk>/", gate.look_at_gate, name="look_at_gate"),
    path("gate/<str:reference>/<slug:step>/", gate.gate_page, name="gate"),
    path("waiting/", overview.waiting, name="waiting"),
    path("waiting/by/<slug:code>/", overview.waiting_by, name="waiting_by"),
    path("waiting/by/<slug:code>/<slug:group>/", overview.waiting_in, name="waiting_in"),
    path("waiting/<slug:code>/", overview.waiting_children, name="waiting_children"),
    path("services/", services.services, name="services"),
    path("services/<slug:code>/", services.service, name="service"),
    path("services/<slug:code>/change/", services.change_service, name="change_service"),
]
