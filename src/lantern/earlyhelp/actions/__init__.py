"""The verbs of early help: everything that changes it goes through the one door."""

from lantern.earlyhelp.actions.assessing import agree, record_first_contact, send_back, submit, write_assessment
from lantern.earlyhelp.actions.consenting import answer_consent, share, withdraw_consent
from lantern.earlyhelp.actions.ending import end, step_up
from lantern.earlyhelp.actions.leading import name_worker, offer_lead, take_lead
from lantern.earlyhelp.actions.opening import open_for, take_up
from lantern.earlyhelp.actions.planning import begin_family_plan
from lantern.earlyhelp.actions.working import (
    add_member,
    answer_missed,
    measure,
    member_left,
    record_session,
)

__all__ = [
    "add_member",
    "agree",
    "answer_consent",
    "answer_missed",
    "begin_family_plan",
    "end",
    "measure",
    "member_left",
    "name_worker",
    "offer_lead",
    "open_for",
    "record_first_contact",
    "record_session",
    "send_back",
    "share",
    "step_up",
    "submit",
    "take_lead",
    "take_up",
    "withdraw_consent",
    "write_assessment",
]
