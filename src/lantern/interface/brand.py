"""The small style sheet that gives a site its own colour, with the contrast checked before it is served."""

from __future__ import annotations

import re

MINIMUM_CONTRAST = 4.5
"""WCAG 2.2 criterion 1.4.3, for text of ordinary size."""


class BrandColourError(ValueError):
    """The colour cannot be used; the message says why, for the person who chose it."""


def brand_css(colour: str) -> str:
    """A style sheet that sets the brand colour and the ink that is read on it.

    Raises BrandColourError when the colour is not written as #rrggbb, or when it is too pale: it is used for rules and
    marks on white as well as behind text.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BrandColourError(f"Write the colour as # and six digits, like #173f5a. {colour!r} is not of that form.")
    on_white = contrast(colour, "#ffffff")
    if on_white < MINIMUM_CONTRAST:
        raise BrandColourError(
            f"{colour} is too pale: its contrast with white is {on_white:.1f} to 1, and it must be at least "
            f"{MINIMUM_CONTRAST} to 1. Choose a darker colour."
        )
    return f":root {{ --govuk-brand-colour: {colour.lower()}; --brand-ink: #fff; }}\n"


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours written #rrggbb, as WCAG 2.2 defines it: 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
