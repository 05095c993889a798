"""Lists of answers that come from code sets, with the help somebody needs who is on the telephone."""

from __future__ import annotations

import datetime as dt

from lantern.interface.forms import (
    Choice,
)
from lantern.law.codes import code_set


def source_choices() -> list[tuple[str, str]]:
    """Who contacts a front door, by the list of the children in need census."""
    return code_set("referral_source").choices(dt.datetime.now(dt.UTC).date())


def reason_choices() -> list[tuple[str, str]]:
    """Contact reasons: a house list, as none is national."""
    return code_set("contact_reason").choices(dt.datetime.now(dt.UTC).date())


def theme_choices() -> list[tuple[str, str]]:
    """What a decision lacked: a house list, as none is national."""
    return code_set("practice_theme").choices(dt.datetime.now(dt.UTC).date())


def lawful_bases() -> list[Choice]:
    """Grounds for sharing with the help somebody needs who is on the telephone. Consent stands last, and says why."""
    helps = {
        "public_task": "The usual ground for the council, police and health: it is their job by law.",
        "legal_obligation": "A law says that it must be shared, such as a duty to report.",
        "vital_interests": "Somebody's life is at risk now.",
        "consent": "Rarely right in safeguarding: people can not freely say no. "
        "Agreeing to help is a different question.",
    }
    offered = [
        code
        for code in code_set("lawful_basis").on(dt.datetime.now(dt.UTC).date())
        if code.also.get("who") in ("public", "any")
    ]
    order = {code: place for place, code in enumerate(helps)}
    return [
        Choice(code.code, code.label, hint=helps.get(code.code, ""))
        for code in sorted(offered, key=lambda code: order.get(code.code, 9))
    ]
