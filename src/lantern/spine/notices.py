"""Kinds of notices: what rooms tell a team, in words for its front page, and until when it matters."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db.models import F, Func, QuerySet, Value

from lantern.spine.actors import Actor
from lantern.spine.models import Notice


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice.

    It matters while its episode is in one of ``while_in`` and none of ``until`` (moves that leave the state as it is)
    was made. With neither, it stands until somebody says that it is dealt with.
    """

    code: str
    says: str
    episode: str = ""
    while_in: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    to_worker: bool = False
    """Meant for whoever holds the episode, or covers them, and for nobody else of the team."""
    replaces: tuple[str, ...] = ()
    """The earlier steps of the same ladder: who was told this need not read them of the same episode."""

    def matters(self, state: str) -> bool:
        """Whether it still matters of an episode in this state."""
        return not self.while_in or state in self.while_in

    def is_over(self, *, episode: str, state: str, move: str) -> bool:
        """Whether this move on an episode of that kind ended what the notice tells of."""
        return episode == self.episode and (not self.matters(state) or move in self.until)


_KINDS: dict[str, NoticeKind] = {}


def register(*kinds: NoticeKind) -> None:
    """Declare kinds of notices. Two rooms can not claim one code."""
    for kind in kinds:
        if _KINDS.setdefault(kind.code, kind) != kind:
            raise ImproperlyConfigured(f"Notice kind {kind.code} is declared twice.")


def all_kinds() -> dict[str, NoticeKind]:
    return dict(_KINDS)


def clear(episode_id: uuid.UUID, *, episode: str, state: str, move: str, by: Actor, at: dt.datetime) -> None:
    """Whoever does what was asked for has dealt with the notice, for the whole team. At most one statement.

    A notice that the doer may not see stays; pages leave out what no longer matters.
    """
    over = [kind.code for kind in _KINDS.values() if kind.is_over(episode=episode, state=state, move=move)]
    if over:
        Notice.objects.filter(episode_id=episode_id, kind__in=over, dealt_with_at__isnull=True).update(
            dealt_with_at=at, dealt_with_by_name=by.name or "Lantern"
        )


def put_away(notice_id: uuid.UUID, *, by: Actor) -> bool:
    """I have seen it: it leaves my front page and stays on the others'. False when it is not my team's. One
    statement.
    """
    return bool(_seen(Notice.objects.filter(pk=notice_id), by))


def put_away_kind(kind: str, *, by: Actor) -> int:
    """I have seen all that wait of one kind. How many they were. One statement."""
    return _seen(Notice.objects.filter(kind=kind, dealt_with_at__isnull=True), by)


def _seen(notices: QuerySet[Notice], by: Actor) -> int:
    without_me = Func(F("seen_by"), Value(by.user_id), function="array_remove")
    mine = notices.filter(team_id=by.team_id or 0)
    return mine.update(seen_by=Func(without_me, Value(by.user_id), function="array_append"))


def deal_with(notice_id: uuid.UUID, *, by: Actor, at: dt.datetime) -> bool:
    """It is dealt with, for the whole team, under my name, and what it replaces with it. The first to say so stands.
    False when it is not my team's. Two statements.
    """
    mine = Notice.objects.filter(team_id=by.team_id or 0)
    told = mine.filter(pk=notice_id).values_list("episode_id", "kind").first()
    if told is None:
        return False
    episode, kind = told
    over = (kind, *(_KINDS[kind].replaces if kind in _KINDS else ()))
    mine.filter(episode_id=episode, kind__in=over, dealt_with_at__isnull=True).update(
        dealt_with_at=at, dealt_with_by_name=by.name
    )
    return True
