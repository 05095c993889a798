"""The scene of the crash tests, built once for the test process; each test starts its server afresh."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.crash.scene import Scene, a_scene


@pytest.fixture(scope="session")
def scene() -> Iterator[Scene]:
    with a_scene(os.environ["LANTERN_TEST_PASSWORD"]) as built:
        yield built
