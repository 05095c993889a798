"""Routes of audits. References only: no name ever stands in an address."""

from django.urls import path

from lantern.assurance.views import parts, rounds

urlpatterns = [
    path("audits/", rounds.audits, name="audits"),
    path("audits/new/", rounds.begin_audit, name="begin_audit"),
    path("audits/parts/", parts.audit_parts, name="audit_parts"),
    path("audits/parts/<str:reference>/", parts.audit_part, name="audit_part"),
    path("audits/<str:reference>/", rounds.audit, name="audit"),
    path("audits/<str:reference>/finish/", rounds.finish_audit, name="finish_audit"),
    path("audits/<str:reference>/recommend/", rounds.recommend_of_audit, name="recommend_of_audit"),
    path("audits/<str:reference>/gap/", rounds.own_gap, name="own_audit_gap"),
    path("audits/<str:reference>/cases/<uuid:record>/", rounds.audit_case, name="audit_case"),
    path("audits/<str:reference>/cases/<uuid:record>/feedback/", rounds.audit_feedback, name="audit_feedback"),
]
