"""Routes of the partnership's money. References only."""

from django.urls import path

from lantern.money.views import budget, lines, virements

urlpatterns = [
    path("money/", budget.money, name="money"),
    path("money/begin/", budget.begin_budget, name="begin_budget"),
    path("money/<str:reference>/", budget.budget, name="budget"),
    path("money/<str:reference>/lines/", lines.budget_lines, name="budget_lines"),
    path("money/<str:reference>/lines/file/", lines.budget_file, name="budget_file"),
    path("money/<str:reference>/lines/<int:number>/", lines.budget_line, name="budget_line"),
    path("money/<str:reference>/entries/<uuid:pk>/take-back/", lines.take_back_entry, name="take_back_entry"),
    path("money/<str:reference>/move/", virements.propose_virement, name="propose_virement"),
    path("money/<str:reference>/move/<int:number>/", virements.decide_virement, name="decide_virement"),
    path("money/<str:reference>/what-it-did/", budget.what_money_did, name="what_money_did"),
    path("money/<str:reference>/paper.<slug:code>", budget.budget_paper, name="budget_paper"),
    path("money/<str:reference>/step/<slug:move>/", budget.move_budget, name="move_budget"),
]
