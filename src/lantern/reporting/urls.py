"""Routes of yearly reports. References only."""

from django.urls import path

from lantern.reporting import views

urlpatterns = [
    path("yearly-reports/", views.yearly_reports, name="yearly_reports"),
    path("yearly-reports/begin/", views.begin_report, name="begin_report"),
    path("yearly-reports/<str:reference>/", views.yearly_report, name="yearly_report"),
    path("yearly-reports/<str:reference>/read/", views.read_report, name="read_report"),
    path("yearly-reports/<str:reference>/sections/<slug:form>/", views.write_section, name="write_section"),
    path("yearly-reports/<str:reference>/report.<slug:code>", views.report_paper, name="report_paper"),
    path("yearly-reports/<str:reference>/step/<slug:move>/", views.move_report, name="move_report"),
]
