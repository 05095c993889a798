"""Everything that changes what is told to whom, and what is written down about practice. Each act says ``by``, ``at``,
the ``version`` that was looked at and the ``key`` of the press; reading takes no version, because many read at once.
"""

from lantern.dissemination.actions import communications, procedures
from lantern.dissemination.actions.briefings import begin, read, remind, send, take_up, withdraw, write_words

__all__ = [
    "begin",
    "communications",
    "procedures",
    "read",
    "remind",
    "send",
    "take_up",
    "withdraw",
    "write_words",
]
