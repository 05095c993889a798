"""What this room records, and the sentence each contributes to a history."""

from lantern.boards.states import DONE, OPEN
from lantern.spine.kinds import EventKind, register
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

_OWNER = {"owner": "the seat or post that promised it"}

register(
    EventKind("board_action_logged", "{owner} took on an action.", _OWNER | {"due": "date or the word event"}),
    EventKind("board_action_carried", "It was carried over from {before} to {after}.",
              {"before": "date or the word event", "after": "date or the word event"}, significance=2),
    EventKind("board_action_moved", "It went from {before} to {after}.",
              {"before": "seat or post", "after": "seat or post"}),
    EventKind("board_action_done", "{owner} said that it is done.", _OWNER, significance=2),
    EventKind("board_action_told", "How far it is was told."),
    EventKind("board_action_checked", "Somebody else looked, and it is done.", significance=2),
    EventKind("board_action_sent_back", "It was sent back as not done.", significance=2),
    EventKind("board_action_reopened", "It was opened again.", significance=3),
    EventKind("board_action_withdrawn", "It was withdrawn."),
)  # fmt: skip

register_notices(
    NoticeKind("board_action_late", "An action is past its date", episode="board_action", while_in=(OPEN,)),
    NoticeKind("board_action_raised", "An action is still not done: chair, ask its owner", episode="board_action",
               while_in=(OPEN,), replaces=("board_action_late",)),
    NoticeKind("board_action_raised_high", "An action is far past its date: it goes to the Executive",
               episode="board_action", while_in=(OPEN,), replaces=("board_action_late", "board_action_raised")),
    NoticeKind("board_action_to_check", "Somebody says that an action is done: look whether it is",
               episode="board_action", while_in=(DONE,), until=("check", "send_back")),
)  # fmt: skip
