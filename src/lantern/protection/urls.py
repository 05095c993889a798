"""Routes of protection. References only: no name ever stands in an address."""

from django.urls import path

from lantern.protection.views import assessing, enquiring, overview

urlpatterns = [
    path("protection/", overview.protection, name="protection"),
    path("children/<str:reference>/protection/", overview.child_protection, name="child_protection"),
    path("hub/contacts/<str:reference>/strategy-discussion/", overview.contact_strategy, name="contact_strategy"),
    path("handoffs/<str:reference>/assessment/", assessing.assess_handoff, name="assess_handoff"),
    path("children/<str:reference>/assessment/", assessing.start_assessment, name="start_assessment"),
    path("enquiries/<str:reference>/", enquiring.enquiry, name="section_47"),
    path("enquiries/<str:reference>/seen/", enquiring.enquiry_seen, name="enquiry_seen"),
    path("enquiries/<str:reference>/<slug:move>/", enquiring.move_enquiry, name="move_enquiry"),
    path("assessments/<str:reference>/", assessing.assessment, name="assessment"),
    path("assessments/<str:reference>/parts/<slug:step>/", assessing.write_part, name="write_assessment_part"),
    path("assessments/<str:reference>/seen/", assessing.assessment_seen, name="assessment_seen"),
    path("assessments/<str:reference>/questions/<uuid:record>/", assessing.answer_challenge, name="answer_challenge"),
    path("assessments/<str:reference>/assessment.pdf", assessing.assessment_pdf, name="assessment_pdf"),
    path("assessments/<str:reference>/assessment.docx", assessing.assessment_word, name="assessment_word"),
    path("assessments/<str:reference>/<slug:move>/", assessing.move_assessment, name="move_assessment"),
]
