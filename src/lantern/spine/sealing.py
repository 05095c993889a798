"""Encryption of the most sensitive values: AES-256-GCM, bound to the place they belong to.

Header: one version byte, one key-id byte, 12 bytes of nonce. The associated data names table, column and row, so a
value moved to
another row does not open.
"""

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_VERSION = 1
_HEADER = 14


class SealBroken(Exception):
    """A sealed value does not belong here, or was changed."""


def _key(key_id: int) -> AESGCM:
    keys: dict[int, bytes] = settings.FIELD_KEYS
    try:
        return AESGCM(keys[key_id])
    except KeyError:
        raise ImproperlyConfigured(f"No encryption key number {key_id} is configured.") from None


def seal(value: Any, *, place: str) -> bytes:
    """Encrypt a JSON-able value for one place (``table.column:row``)."""
    key_id: int = settings.FIELD_KEY_ID
    nonce = os.urandom(12)
    header = bytes([_VERSION, key_id]) + nonce
    return header + _key(key_id).encrypt(nonce, json.dumps(value).encode(), header[:2] + place.encode())


def unseal(sealed: bytes | memoryview, *, place: str) -> Any:
    """Decrypt what was sealed for this place. Raises SealBroken when it was sealed for another, or altered."""
    raw = bytes(sealed)
    if len(raw) <= _HEADER or raw[0] != _VERSION:
        raise SealBroken("This is no sealed value.")
    # What came from another Lantern was sealed with its key, which whoever looks after this one was given.
    for key in (_key(raw[1]), *(AESGCM(received) for received in settings.RECEIVED_FIELD_KEYS)):
        try:
            return json.loads(key.decrypt(raw[2:_HEADER], raw[_HEADER:], raw[:2] + place.encode()))
        except InvalidTag:
            continue
    raise SealBroken("This value was sealed for another place, or has been altered.")
