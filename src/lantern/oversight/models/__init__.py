"""Nouns of this room: risks, what was put to somebody, scrutiny, agreements and published arrangements."""

from lantern.oversight.models.agreements import Agreement, Arrangements, Edition
from lantern.oversight.models.matters import Matter
from lantern.oversight.models.risks import Risk, RiskLook
from lantern.oversight.models.scrutiny import ScrutinyLine

__all__ = ["Agreement", "Arrangements", "Edition", "Matter", "Risk", "RiskLook", "ScrutinyLine"]
