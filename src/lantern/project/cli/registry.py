"""Which room answers which command.

A command's work belongs to the room that knows it. The function is looked up when it is called: `lantern --help` stays
quick, and a command whose room is not installed says so. It receives the parsed arguments and returns an exit code, or
None for success; it runs with Django set up, connected as the role named here.
"""

import argparse
import importlib
from dataclasses import dataclass

from .errors import CommandError, Exit


@dataclass(frozen=True)
class Registered:
    """A command of a room: where its function is, and as which database role it works."""

    function: str
    role: str


REGISTRY: dict[str, Registered] = {
    "account": Registered("lantern.access.commands:account", "migrate"),
    "demo": Registered("lantern.project.commands:demo", "migrate"),
    "import contacts": Registered("lantern.frontdoor.commands:import_contacts", "task"),
    "import known-to": Registered("lantern.disclosure.commands:import_known_to", "task"),
    "import cin": Registered("lantern.project.commands:import_cin", "task"),
    "import names": Registered("lantern.project.commands:import_names", "task"),
    "import plan": Registered("lantern.improvement.commands:import_plan", "app"),
    "import minutes": Registered("lantern.governance.commands:import_minutes", "task"),
    "import wards": Registered("lantern.project.commands:import_wards", "migrate"),
    "figures rebuild": Registered("lantern.project.commands:rebuild_figures", "task"),
    "people load": Registered("lantern.people.commands:load_people", "migrate"),
    "link": Registered("lantern.sources.commands:link", "task"),
    "find": Registered("lantern.people.commands:find_batch", "task"),
    "clocks": Registered("lantern.project.commands:clocks", "task"),
    "verify": Registered("lantern.project.commands:verify", "backup"),
    "separate": Registered("lantern.project.commands:separate", "migrate"),
    "docs": Registered("lantern.project.commands:docs", "app"),
}


def call(name: str, arguments: argparse.Namespace) -> int:
    """Do the room's work. The exit code."""
    module_name, _, function_name = REGISTRY[name].function.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as problem:
        # Only the absence of the room's own module is told this way; a fault inside it is a fault.
        if problem.name and module_name.startswith(problem.name):
            raise CommandError(
                f"This installation cannot do “lantern {name}”: {module_name} is not part of it."
            ) from None
        raise
    function = getattr(module, function_name, None)
    if function is None:
        raise CommandError(f"This installation cannot do “lantern {name}”: {module_name} has no {function_name}.")
    code = function(arguments)
    return int(code) if code is not None else int(Exit.OK)
