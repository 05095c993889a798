"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_HANDOFFS = "see_handoffs"
SEE_SERVICES = "see_services"
RUN_SERVICE = "run_service"
SEE_WAITS = "see_waits"
ANSWER_GATE = "answer_gate"
TEST_GATE = "test_gate"
LOOK_AT_GATES = "look_at_gates"
