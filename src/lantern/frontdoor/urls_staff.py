"""Routes of the front door's staff pages. References in addresses name records, never people."""

from django.urls import URLPattern, path

from lantern.frontdoor.views import (
    checks,
    contact,
    decisions,
    demand,
    feedback,
    handover,
    oversight,
    queue,
    screening,
    telephone,
)

staff_routes: list[URLPattern] = [
    path("hub/", queue.queue, name="queue"),
    path("hub/live/", queue.queue_live, name="queue_live"),
    path("hub/new/", telephone.telephone, name="telephone"),
    path("hub/new/discard/", telephone.discard_telephone_draft, name="discard_telephone_draft"),
    path("hub/advice/", telephone.advice, name="advice"),
    path("hub/sign-off/", oversight.sign_off_list, name="sign_off_list"),
    path("hub/lateness/", checks.lateness, name="lateness"),
    path("hub/demand/", demand.demand, name="demand"),
    path("hub/demand/contacts/", demand.demand_contacts, name="demand_contacts"),
    path("hub/demand/download/<str:form>/", demand.demand_download, name="demand_download"),
    path("hub/handover/", handover.handover, name="handover"),
    path("hub/handover/<str:reference>/take-over/", handover.take_over, name="take_over"),
    path("hub/contacts/<str:reference>/", contact.contact, name="contact"),
    path("hub/contacts/<str:reference>/live/", contact.contact_live, name="contact_live"),
    path("hub/contacts/<str:reference>/take/", contact.take_contact, name="take_contact"),
    path("hub/contacts/<str:reference>/assign/", contact.assign_contact, name="assign_contact"),
    path("hub/contacts/<str:reference>/screening/", screening.screen_contact, name="screen_contact"),
    path("hub/contacts/<str:reference>/people/<uuid:reported>/", screening.settle_person, name="settle_person"),
    path(
        "hub/contacts/<str:reference>/people/<uuid:reported>/address/",
        contact.unseal_reported,
        name="unseal_reported",
    ),
    path("hub/contacts/<str:reference>/priority/", contact.reprioritise_contact, name="reprioritise_contact"),
    path("hub/contacts/<str:reference>/join/", contact.join_contact, name="join_contact"),
    path("hub/contacts/<str:reference>/ask/", checks.ask_agencies, name="ask_agencies"),
    path("hub/contacts/<str:reference>/decide/", decisions.decide_contact, name="decide_contact"),
    path("hub/contacts/<str:reference>/sign-off/", oversight.sign_off_contact, name="sign_off_contact"),
    path("hub/contacts/<str:reference>/feedback/", feedback.tell_referrer, name="tell_referrer"),
    path("hub/contacts/<str:reference>/finish/", contact.finish_contact, name="finish_contact"),
    path("hub/contacts/<str:reference>/offer-again/<uuid:decision>/", decisions.offer_again, name="offer_again"),
    path("hub/contacts/<str:reference>/correct/<uuid:event>/", contact.correct_event, name="correct_event"),
    path("hub/checks/<str:reference>/remind/", checks.remind_agency, name="remind_agency"),
    path("hub/checks/<str:reference>/escalate/", checks.escalate_check, name="escalate_check"),
    path("hub/checks/<str:reference>/withdraw/", checks.withdraw_check, name="withdraw_check"),
]
