"""The embedded database: PostgreSQL run by us, out of a wheel's programs, with nothing to install.

The wheel brings programs only; how they are started, watched, locked down and stopped is written here, because its own
launcher trusts every user of the machine and stops with whoever started it. `DATABASE_URL` replaces all of it by a
server of your own. Nothing outside this package knows the wheel.
"""

from .embedded import EmbeddedServer, Status
from .errors import DatabaseServerError

__all__ = ["DatabaseServerError", "EmbeddedServer", "Status"]
