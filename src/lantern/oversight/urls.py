"""Routes of risks, challenges and scrutiny, escalations, agreements."""

from django.urls import path

from lantern.oversight.views import agreements, matters, risks, scrutiny

urlpatterns = [
    path("risks/", risks.risks, name="risks"),
    path("risks/new/", risks.new_risk, name="new_risk"),
    path("risks/<str:reference>/", risks.risk, name="risk"),
    path("risks/<str:reference>/<slug:move>/", risks.move_risk, name="move_risk"),
    path("challenges/", matters.challenges, name="challenges"),
    path("challenges/new/", matters.new_challenge, name="new_challenge"),
    path("escalations/", matters.escalations, name="escalations"),
    path("escalations/new/", matters.new_escalation, name="new_escalation"),
    path("matters/<str:reference>/", matters.matter, name="matter"),
    path("matters/<str:reference>/<slug:move>/", matters.move_matter, name="move_matter"),
    path("scrutiny/new/", scrutiny.new_scrutiny, name="new_scrutiny"),
    path("scrutiny/<str:reference>/", scrutiny.scrutiny_line, name="scrutiny_line"),
    path("scrutiny/<str:reference>/<slug:move>/", scrutiny.move_scrutiny, name="move_scrutiny"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.new_agreement, name="new_agreement"),
    path("agreements/<str:reference>/", agreements.agreement, name="agreement"),
    path("agreements/<str:reference>/<slug:move>/", agreements.move_agreement, name="move_agreement"),
    path("arrangements/new/", agreements.publish_arrangements, name="publish_arrangements"),
    path("arrangements/<str:reference>/", agreements.arrangements, name="arrangements"),
    path("arrangements/<str:reference>/<slug:move>/", agreements.move_arrangements, name="move_arrangements"),
]
