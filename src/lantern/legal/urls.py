"""Routes of the way to court. References only: no name ever stands in an address."""

from django.urls import path

from lantern.legal.views import planning, tracking

urlpatterns = [
    path("legal/", tracking.legal, name="legal"),
    path("children/<str:reference>/legal/", tracking.child_legal, name="child_legal"),
    path("children/<str:reference>/legal/ask/", tracking.ask_legal, name="ask_legal"),
    path("legal/<str:reference>/", planning.legal_planning, name="legal_planning"),
    path("legal/<str:reference>/letter/", planning.letter_head, name="letter_head"),
    path("legal/<str:reference>/letter/changes/<int:number>/", planning.letter_change, name="letter_change"),
    path("legal/<str:reference>/changes/<int:number>/", planning.check_change, name="check_change"),
    path("legal/<str:reference>/hearings/<int:number>/", planning.note_hearing, name="note_hearing"),
    path("legal/<str:reference>/<slug:form>.pdf", planning.legal_pdf, name="legal_pdf"),
    path("legal/<str:reference>/<slug:form>.docx", planning.legal_word, name="legal_word"),
    path("legal/<str:reference>/<slug:move>/", planning.move_legal, name="move_legal"),
]
