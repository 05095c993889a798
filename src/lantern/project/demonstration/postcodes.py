"""The wards that the invented postcodes lie in, loaded as a file of real ones would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from lantern.partnership.models import Ward
from lantern.partnership.wards import WardsRead, load_wards
from lantern.project.demonstration.places import streets


def give_wards(authorities: Sequence[int], *, at: dt.datetime) -> int:
    """Put every invented postcode of these authorities into its ward. Returns how many there are."""
    listed = {(ward.authority_id, ward.name): ward for ward in Ward.objects.filter(authority_id__in=authorities)}
    found = {
        street.postcode: listed[authority, street.ward]
        for authority in authorities
        for street in streets(authority)
        if (authority, street.ward) in listed
    }
    return load_wards(WardsRead(wards=found), name="Invented postcodes", sha256="", at=at)
