"""Every route of the product. Each declares its policy on the view; ``tests/contracts/test_routes.py`` walks them."""

from django.urls import include, path

urlpatterns = [
    path("", include("lantern.access.urls")),
    path("", include("lantern.sources.urls")),
    path("", include("lantern.boards.urls")),
    path("", include("lantern.governance.urls")),
    path("", include("lantern.disclosure.urls")),
    path("", include("lantern.meetings.urls")),
    path("", include("lantern.plans.urls")),
    path("", include("lantern.protection.urls")),
    path("", include("lantern.legal.urls")),
    path("", include("lantern.supervision.urls")),
    path("", include("lantern.people.urls")),
    path("", include("lantern.waiting.urls")),
    path("", include("lantern.frontdoor.urls")),
    path("", include("lantern.earlyhelp.urls")),
    path("", include("lantern.reviews.urls")),
    path("", include("lantern.learning.urls")),
    path("", include("lantern.training.urls")),
    path("", include("lantern.assurance.urls")),
    path("", include("lantern.custody.urls")),
    path("", include("lantern.money.urls")),
    path("", include("lantern.improvement.urls")),
    path("", include("lantern.section11.urls")),
    path("", include("lantern.oversight.urls")),
    path("", include("lantern.reporting.urls")),
    path("", include("lantern.home.urls")),
]

handler400 = "lantern.access.views.missing"
handler403 = "lantern.access.views.missing"
handler404 = "lantern.access.views.missing"
handler500 = "lantern.access.views.broken"
