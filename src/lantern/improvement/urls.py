"""Routes of improvement plans and inspections. References only."""

from django.urls import path

from lantern.improvement.views import inspections, plans

urlpatterns = [
    path("improvement/", plans.improvement, name="improvement"),
    path("improvement/begin/", plans.begin_improvement, name="begin_improvement"),
    path("improvement/inspections/record/", inspections.record_inspection, name="record_inspection"),
    path("improvement/inspections/<str:reference>/", inspections.inspection, name="inspection"),
    path("improvement/inspections/<str:reference>/report/", inspections.inspection_report, name="inspection_report"),
    path("improvement/inspections/<str:reference>/answer/", inspections.inspection_answer, name="inspection_answer"),
    path("improvement/inspections/<str:reference>/findings/<int:number>/", inspections.finding, name="finding"),
    path("improvement/<str:reference>/", plans.improvement_plan, name="improvement_plan"),
    path("improvement/<str:reference>/actions/<int:number>/", plans.improvement_action, name="improvement_action"),
    path("improvement/<str:reference>/actions/<int:number>/write/", plans.write_improvement, name="write_improvement"),
    path("improvement/<str:reference>/actions/<int:number>/log/", plans.log_improvement, name="log_improvement"),
    path("improvement/<str:reference>/<slug:form>.<slug:code>", plans.improvement_paper, name="improvement_paper"),
    path("improvement/<str:reference>/step/<slug:move>/", plans.move_improvement, name="move_improvement"),
]
