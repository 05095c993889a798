"""Sessions whose one database read also tells who is signed in, in which posts, with which grants: a request needs no
second query.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection
from django.utils import timezone

from lantern.access.models import Session

TOUCHED_EVERY = 60
"""Seconds: a session in use is written at most this often. It keeps being used without a query for each request."""


class SessionStore(DatabaseSessionStore):
    """Django's database sessions, loaded through ``access.signed_in``.

    A session ends when it was not used for ``SESSION_IDLE_SECONDS``, and in any case ``SESSION_COOKIE_AGE`` after
    signing in. Both ends stand in its one expiry date, so the database itself refuses an ended session.
    """

    facts: dict[str, Any] | None = None

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; and, beside it, ``facts`` about the person."""
        with connection.cursor() as cursor:
            cursor.execute("select access.signed_in(%s)", [self.session_key])
            row = cursor.fetchone()
        if row is None or row[0] is None:
            self._session_key = None
            return {}
        facts: dict[str, Any] = json.loads(row[0]) if isinstance(row[0], str) else row[0]
        self.facts = facts
        return self.decode(facts["session"]["session_data"])

    def encode(self, session_dict: dict[str, Any]) -> str:
        """As plain JSON: unlike a cookie, a row of our own database needs no signature against its reader."""
        return json.dumps(session_dict, separators=(",", ":"))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What ``encode`` wrote; nothing for what it did not, which ends the session."""
        try:
            held = json.loads(session_data)
        except ValueError:
            return {}
        return held if isinstance(held, dict) else {}

    def save(self, must_create: bool = False) -> None:
        """A new session begins its two clocks."""
        if must_create or "began" not in self:
            self.setdefault("began", int(time.time()))
            self.setdefault("used", int(time.time()))
        super().save(must_create)

    def touch(self) -> None:
        """Say that the session is being used now; written once a minute."""
        if time.time() - self.get("used", 0) >= TOUCHED_EVERY:
            self["used"] = int(time.time())

    def get_expiry_date(self, **kwargs: Any) -> dt.datetime:
        """When the session ends if it is not used again: the earlier of its two clocks."""
        now = timezone.now()
        began = dt.datetime.fromtimestamp(self.get("began", now.timestamp()), dt.UTC)
        idle = now + dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        return min(idle, began + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))

    def get_expiry_age(self, **kwargs: Any) -> int:
        return max(0, int((self.get_expiry_date() - timezone.now()).total_seconds()))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Keep user and post as columns too, so that ending a person's sessions or posts needs no decoding."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get("_auth_user_id")
        row.post_id = data.get("post_id")
        row.began_at = dt.datetime.fromtimestamp(data.get("began", time.time()), dt.UTC)
        return row
