"""Routes of plans. References only: no name ever stands in an address."""

from django.urls import path

from lantern.plans.views import overview, plan, reviews, visits, writing

urlpatterns = [
    path("children/<str:reference>/plans/begin/", plan.begin_plan, name="begin_plan"),
    path("plans/", overview.plans, name="plans"),
    path("plans/drift/", overview.drift, name="drift"),
    path("plans/overdue-visits/", overview.overdue_visits, name="overdue_visits"),
    path("plans/<str:reference>/", plan.plan, name="plan"),
    path("plans/<str:reference>/what-for/", writing.plan_head, name="plan_head"),
    path("plans/<str:reference>/part/<slug:form>/<int:number>/", writing.plan_part, name="plan_part"),
    path("plans/<str:reference>/actions/<int:number>/how-far/", writing.mark_item, name="mark_item"),
    path("plans/<str:reference>/actions/<int:number>/carry/", writing.carry_item, name="carry_item"),
    path("plans/<str:reference>/asks/<int:number>/check/", writing.check_ask, name="check_ask"),
    path("plans/<str:reference>/versions/", plan.plan_versions, name="plan_versions"),
    path("plans/<str:reference>/review/", reviews.review_plan, name="review_plan"),
    path("plans/<str:reference>/reviews/<int:number>/", reviews.plan_review, name="plan_review"),
    path("plans/<str:reference>/for-the-child/", reviews.plan_for_child, name="plan_for_child"),
    path("plans/<str:reference>/paper/<slug:form>.<slug:code>", reviews.plan_paper, name="plan_paper"),
    path("plans/<str:reference>/visit/", visits.record_visit, name="record_visit"),
    path("plans/<str:reference>/visits/", visits.plan_visits, name="plan_visits"),
    path("plans/<str:reference>/core-group/", visits.core_group, name="core_group"),
    path("plans/<str:reference>/step/<slug:move>/", plan.move_plan, name="move_plan"),
]
