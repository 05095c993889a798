"""The few SVG shapes that charts and networks are made of. Classes only: the policy allows no style attributes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from markupsafe import Markup, escape


def words(x: float, y: float, text: str, style: str = "") -> str:
    """A line of text, escaped, its foot at y."""
    kind = f' class="{style}"' if style else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def rule(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """A straight line."""
    return f'<line class="{style}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def box(x: float, y: float, width: float, height: float, style: str) -> str:
    """A rectangle."""
    return f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def path(steps: str, style: str) -> str:
    """A path, its steps as SVG writes them."""
    return f'<path class="{style}" d="{steps}"/>'


def drawing(title: str, finding: str, width: float, height: float, parts: Sequence[str], kind: str) -> Markup:
    """The whole picture, with a title and a description that say what it shows to those who cannot see it."""
    body = "".join(parts)
    # The id only has to differ between drawings of one page, and to be the same for the same drawing (ETags).
    name = hashlib.sha256(f"{title}{finding}{body}".encode()).hexdigest()[:10]
    # A picture has no parts to those who cannot see it; one with links in it is a group of them.
    role = "group" if "<a " in body else "img"
    return Markup(  # noqa: S704 - every text in it was escaped where it was put in
        f'<svg class="{kind}" role="{role}" aria-labelledby="t{name} d{name}" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}"><title id="t{name}">{escape(title)}</title>'
        f'<desc id="d{name}">{escape(finding)}</desc>{body}</svg>'
    )
