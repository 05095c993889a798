"""Routes of early help. References only: no name ever stands in an address."""

from django.urls import path

from lantern.earlyhelp.views import assessing, consenting, families, family, figures, leading, together, working

urlpatterns = [
    path("early-help/", families.families, name="early_help_families"),
    path("early-help/did-it-help/", figures.did_it_help, name="did_early_help_help"),
    path("early-help/did-it-help/<slug:form>.csv", figures.early_help_file, name="early_help_file"),
    path("early-help/shared/<uuid:pk>/", families.shared_copy, name="early_help_shared"),
    path("children/<str:reference>/early-help/", families.begin_for_child, name="child_early_help"),
    path("early-help/begin/<str:reference>/", families.begin_from_handoff, name="begin_early_help"),
    path("early-help/take-lead/<str:reference>/", leading.take_lead, name="take_early_help_lead"),
    path("early-help/<str:reference>/", family.family, name="early_help"),
    path("early-help/<str:reference>/first-contact/", assessing.first_contact, name="early_help_first_contact"),
    path("early-help/<str:reference>/assessment/", assessing.assessment, name="early_help_assessment"),
    path("early-help/<str:reference>/agree/", assessing.agree, name="agree_early_help"),
    path("early-help/<str:reference>/consent/", consenting.consent, name="early_help_consent"),
    path("early-help/<str:reference>/consent/<int:number>/withdraw/", consenting.withdraw, name="withdraw_consent"),
    path("early-help/<str:reference>/share/", consenting.share, name="share_early_help"),
    path("early-help/<str:reference>/team/", working.team, name="early_help_team"),
    path("early-help/<str:reference>/team/<uuid:record>/left/", working.member_left, name="early_help_member_left"),
    path("early-help/<str:reference>/sessions/", working.sessions, name="early_help_sessions"),
    path("early-help/<str:reference>/missed/", working.missed, name="early_help_missed"),
    path("early-help/<str:reference>/measures/", working.measures, name="early_help_measures"),
    path("early-help/<str:reference>/meeting/", together.call_team, name="call_team_around_family"),
    path("early-help/<str:reference>/plan/", together.begin_plan, name="begin_family_plan"),
    path("early-help/<str:reference>/lead/", leading.lead, name="early_help_lead"),
    path("early-help/<str:reference>/step-up/", leading.step_up, name="early_help_step_up"),
    path("early-help/<str:reference>/end/", leading.end, name="end_early_help"),
]
