"""Sessions whose one database read also tells who is signed in, in which posts, with which grants: a request needs no second query."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import connection, models


class SessionStore(DatabaseSessionStore):
    """Django's database sessions, loaded through ``access.signed_in``."""

    facts: dict[str, Any] | None = None

    @classmethod
    def get_model_class(cls) -> type[models.Model]:
        from lantern.access.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; and, beside it, ``facts`` about the person."""
        with connection.cursor() as cursor:
            cursor.execute("select access.signed_in(%s)", [self.session_key])
            row = cursor.fetchone()
        if row is None or row[0] is None:
            self._session_key = None
            return {}
        self.facts = json.loads(row[0]) if isinstance(row[0], str) else row[0]
        assert self.facts is not None
        return self.decode(self.facts["session"]["session_data"])

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Keep user and post as columns too, so that ending a person's sessions or posts needs no decoding."""
        row = super().create_model_instance(data)
        row.user_id = data.get("_auth_user_id")
        row.post_id = data.get("post_id")
        return row
