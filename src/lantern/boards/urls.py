"""Routes of bodies, seats and actions."""

from django.urls import path

from lantern.boards.views import bodies, log

urlpatterns = [
    path("boards/", bodies.bodies, name="bodies"),
    path("boards/outside/", bodies.outside_seats, name="outside_seats"),
    path("boards/new/", bodies.new_body, name="new_body"),
    path("boards/seats/<uuid:record>/", bodies.seat, name="seat"),
    path("boards/holders/<uuid:record>/end/", bodies.end_holding, name="end_holding"),
    path("boards/<slug:code>/", bodies.body, name="body"),
    path("boards/<slug:code>/how-often/", bodies.change_frequency, name="change_frequency"),
    path("boards/<slug:code>/seats/new/", bodies.new_seat, name="new_seat"),
    path("actions/", log.board_actions, name="board_actions"),
    path("actions/new/", log.new_board_action, name="new_board_action"),
    path("actions/<str:reference>/", log.board_action, name="board_action"),
    path("actions/<str:reference>/<slug:move>/", log.move_board_action, name="move_board_action"),
]
