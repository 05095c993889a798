"""Reads the description of a partnership and its places (`areas/*.toml`), and says plainly what is wrong with one.

One file describes one local safeguarding children partnership: its authorities, its safeguarding partners and relevant
agencies with their successors, teams and posts, hubs, commissioned services, local standards, school terms and the
published threshold documents. `docs/areas.md` documents every key. Nothing here touches a database: the loader of this
room turns an `Area` into rows.

All problems of a file are collected before anything is refused, and each names the file, the line and what to do,
because the person who edits these files is a partnership manager and not a programmer.
"""

from lantern.partnership.areas.area import Area
from lantern.partnership.areas.problems import AreaErrors, AreaProblem
from lantern.partnership.areas.reading import read_area, read_areas

__all__ = [
    "Area",
    "AreaErrors",
    "AreaProblem",
    "read_area",
    "read_areas",
]
