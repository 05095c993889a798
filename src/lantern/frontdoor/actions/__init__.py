"""Verbs of the front door: everything that changes a contact or a check.

Each is one transaction, through the lifecycle's one door.
"""

from lantern.frontdoor.actions.arrival import Reported, receive, record_advice
from lantern.frontdoor.actions.caseload import Follow, NothingMoved, Piece, end_away, move_caseload, set_away, set_terms
from lantern.frontdoor.actions.checks import answer_check, ask_agencies, escalate, remind, set_term, withdraw_check
from lantern.frontdoor.actions.contact import assign, correct, finish, put_back, take
from lantern.frontdoor.actions.decisions import decide, offer_again, send_back, sign_off
from lantern.frontdoor.actions.disagreeing import answer_disagreement, disagree
from lantern.frontdoor.actions.feedback import can_not_tell_referrer, chase, tell_referrer
from lantern.frontdoor.actions.files import add_file
from lantern.frontdoor.actions.handover import hand_over, take_over
from lantern.frontdoor.actions.identity import forget_identity, identify, record_reported
from lantern.frontdoor.actions.ringing_back import need_not_ring, rung_and_not_reached, rung_and_reached
from lantern.frontdoor.actions.routing import put_live, set_weights, write_rules
from lantern.frontdoor.actions.screening import join, reprioritise, screen
from lantern.frontdoor.actions.second_looks import Finding, look_again, reopen
from lantern.frontdoor.actions.shift_log import read_log, write_in_log
from lantern.frontdoor.rules import DecisionForChild

__all__ = [
    "DecisionForChild",
    "Finding",
    "NothingMoved",
    "Follow",
    "Piece",
    "Reported",
    "add_file",
    "answer_check",
    "answer_disagreement",
    "ask_agencies",
    "assign",
    "can_not_tell_referrer",
    "chase",
    "correct",
    "decide",
    "disagree",
    "end_away",
    "escalate",
    "finish",
    "forget_identity",
    "hand_over",
    "identify",
    "join",
    "look_again",
    "move_caseload",
    "need_not_ring",
    "offer_again",
    "put_back",
    "put_live",
    "read_log",
    "receive",
    "record_advice",
    "record_reported",
    "remind",
    "reopen",
    "reprioritise",
    "rung_and_not_reached",
    "rung_and_reached",
    "screen",
    "send_back",
    "set_away",
    "set_terms",
    "set_weights",
    "sign_off",
    "take",
    "take_over",
    "tell_referrer",
    "withdraw_check",
    "write_in_log",
    "write_rules",
    "set_term",
]
