"""Signs a hub officer in to a scene's database: ``python -m tests.outage.signing_in``. Prints the session's key."""

from __future__ import annotations

import django

django.setup()

from tests.cast import make_cast  # noqa: E402 - after the settings
from tests.pages import session_for  # noqa: E402


def main() -> None:
    print(session_for(make_cast().officer))


if __name__ == "__main__":
    main()
