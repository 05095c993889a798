"""Where the tests find a browser: one named in LANTERN_CHROMIUM, an installed one, or the one in the npm package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def chromium() -> str:
    """The path of a Chromium. A missing browser fails the tests, with the command that installs one; it never skips."""
    # The one without a window at all does a fifth less work.
    installed = (shutil.which(name) for name in ("chromium-headless-shell", "chromium", "chromium-browser"))
    for found in (os.environ.get("LANTERN_CHROMIUM"), *installed):
        if found:
            return found
    # Without Node on the PATH, the one that built the assets: it stands beside Python.
    node = shutil.which("node") or shutil.which("node", path=Path(sys.executable).parent)
    if node and (ROOT / "node_modules" / "@sparticuz" / "chromium").is_dir():
        unpacked = subprocess.run(
            [node, ROOT / "frontend" / "chromium.mjs"], capture_output=True, text=True, check=True
        )
        return unpacked.stdout.strip()
    raise AssertionError(
        "The browser tests need Chromium. Install one with `apt install chromium`, or the one in the npm package with "
        "`npm ci --ignore-scripts --include=optional`."
    )
