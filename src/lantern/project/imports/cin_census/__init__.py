"""The children in need census of a council, in the Department for Education's XML: read safely, child by child.

A file may come from anywhere, so the reader takes nothing for granted: no document type, entity or outside reference
is accepted, sizes and depths are limited, and only one child at a time is in memory. It is liberal about the order of
elements, about older years and about what is missing, and says so; a child that cannot be read is passed over and told
with the line, the others are kept.

The census holds no names: children are known by the council's own number, the UPN, date of birth, sex and ethnicity.
Elements, years and codes are those of the census specification; sources are in the law room
(`law/codes/cin_census.toml`).
"""

from lantern.project.imports.cin_census.children import (
    CinAssessment,
    CinChild,
    CinEpisode,
    CinFileError,
    CinHeader,
    CinPlan,
    CinProblem,
    CinProtectionPlan,
    CinSection47,
    CinSummary,
    Severity,
)
from lantern.project.imports.cin_census.reading import CinReading, check_cin, read_cin

__all__ = [
    "CinAssessment",
    "CinChild",
    "CinEpisode",
    "CinFileError",
    "CinHeader",
    "CinPlan",
    "CinProblem",
    "CinProtectionPlan",
    "CinReading",
    "CinSection47",
    "CinSummary",
    "Severity",
    "check_cin",
    "read_cin",
]
