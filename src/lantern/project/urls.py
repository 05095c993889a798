"""Every route of the product. Each declares its policy on the view; ``tests/contracts/test_routes.py`` walks them."""

from lantern.project.routes import by_first_step

urlpatterns = by_first_step(
    [
        "lantern.access.urls",
        "lantern.sources.urls",
        "lantern.boards.urls",
        "lantern.governance.urls",
        "lantern.disclosure.urls",
        "lantern.meetings.urls",
        "lantern.plans.urls",
        "lantern.protection.urls",
        "lantern.legal.urls",
        "lantern.supervision.urls",
        "lantern.cohorts.urls",
        "lantern.people.urls",
        "lantern.waiting.urls",
        "lantern.frontdoor.urls",
        "lantern.earlyhelp.urls",
        "lantern.reviews.urls",
        "lantern.learning.urls",
        "lantern.training.urls",
        "lantern.dissemination.urls",
        "lantern.assurance.urls",
        "lantern.custody.urls",
        "lantern.money.urls",
        "lantern.improvement.urls",
        "lantern.section11.urls",
        "lantern.oversight.urls",
        "lantern.voices.urls",
        "lantern.reporting.urls",
        "lantern.home.urls",
    ]
)

handler400 = "lantern.access.views.missing"
handler403 = "lantern.access.views.missing"
handler404 = "lantern.access.views.missing"
handler500 = "lantern.access.views.broken"
