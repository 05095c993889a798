"""When two rows, children or incidents are the same: by what they say, whatever their case and spacing."""

import hashlib
import json

from lantern.frontdoor.notices.notice import NoticeAdult


def same(value: str) -> str:
    """A text for comparing: case and spacing do not count."""
    return " ".join(value.casefold().split())


def fingerprint_of(content: object) -> str:
    """sha256, in hexadecimal, over content written in one fixed way."""
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def adult_content(adult: NoticeAdult) -> list[str]:
    """All that is told of an adult, for comparing."""
    return [same(str(getattr(adult, name) or "")) for name in adult.__slots__]
