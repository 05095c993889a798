"""Roles as a page a manager can read: each is a list of permissions with a description. Code asks for permissions,
never for roles.

Rooms name their own permissions in their ``permissions.py``; the strings here are those names. A contract test refuses
a permission that no
room asks for, and a room's permission that no role holds. Changes to this file are reviewed by information governance.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """What somebody in this kind of post may do."""

    code: str
    title: str
    description: str
    permissions: frozenset[str]


_EVERYONE = {"sign_in"}
_LEARNS = {"see_training", "book_training", "ask_training", "read_briefings", "read_audit_feedback"}
_READS_AUDITS = {"see_audit_calendar"}
"""The year's plan of audits, standards, follow-through and quarterly reports: about no child."""
_PLANS_AUDITS = _READS_AUDITS | {"plan_audits", "set_practice_standards", "tell_own_audit"}
_PARTNER = _EVERYONE | {"see_partnership", "see_learning", "propose_learning", "contribute_learning"} | _LEARNS
_RUNS_LEARNING = {"run_learning", "recommend", "answer_recommendation", "run_training", "write_briefings"}
_ON_BOARDS = {"see_boards", "log_action", "answer_action", "check_action", "see_board_meetings"}
_SITS_ON_BOARDS = _ON_BOARDS | {"see_confidential_items", "approve_minutes"}
_KEEPS_BOARDS = _SITS_ON_BOARDS | {"keep_boards", "keep_minutes"}
_READS_PARTNERSHIP = {"see_money", "see_improvement", "see_reports", "see_oversight"} | _READS_AUDITS
"""What whoever sits on a body, scrutinises or reports reads of the partnership's own work."""
_CHALLENGES = {"challenge_partners", "answer_challenge"}
"""Sits at the table: challenges another seat, and answers for one's own."""
_KEEPS_PARTNERSHIP = (
    _READS_PARTNERSHIP
    | _CHALLENGES
    | {"keep_budget", "keep_improvement", "check_improvement", "write_report", "keep_oversight", "plan_scrutiny"}
)
"""Draws up, records and proposes for the partnership."""
_DECIDES_PARTNERSHIP = {"agree_budget", "authorise_virement", "approve_improvement", "publish_report"}
"""Records what the partners agreed, and decides what officers may."""
_ANSWERS_SECTION_11 = {"see_section_11", "answer_section_11"}
_CHALLENGES_SECTION_11 = {"see_section_11", "see_every_return", "challenge_section_11"}
_MEETS = {"see_meetings", "call_meeting", "run_meeting"}
_INVITED = {"see_invitations", "answer_invitation"}
_ANSWERS_INCIDENTS = {"see_incident_requests", "answer_incident_request"}
_KEEPS_REVIEWERS = {"see_reviewers", "keep_reviewers"}
_ANSWERS_AUDITS = {"see_audit_parts", "answer_audit"}
_RECORDS_INCIDENTS = {"see_incidents", "record_incident"}
_PROTECTS = {"see_protection", "call_strategy_discussion", "work_enquiry"}
_ASSESSES = {"call_conference", "work_assessment"}
_COHORTS = {"see_cohorts", "work_cohorts"}
_BEFORE_COURT = {"see_legal", "work_legal"}
_SENDS_CONTACTS = {"send_contact", "see_own_contacts"}
_WORKS_EARLY_HELP = {"see_early_help", "work_early_help", "answer_gate"}
_LEADS_FAMILIES = _WORKS_EARLY_HELP | {
    "see_plans",
    "begin_plan",
    "write_plan",
    "review_plan",
    "record_visit",
    "hold_family_plan",
}
"""Another agency that leads early help: its assessment, its sessions and its plan. The council's early help agrees."""
_FRONT_DOOR_WORKER = _PARTNER | {
    "send_contact",
    "see_queue",
    "see_contact",
    "take_contact",
    "record_advice",
    "screen_contact",
    "join_contacts",
    "ask_agencies",
    "remind_agency",
    "look_known_to",
    "decide_contact",
    "tell_referrer",
    "finish_contact",
    "import_notices",
    "find_child",
    "see_child",
    "record_person",
    "link_records",
    "compare_listed",
    "print_record",
    "offer_handoff",
    "answer_handoff",
    "withdraw_handoff",
    "look_again",
    "see_handoffs",
    "see_services",
    "accept_handover",
    "break_glass",
    "see_caseloads",
    "keep_shift_log",
    "see_early_help",
    "see_meetings",
    "see_plans",
}
_RECEIVING_WORKER = _PARTNER | {
    "see_handoffs",
    "offer_handoff",
    "answer_handoff",
    "withdraw_handoff",
    "look_again",
    "see_services",
}
_VISITS = {"see_plans", "record_visit"}
_WRITES_PLANS = _VISITS | {"begin_plan", "write_plan", "review_plan"}
_TESTS_GATES = {"answer_gate", "test_gate"}
_AGREES_PLANS = _WRITES_PLANS | {"agree_plan", "end_plan", "see_drift"}
_COMPILES = {"see_chronologies", "compile_chronology"}
_APPROVES_CHRONOLOGIES = {"see_chronologies", "approve_chronology"}
_CASE_WORKER = (
    _RECEIVING_WORKER
    | {"see_caseloads"}
    | {"find_child", "see_child", "see_contact", "record_person", "print_record", "break_glass"}
    | _SENDS_CONTACTS
    | _COMPILES
    | _MEETS
    | {"answer_gate"}
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "hub_officer",
            "Hub officer",
            "Takes contacts by telephone, records advice, finds the child, asks agencies, tells referrers. Does not "
            "decide.",
            frozenset(_FRONT_DOOR_WORKER - {"decide_contact"}),
        ),
        Role(
            "hub_social_worker",
            "Hub social worker",
            "Everything an officer does, and decides what happens next for each child. A manager signs off.",
            frozenset(_FRONT_DOOR_WORKER | _COMPILES | _MEETS | _PROTECTS),
        ),
        Role(
            "hub_manager",
            "Hub manager",
            "Signs off or sends back decisions made by others, sees lateness by agency, reassigns work, restricts "
            "records.",
            frozenset(
                _FRONT_DOOR_WORKER
                | _COMPILES
                | _MEETS
                | _PROTECTS
                | {"agree_enquiry"}
                | _APPROVES_CHRONOLOGIES
                | {
                    "sign_off",
                    "answer_disagreement",
                    "assign_contact",
                    "move_caseload",
                    "set_routing",
                    "see_lateness",
                    "see_demand",
                    "see_looks",
                    "review_looks",
                    "restrict_record",
                    "grant_access",
                    "correct_record",
                    "second_look",
                    "set_sampling",
                    "link_lists",
                    "choose_weights",
                    "draft_threshold",
                    "see_early_help_figures",
                    "see_waits",
                    "look_at_gates",
                }
                | _RECORDS_INCIDENTS
                | _ANSWERS_AUDITS
            ),
        ),
        Role(
            "edt_social_worker",
            "Emergency duty social worker",
            "Answers the front door out of hours for every authority the duty team covers, and hands over in the "
            "morning.",
            frozenset(_FRONT_DOOR_WORKER | _MEETS | _VISITS | _PROTECTS),
        ),
        Role(
            "edt_manager",
            "Emergency duty manager",
            "Signs off out-of-hours decisions made by others.",
            frozenset(
                _FRONT_DOOR_WORKER
                | {"sign_off", "assign_contact", "see_lateness", "see_demand", "correct_record", "second_look"}
                | {"move_caseload"}
                | _MEETS
                | _VISITS
                | _PROTECTS
                | {"agree_enquiry"}
            ),
        ),
        Role(
            "social_worker",
            "Social worker",
            "Takes responsibility for children handed to the team.",
            frozenset(
                {"see_supervision"}
                | _CASE_WORKER
                | _COHORTS
                | {"see_early_help"}
                | _WRITES_PLANS
                | {"hold_statutory_plan"}
                | _PROTECTS
                | _ASSESSES
                | _BEFORE_COURT
            ),
        ),
        Role(
            "team_manager",
            "Team manager",
            "Accepts or declines what is offered to the team.",
            frozenset(
                {"see_supervision", "hold_supervision", "see_trained"}
                | _CASE_WORKER
                | _COHORTS
                | {"review_cohorts"}
                | _APPROVES_CHRONOLOGIES
                | {"see_looks", "review_looks", "grant_access", "link_records", "see_early_help", "see_waits"}
                | _AGREES_PLANS
                | {"hold_statutory_plan"}
                | _PROTECTS
                | _ASSESSES
                | _BEFORE_COURT
                | {"agree_enquiry", "authorise_assessment", "decide_legal"}
                | {"move_caseload"}
                | _TESTS_GATES
                | _RECORDS_INCIDENTS
                | _ANSWERS_AUDITS
            ),
        ),
        Role(
            "early_help_worker",
            "Early help practitioner",
            "Takes on children and families offered early help.",
            frozenset(
                {"see_supervision"} | _CASE_WORKER | _COHORTS | _WORKS_EARLY_HELP | _WRITES_PLANS | {"hold_family_plan"}
            ),
        ),
        Role(
            "early_help_manager",
            "Early help manager",
            "Accepts or declines what is offered to early help, and agrees assessments and plans written by others.",
            frozenset(
                {"see_supervision", "hold_supervision", "see_trained"}
                | _CASE_WORKER
                | _COHORTS
                | {"review_cohorts"}
                | _WORKS_EARLY_HELP
                | _APPROVES_CHRONOLOGIES
                | {"link_records", "agree_early_help", "see_early_help_figures", "run_service", "see_waits"}
                | _AGREES_PLANS
                | {"hold_family_plan"}
                | {"move_caseload"}
                | _TESTS_GATES
            ),
        ),
        Role(
            "reviewing_officer",
            "Reviewing officer",
            "Reviews plans, chairs conferences; sees the children of the authority.",
            frozenset(
                _CASE_WORKER
                | {"see_cohorts"}
                | _VISITS
                | {"begin_plan", "review_plan", "review_protection_plan", "end_plan"}
                | {"hold_statutory_plan", "see_drift"}
                | {"see_protection", "call_conference", "see_legal"}
            ),
        ),
        Role(
            "provider_worker",
            "Commissioned provider",
            "Sees only what has been offered to the provider, and answers it; leads early help it has taken on. "
            "Says how many places its service has.",
            frozenset(_RECEIVING_WORKER | _SENDS_CONTACTS | {"run_service", "see_waits"} | _LEADS_FAMILIES | _INVITED),
        ),
        Role(
            "agency_responder",
            "Agency responder",
            "Answers the hub's checks for one agency, and sees only that agency's requests.",
            frozenset(
                _EVERYONE
                | _SENDS_CONTACTS
                | _RECEIVING_WORKER - {"withdraw_handoff"}
                | {"answer_check", "see_own_checks"}
                | {"answer_disclosure_view", "see_known_to", "feed_known_to"}
                | _LEADS_FAMILIES
                | _INVITED
                | _ANSWERS_INCIDENTS
                | _ANSWERS_AUDITS
            ),
        ),
        Role(
            "agency_lead",
            "Agency lead",
            "Everything an agency responder does, and switches the agency's part in the known-to index on and off.",
            frozenset(
                _PARTNER
                | _ON_BOARDS
                | _SENDS_CONTACTS
                | _RECEIVING_WORKER - {"withdraw_handoff"}
                | {"answer_check", "see_own_checks"}
                | {"answer_disclosure_view", "see_known_to", "feed_known_to", "switch_known_to"}
                | {"answer_recommendation", "see_trained"}
                | _ANSWERS_SECTION_11
                | _LEADS_FAMILIES
                | _INVITED
                | _ANSWERS_INCIDENTS
                | _ANSWERS_AUDITS
                | _READS_AUDITS
                | {"tell_own_audit"}
            ),
        ),
        Role(
            "professional_referrer",
            "Professional who contacts the hub",
            "Sends contacts, saves and returns to them, and reads the answer that came back.",
            frozenset(_EVERYONE | _SENDS_CONTACTS | {"see_services", "read_audit_feedback"}),
        ),
        Role(
            "lado",
            "Local authority designated officer",
            "Receives what concerns adults who work with children.",
            frozenset(_RECEIVING_WORKER | _SENDS_CONTACTS),
        ),
        Role(
            "service_manager",
            "Service manager",
            "Oversees the front door: everything a hub manager sees, without working single contacts.",
            frozenset(
                {"see_supervision", "hold_supervision", "see_trained"}
                | _PARTNER
                | _ON_BOARDS
                | {
                    "see_queue",
                    "see_contact",
                    "see_child",
                    "find_child",
                    "see_lateness",
                    "see_demand",
                    "see_looks",
                    "review_looks",
                    "see_handoffs",
                    "see_services",
                    "see_waits",
                    "see_cohorts",
                    "look_at_gates",
                    "look_again",
                    "print_record",
                    "see_meetings",
                }
                | {"sign_off", "answer_disagreement", "restrict_record", "grant_access", "break_glass"}
                | {"second_look", "set_sampling", "draft_threshold"}
                | {"see_early_help", "see_early_help_figures"}
                | {"see_plans", "see_drift"}
                | {"see_protection", "call_meeting", "run_meeting", "decide_legal"}
                | _BEFORE_COURT
                | {"answer_recommendation"}
                | _ANSWERS_SECTION_11
                | {"see_access_requests", "approve_disclosure"}
                | _APPROVES_CHRONOLOGIES
                | {"see_separation", "rule_separation", "approve_separation"}
                | _RECORDS_INCIDENTS
                | {"decide_incident", "run_review", "see_reviewers", "see_audits", "run_audit", "recommend"}
                | _PLANS_AUDITS
            ),
        ),
        Role(
            "data_protection_officer",
            "Data protection officer",
            "Reads who looked at what and why; restricts records. Works no case.",
            frozenset(
                _EVERYONE
                | {"see_looks", "review_looks", "restrict_record", "grant_access", "find_child", "see_child"}
                | {"see_access_requests", "approve_disclosure", "print_record"}
                | {"see_separation", "rule_separation", "approve_separation"}
            ),
        ),
        Role(
            "information_officer",
            "Information governance officer",
            "Prepares the answers to subject access requests: gathers, asks agencies for their view, withholds."
            " Somebody else approves.",
            frozenset(
                _EVERYONE
                | {"find_child", "see_child", "print_record", "see_access_requests", "prepare_disclosure", "disclose"}
            ),
        ),
        Role(
            "partnership_manager",
            "Partnership manager",
            "Runs the partnership. Sees figures and documents, no child's record.",
            frozenset(
                _PARTNER
                | {"see_lateness", "set_reading_aids"}
                | _KEEPS_BOARDS
                | _KEEPS_REVIEWERS
                | _KEEPS_PARTNERSHIP
                | _DECIDES_PARTNERSHIP
                | _RUNS_LEARNING
                | {"check_recommendation"}
                | _CHALLENGES_SECTION_11
                | {"run_section_11", "see_feedback", "read_feedback"}
                | _PLANS_AUDITS
            ),
        ),
        Role(
            "partnership_officer",
            "Partnership officer",
            "Keeps the partnership's papers, minutes and registers. Sees no child's record.",
            frozenset(
                _PARTNER
                | _KEEPS_BOARDS
                | _KEEPS_REVIEWERS
                | _KEEPS_PARTNERSHIP
                | _RUNS_LEARNING
                | _CHALLENGES_SECTION_11
                | {"run_section_11", "see_feedback", "read_feedback"}
                | _PLANS_AUDITS
            ),
        ),
        Role(
            "partnership_member",
            "Partnership member",
            "Sits on the partnership's bodies for an agency and answers for it there. Sees no child's record.",
            frozenset(
                _PARTNER
                | _SITS_ON_BOARDS
                | {"see_reviewers", "approve_reviewer"}
                | _READS_PARTNERSHIP
                | _CHALLENGES
                | {"authorise_virement", "check_improvement", "tell_own_audit"}
                | {"answer_recommendation", "check_recommendation"}
                | _ANSWERS_SECTION_11
                | _CHALLENGES_SECTION_11
                | {"see_feedback"}
            ),
        ),
        Role(
            "independent_scrutineer",
            "Independent scrutineer",
            "Scrutinises and challenges the partnership's work. Sees no child's record.",
            frozenset(
                _PARTNER
                | _SITS_ON_BOARDS
                | _READS_PARTNERSHIP
                | {"check_recommendation", "challenge_learning", "see_feedback"}
                | _CHALLENGES_SECTION_11
                | {"challenge_partners", "plan_scrutiny"}
            ),
        ),
        Role(
            "critical_friend",
            "Critical friend",
            "Works with action learning sets as an independent friend. Sees no child's record.",
            frozenset(_PARTNER | {"see_boards", "answer_action"} | {"challenge_learning"}),
        ),
        Role(
            "analyst",
            "Analyst",
            "Works with figures, no child's record.",
            frozenset(
                _PARTNER
                | {"see_lateness"}
                | _ON_BOARDS
                | _READS_PARTNERSHIP
                | {"see_section_11", "see_every_return", "see_feedback"}
            ),
        ),
        Role(
            "system_administrator",
            "System administrator",
            "Looks after accounts and posts, and runs a separation that others approved. Sees no child's record.",
            frozenset(_EVERYONE | {"see_separation"}),
        ),
        Role(
            "public_form",
            "Public web form",
            "The part of the system that receives what the public sends. Nobody holds this post.",
            frozenset({"send_contact", "offer_handoff", "give_feedback"}),
        ),
        Role(
            "sender_by_link",
            "Professional by e-mail link",
            "A professional without an account, known by their work address: sends contacts, and reads what came of "
            "them. Nobody holds this post.",
            frozenset(_SENDS_CONTACTS),
        ),
        Role(
            "clockwork",
            "Clockwork",
            "The part of the system that reminds, escalates, hands over at the end of a shift, and carries out a "
            "separation that two people approved. Nobody holds this post.",
            frozenset(
                {"send_contact", "offer_handoff", "remind_agency", "accept_handover", "import_notices", "record_person"}
                | {"feed_known_to", "link_lists"}
                | {"run_learning", "check_recommendation", "run_training", "write_briefings"}
                | {"rule_separation", "carry_out_separation"}
            ),
        ),
    )
}


def permissions_of(role: str) -> frozenset[str]:
    """What a role may do. An unknown role may do nothing: deny by default."""
    known = ROLES.get(role)
    return known.permissions if known else frozenset()


def all_permissions() -> frozenset[str]:
    """Every permission that some role holds."""
    return frozenset().union(*(role.permissions for role in ROLES.values()))
