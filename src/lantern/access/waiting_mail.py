"""Messages to people without an account. They say that there is something to read, never what.

Each waits as a row until the mail server took it, so that one that is away for a minute loses nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import uuid

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from lantern.access.models import WaitingMail
from lantern.interface.display import plural
from lantern.spine.sealing import seal, unseal

log = logging.getLogger(__name__)


def _place(mail: WaitingMail) -> str:
    return f"access_waitingmail.sealed:{mail.pk}"


def put(
    kind: WaitingMail.Kind, *, to: str, page: str, at: dt.datetime, until: dt.datetime, at_once: bool = False
) -> None:
    """Have a message sent to this address that names this page of ours. ``at_once``: somebody sits and waits for it, so
    it is tried when this transaction is over; otherwise, and when that fails, ``lantern clocks --tick`` sends it.
    """
    mail = WaitingMail(kind=kind, created_at=at, until=until)
    mail.sealed = seal({"to": to, "page": page}, place=_place(mail))
    mail.save(force_insert=True)
    if at_once:
        transaction.on_commit(lambda: _send_now(mail.pk))


def _send_now(mail_id: uuid.UUID) -> None:
    with transaction.atomic():
        mail = WaitingMail.objects.select_for_update(skip_locked=True).filter(pk=mail_id).first()
        if mail is not None:
            _send(mail)


def send_waiting(now: dt.datetime) -> int:
    """Send what waits, forget what is too old. How many were sent.

    Removed in the transaction that sends: broken off in between, a message may come twice, and never not at all.
    """
    WaitingMail.objects.filter(until__lt=now).delete()
    sent = 0
    for mail_id in list(WaitingMail.objects.order_by("created_at").values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            mail = WaitingMail.objects.select_for_update(skip_locked=True).filter(pk=mail_id).first()
            if mail is not None and not _send(mail):
                return sent  # the server is away: the next run tries again
            sent += mail is not None
    return sent


def _send(mail: WaitingMail) -> bool:
    said = unseal(mail.sealed, place=_place(mail))
    subject, body = _words(mail.kind, settings.SITE_ADDRESS + said["page"])
    try:
        EmailMessage(subject=subject, body=body, to=[said["to"]]).send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("A message could not be sent yet: %s", type(error).__name__)
        return False
    mail.delete()
    return True


def _words(kind: str, page: str) -> tuple[str, str]:
    if kind == WaitingMail.Kind.LINK:
        minutes = plural(settings.SENDER_LINK_MINUTES, _("minute"), _("minutes"))
        return _("Your link to the Children's Hub"), _(
            "You asked for a link to write to the Children's Hub, or to read what came of it.\n\n%(page)s\n\n"
            "Open it within %(minutes)s. It works once.\n\n"
            "If you did not ask for it, you need do nothing: without it nobody can open anything."
        ) % {"page": page, "minutes": minutes}
    return _("There is an answer for you"), _(
        "There is an answer to something you sent. To read it, ask for a link:\n\n%(page)s"
    ) % {"page": page}
