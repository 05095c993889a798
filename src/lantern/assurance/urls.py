"""Routes of audits. References only: no name ever stands in an address."""

from django.urls import path

from lantern.assurance.views import calendar, feedback, parts, reports, rounds, standards

_PLAN = "audits/plan/<str:reference>/"

urlpatterns = [
    path("audits/", rounds.audits, name="audits"),
    path("audits/new/", rounds.begin_audit, name="begin_audit"),
    path("audits/calendar/", calendar.audit_calendar, name="audit_calendar"),
    path("audits/follow-through/", calendar.audit_follow_through, name="audit_follow_through"),
    path("audits/plan/", calendar.plan_audit, name="plan_audit"),
    path(_PLAN, calendar.planned_audit, name="planned_audit"),
    path(_PLAN + "draw/", calendar.draw_planned_audit, name="draw_planned_audit"),
    path(_PLAN + "tell/", calendar.tell_own_audit, name="tell_own_audit"),
    path(_PLAN + "move/", calendar.postpone_audit, name="postpone_audit"),
    path(_PLAN + "drop/", calendar.drop_audit, name="drop_audit"),
    path(_PLAN + "gap/", calendar.promise_of_audit, name="promise_of_audit"),
    path("audits/standards/", standards.practice_standards, name="practice_standards"),
    path("audits/standards/new/", standards.word_standard, name="word_standard"),
    path("audits/standards/<str:code>/", standards.change_standard, name="change_standard"),
    path("audits/standards/<str:code>/retire/", standards.retire_standard, name="retire_standard"),
    path("audits/reports/", reports.audit_reports, name="audit_reports"),
    path("audits/reports/<int:area>/<str:code>/", reports.make_audit_report, name="make_audit_report"),
    path("audits/reports/<str:reference>/", reports.audit_report, name="audit_report"),
    path("audits/reports/<str:reference>/paper.<slug:code>", reports.audit_report_paper, name="audit_report_paper"),
    path("audits/feedback/", feedback.audit_feedbacks, name="audit_feedbacks"),
    path("audits/feedback/<str:reference>/", feedback.read_audit_feedback, name="read_audit_feedback"),
    path("audits/parts/", parts.audit_parts, name="audit_parts"),
    path("audits/parts/<str:reference>/", parts.audit_part, name="audit_part"),
    path("audits/<str:reference>/", rounds.audit, name="audit"),
    path("audits/<str:reference>/finish/", rounds.finish_audit, name="finish_audit"),
    path("audits/<str:reference>/recommend/", rounds.recommend_of_audit, name="recommend_of_audit"),
    path("audits/<str:reference>/gap/", rounds.own_gap, name="own_audit_gap"),
    path("audits/<str:reference>/cases/<uuid:record>/", rounds.audit_case, name="audit_case"),
    path("audits/<str:reference>/cases/<uuid:record>/feedback/", feedback.audit_feedback, name="audit_feedback"),
]
