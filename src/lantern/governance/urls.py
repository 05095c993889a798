"""Routes of board meetings, attendance and decisions."""

from django.urls import path

from lantern.governance.views import interests, planning, registers, running, taking

urlpatterns = [
    path("board-meetings/", planning.board_meetings, name="board_meetings"),
    path("forward-plan/", registers.forward_plan, name="forward_plan"),
    path("boards/<slug:code>/meetings/", planning.body_meetings, name="body_meetings"),
    path("boards/<slug:code>/meetings/new/", planning.plan_meeting, name="plan_meeting"),
    path("boards/<slug:code>/items/new/", planning.new_item, name="new_item"),
    path("boards/<slug:code>/minutes-files/", taking.minutes_files, name="minutes_files"),
    path("minutes-files/<uuid:record>/", taking.minutes_file, name="minutes_file"),
    path("boards/<slug:code>/attendance/", registers.body_attendance, name="body_attendance"),
    path("board-meetings/<str:reference>/", running.board_meeting, name="board_meeting"),
    path("board-meetings/<str:reference>/live/", running.board_meeting_live, name="board_meeting_live"),
    path("board-meetings/<str:reference>/agenda/", planning.add_to_agenda, name="add_to_agenda"),
    path("board-meetings/<str:reference>/agenda/due/", planning.take_up_signal, name="take_up_signal"),
    path("board-meetings/<str:reference>/agenda/<uuid:record>/", planning.take_up_item, name="take_up_item"),
    path("board-meetings/<str:reference>/papers/<uuid:record>/", planning.paper, name="paper"),
    path("board-meetings/<str:reference>/roll/", running.board_roll, name="board_roll"),
    path("board-meetings/<str:reference>/guests/", running.board_guest, name="board_guest"),
    path("board-meetings/<str:reference>/interests/", running.board_interest, name="board_interest"),
    path("board-meetings/<str:reference>/minutes/", running.board_minute, name="board_minute"),
    path("board-meetings/<str:reference>/minutes/<uuid:record>/", running.reword_minute, name="reword_minute"),
    path("board-meetings/<str:reference>/decision/", running.board_decide, name="board_decide"),
    path("board-meetings/<str:reference>/items/<uuid:record>/action/", running.board_promise, name="board_promise"),
    path("board-meetings/<str:reference>/pack.pdf", running.board_pack, name="board_pack"),
    path("board-meetings/<str:reference>/minutes.pdf", running.board_minutes_pdf, name="board_minutes_pdf"),
    path("board-meetings/<str:reference>/public.pdf", running.board_minutes_public, name="board_minutes_public"),
    path("board-meetings/<str:reference>/minutes.docx", running.board_minutes_word, name="board_minutes_word"),
    path("board-meetings/<str:reference>/<slug:move>/", running.move_board_meeting, name="move_board_meeting"),
    path("interests/", interests.interests, name="interests"),
    path("interests/new/<uuid:record>/", interests.new_interest, name="new_interest"),
    path("interests/<str:reference>/<slug:move>/", interests.move_interest, name="move_interest"),
    path("decisions/", registers.board_decisions, name="board_decisions"),
    path("decisions/<str:reference>/", registers.board_decision, name="board_decision"),
    path("decisions/<str:reference>/<slug:move>/", registers.move_board_decision, name="move_board_decision"),
]
