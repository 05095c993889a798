"""Identifiers that the spine gives to what it writes: time-ordered ids and references people can read aloud."""

import secrets
import time
import uuid

# Crockford's alphabet without vowels: no I, L, O, U to mishear on a telephone, and no accidental words.
_ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
_REFERENCE_LENGTH = 7


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): ordered by time, so that indexes stay compact; not guessable."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = secrets.randbits(74)
    value = (milliseconds & (2**48 - 1)) << 80
    value |= 0x7 << 76
    value |= (random_bits >> 62) << 64
    value |= 0b10 << 62
    value |= random_bits & (2**62 - 1)
    return uuid.UUID(int=value)


def new_reference(prefix: str) -> str:
    """A reference for people, such as ``C-7KXM4T9``: short enough to say, random so that none can be guessed from
    another.

    30**7 is about 2 x 10**10: with a million records a collision is a one in twenty thousand event for each new one,
    and the unique
    constraint refuses it.
    """
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(_REFERENCE_LENGTH))
