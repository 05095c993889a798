"""What stands behind the front door's handoffs: the decision for a child that each carries out."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from lantern.frontdoor.models import ChildDecision
from lantern.frontdoor.rules import HANDOVER
from lantern.frontdoor.states import CONTACT
from lantern.spine.models import Handoff
from lantern.waiting import registry


def declare() -> None:
    """Tell the room of handoffs. Called once, when the front door is set up."""
    registry.stands_behind(CONTACT.kind, needs_another=_needs_another, offer_again=_offer_again)
    registry.keep_apart(HANDOVER)
    registry.stirs(
        contact_received="a new contact",
        contact_reopened="a contact was opened again",
    )


def _needs_another() -> Q:
    """The decision still stands and its contact is not finished: the child was to be helped, and nobody does."""
    stands = ChildDecision.objects.filter(handoff_id=OuterRef("pk"), current=True, contact__closed_at__isnull=True)
    return Q(Exists(stands))


def _offer_again(handoff: Handoff) -> str:
    decision = ChildDecision.objects.select_related("contact").filter(handoff_id=handoff.pk, current=True).first()
    if decision is None:
        return ""
    return reverse("offer_again", kwargs={"reference": decision.contact.reference, "decision": decision.pk})
