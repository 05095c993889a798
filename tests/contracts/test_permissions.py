"""Roles and permissions agree both ways: no role holds what nobody asks for, nobody asks for what no role holds."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from lantern.access import navigation
from lantern.access.roles import ROLES, all_permissions, permissions_of
from lantern.project import documents
from lantern.spine import handoffs
from lantern.spine.lifecycle import LIFECYCLES
from tests.contracts.test_routes import routes

ROOMS = sorted(path.parent.name for path in documents.ROOMS.glob("*/permissions.py"))


def declared() -> dict[str, str]:
    """Every permission the rooms name, and where."""
    found = {getattr(handoffs, name): "spine.handoffs" for name in ("OFFER", "ANSWER", "WITHDRAW", "LOOK")}
    for room in ROOMS:
        module = importlib.import_module(f"lantern.{room}.permissions")
        found |= {value: room for name, value in vars(module).items() if name.isupper() and isinstance(value, str)}
    return found


def asked_for() -> set[str]:
    """Every permission some route, move or line of code asks for."""
    asked = {route.view.policy.permission for route in routes()} - {""}  # type: ignore[attr-defined]
    asked |= {move.may for lifecycle in LIFECYCLES.values() for move in lifecycle.moves}
    constants = {value.upper(): value for value in declared()}
    for file in documents.ROOMS.rglob("*"):
        if (
            file.suffix in {".py", ".jinja"}
            and "tests" not in file.parts
            and file.name not in {"roles.py", "permissions.py"}
        ):
            text = file.read_text(encoding="utf-8")
            asked |= set(re.findall(r"""\bmay=?\(?["']([a-z_]+)["']""", text))
            asked |= {constants[word] for word in set(re.findall(r"\b[A-Z][A-Z_0-9]+\b", text)) & constants.keys()}
    return asked


def test_no_role_holds_a_permission_that_no_room_names() -> None:
    assert all_permissions() - set(declared()) == set()


def test_no_room_names_a_permission_that_no_role_holds() -> None:
    assert {each: room for each, room in declared().items() if each not in all_permissions()} == {}


def test_every_permission_is_asked_for_somewhere() -> None:
    assert set(declared()) - asked_for() == set()


def test_every_role_says_what_it_is_for() -> None:
    for role in ROLES.values():
        assert role.title
        assert role.description.endswith("."), role.code


def test_an_unknown_role_may_do_nothing() -> None:
    assert permissions_of("no_such_role") == frozenset()


def test_every_role_of_the_area_files_is_known() -> None:
    areas = Path(documents.ROOMS).parents[1] / "areas"
    used = {role for file in areas.glob("*.toml") for role in re.findall(r'role = "([a-z_]+)"', file.read_text())}
    assert used <= set(ROLES)


def test_nobody_in_a_post_may_both_administer_accounts_and_see_a_child() -> None:
    administrator = permissions_of("system_administrator")
    assert not administrator & {"see_child", "see_contact", "find_child", "see_queue", "break_glass"}


def test_restricting_and_reviewing_looks_is_for_few() -> None:
    holders = {role.code for role in ROLES.values() if "restrict_record" in role.permissions}
    assert holders == {"hub_manager", "service_manager", "data_protection_officer"}


def test_a_letter_after_g_leads_to_one_place() -> None:
    """AO1: by keyboard alone. Two places with one letter would open whichever stands first. There are more places than
    letters: one without stands in its menu, which the keyboard opens too."""
    for role in ROLES:
        open_to = [each for each in navigation._DESTINATIONS if each.may in permissions_of(role)]
        letters = [each.key for each in open_to if each.key]
        assert len(set(letters)) == len(letters), f"{role}: {[(e.text, e.key) for e in open_to]}"
