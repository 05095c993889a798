"""Tests in a browser find one on any machine, or fail with the command that installs one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lantern.interface.tests import browser


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No Chromium and no Node on the PATH, and a folder in the place of the project's own."""
    monkeypatch.delenv("LANTERN_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(browser, "ROOT", tmp_path)
    return tmp_path


def test_without_one_the_npm_package_s_is_unpacked_by_the_node_beside_python(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare_machine / "node_modules" / "@sparticuz" / "chromium").mkdir(parents=True)
    node = bare_machine / "bin" / "node"
    node.parent.mkdir()
    node.write_text("#!/bin/sh\necho unpacked by $1\n")
    node.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(node.with_name("python")))
    assert browser.chromium() == f"unpacked by {bare_machine}/frontend/chromium.mjs"


def test_where_there_is_none_at_all_the_message_says_how_to_install_one(bare_machine: Path) -> None:
    with pytest.raises(AssertionError, match="npm ci --ignore-scripts --include=optional"):
        browser.chromium()
