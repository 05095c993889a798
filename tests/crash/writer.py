"""A process of the product at steady work, for the crash test: ``python -m tests.crash.writer FILE NUMBER``.

Receives, screens and decides contacts through the front door's own actions, as the web role. What was answered as
saved is written to
FILE, on disk, before the next act begins. An act whose answer was cut off is repeated with its key, as a browser's
second press would.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
import uuid
from collections.abc import Callable

import django

django.setup()

from django.db import DatabaseError, connection  # noqa: E402 - after the settings
from django.utils import timezone  # noqa: E402

from lantern.access.context import acting  # noqa: E402
from lantern.frontdoor import actions  # noqa: E402
from lantern.frontdoor.models import Contact, Outcome, ReportedPerson  # noqa: E402
from lantern.spine.lifecycle import AlreadyDone  # noqa: E402
from lantern.spine.models import Priority  # noqa: E402
from tests import cast as stage  # noqa: E402


def _until_answered[T](do: Callable[[], T]) -> T | AlreadyDone:
    """Do it until the database answers. That it was done before is an answer too."""
    while True:
        try:
            return do()
        except AlreadyDone as done:
            return done
        except DatabaseError:
            connection.close()
            time.sleep(0.05)


class Writer:
    """One officer's and one social worker's day, very fast."""

    def __init__(self, ledger: int, number: int) -> None:
        self.ledger = ledger
        self.number = number
        cast = _until_answered(stage.make_cast)
        assert not isinstance(cast, AlreadyDone)
        self.officer, self.worker = cast.officer, cast.social_worker

    def acknowledge(self, key: uuid.UUID, move: str, contact: uuid.UUID) -> None:
        os.write(self.ledger, f"{key} {move} {contact} {time.monotonic():.3f}\n".encode())
        os.fsync(self.ledger)

    def one_contact(self) -> None:
        key = uuid.uuid4()
        received = _until_answered(lambda: self._receive(key))
        contact = received.episode_id if isinstance(received, AlreadyDone) else received
        if contact is None:
            contact = _until_answered(lambda: self._find(key))
        self.acknowledge(key, "receive", contact)
        _until_answered(lambda: self._identify(contact))
        for move in (self._screen, self._decide):
            key = uuid.uuid4()
            _until_answered(lambda move=move, key=key: move(contact, key))
            self.acknowledge(key, move.__name__.strip("_"), contact)

    def _receive(self, key: uuid.UUID) -> uuid.UUID:
        with acting(self.officer):
            return actions.receive(
                authority_id=stage.STOCKTON,
                contact={
                    "channel": "telephone",
                    "what_happened": f"Told by writer {self.number}: {key}",
                    "reasons": ["neglect"],
                },
                referrer={"source": "2A", "name": "Head Teacher", "phone": "01632 960555", "answer_by": "phone"},
                people=[
                    actions.Reported(
                        "child", {"first_names": "Jo", "last_name": "Example", "born_on": dt.date(2018, 5, 4)}
                    )
                ],
                by=self.officer,
                at=timezone.now(),
                key=key,
            ).pk

    def _find(self, key: uuid.UUID) -> uuid.UUID:
        with acting(self.officer):
            return Contact.objects.get(what_happened=f"Told by writer {self.number}: {key}").pk

    def _identify(self, contact: uuid.UUID) -> None:
        with acting(self.worker):
            for reported in ReportedPerson.objects.filter(contact_id=contact, match=""):
                person = stage.a_child(name=reported.name, born=reported.born_on)
                actions.identify(
                    reported, person=person, match=ReportedPerson.Match.CREATED, by=self.worker, at=timezone.now()
                )

    def _screen(self, pk: uuid.UUID, key: uuid.UUID) -> None:
        with acting(self.worker):
            contact = Contact.objects.get(pk=pk)
            actions.screen(
                contact,
                priority=Priority.AMBER,
                note="Looked at.",
                by=self.worker,
                at=timezone.now(),
                version=contact.version,
                key=key,
            )

    def _decide(self, pk: uuid.UUID, key: uuid.UUID) -> None:
        with acting(self.worker):
            contact = Contact.objects.get(pk=pk)
            decisions = stage.decisions_for(contact, Outcome.NO_FURTHER_ACTION)
            actions.decide(
                contact, decisions=decisions, by=self.worker, at=timezone.now(), version=contact.version, key=key
            )


def main() -> None:
    ledger = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    writer = Writer(ledger, int(sys.argv[2]))
    while os.getppid() != 1:  # until the test that started us is gone
        writer.one_contact()


if __name__ == "__main__":
    main()
