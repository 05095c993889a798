"""Routes of section 11. References only."""

from django.urls import path

from lantern.section11.views import panel, returns, rounds

_RETURN = "section-11/returns/<str:reference>/"
_STANDARD = _RETURN + "<slug:code>/"

urlpatterns = [
    path("section-11/", rounds.section_11, name="section_11"),
    path("section-11/open/", rounds.open_section_11, name="open_section_11"),
    path("section-11/rounds/<str:reference>/", rounds.section_11_round, name="section_11_round"),
    path("section-11/rounds/<str:reference>/finish/", rounds.finish_section_11, name="finish_section_11"),
    path(_RETURN, returns.section_11_return, name="section_11_return"),
    path(_RETURN + "send/", returns.send_section_11, name="send_section_11"),
    path(_RETURN + "settle/", panel.settle_section_11, name="settle_section_11"),
    path(_RETURN + "paper.<slug:code>", returns.section_11_paper, name="section_11_paper"),
    path(_STANDARD, returns.answer_standard, name="answer_standard"),
    path(_STANDARD + "evidence/", returns.add_section_11_evidence, name="add_section_11_evidence"),
    path(
        _STANDARD + "evidence/<uuid:record>/withdraw/",
        returns.withdraw_section_11_evidence,
        name="withdraw_section_11_evidence",
    ),
    path(_STANDARD + "questions/<uuid:question>/", returns.reply_to_panel, name="reply_to_panel"),
    path(_STANDARD + "ask/", panel.challenge_section_11, name="challenge_section_11"),
    path(_STANDARD + "grade/", panel.hold_grade, name="hold_grade"),
    path(_STANDARD + "gap/", panel.own_section_11_gap, name="own_section_11_gap"),
]
