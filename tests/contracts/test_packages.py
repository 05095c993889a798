"""What is installed is used, pinned by hash, and comes from no registry named in the files."""

from __future__ import annotations

import os
import re
import subprocess
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKED = ["requirements-bootstrap", "requirements", "requirements-dev", "requirements-link", "requirements-node"]


def asked_for(name: str) -> dict[str, str]:
    """Package and version as written in an .in file."""
    lines = (ROOT / f"{name}.in").read_text().splitlines()
    found = [re.match(r"([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", line) for line in lines]
    return {each[1]: each[2] for each in found if each}


@pytest.mark.parametrize("name", LOCKED)
def test_the_lock_files_pin_what_was_asked_for_by_hash_and_name_no_registry(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text()
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, flags=re.MULTILINE))
    assert asked_for(name).items() <= pinned.items(), "run `make lock`"
    blocks = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"https?://|--index|--find-links|file:", text)


def test_no_package_is_installed_that_nothing_uses() -> None:
    """A package nobody imports is only something more that can be attacked or go stale."""
    source = "\n".join(path.read_text().lower() for path in (ROOT / "src").rglob("*.py") if "tests" not in path.parts)
    modules: dict[str, list[str]] = {}
    for module, owners in packages_distributions().items():
        for owner in owners:
            modules.setdefault(re.sub(r"[-_.]+", "-", owner).lower(), []).append(module.lower())
    unused = [
        name
        for name in asked_for("requirements")
        if not any(re.search(rf"\b{re.escape(module)}", source) for module in modules[name])
    ]
    assert unused == []
    assert distribution("pytest").version == asked_for("requirements-dev")["pytest"], (
        "another environment than the lock's"
    )


def test_without_node_the_assets_are_built_by_the_one_in_the_wheel(tmp_path: Path) -> None:
    """An old Node counts as none. Nothing is run: make says what it would do."""
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    told = subprocess.run(
        ["make", "--dry-run", "--always-make", "assets"], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    ).stdout  # fmt: skip
    assert "-r requirements-node.txt" in told
    assert f'PATH="{ROOT}/.venv/bin:$PATH" npm ci' in told
