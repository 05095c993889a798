"""What an area file says of bodies, how often they meet and their seats. Who holds a seat is said in the product."""

from __future__ import annotations

from lantern.boards.models import Body, Frequency, Seat
from lantern.partnership import queries as partnership
from lantern.partnership.areas import Area
from lantern.partnership.models import Agency, Partnership


def load(area: Area, partnership_row: Partnership) -> None:
    """Put the bodies of one area into the database. What is set up in the product stays as it is; a seat that the file
    no longer names stays, with its past.
    """
    keeper = partnership.keeper_of(partnership_row.pk)
    known: dict[str, Body] = {}
    for group in area.groups:
        known[group.code], _new = Body.objects.update_or_create(
            code=group.code,
            defaults={
                "authority": keeper,
                "name": group.name,
                "kind": group.kind,
                "purpose": group.purpose,
                "outside": group.outside,
                "chaired": group.chaired,
                "chair_review_on": group.chair_review_on,
                "may_decide": group.may_decide,
                "ends_on": group.ends_on,
                "note": group.note,
            },
        )
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for group in area.groups:
        body = known[group.code]
        if group.accountable_to:
            body.accountable_to = known[group.accountable_to]
            body.save(update_fields=["accountable_to"])
        for since, months in group.frequencies:
            Frequency.objects.update_or_create(body=body, since=since, defaults={"months": months, "authority": keeper})
        for number, seat in enumerate(group.seats, 1):
            Seat.objects.update_or_create(
                code=seat.code,
                defaults={
                    "authority": keeper,
                    "body": body,
                    "name": seat.name,
                    "agency": agencies.get(seat.agency),
                    "commitment": seat.commitment,
                    "times_a_year": seat.times_a_year or None,
                    "shared_between": seat.shared_between,
                    "chairs": seat.chairs,
                    "leads": seat.leads,
                    "since": seat.since,
                    "until": seat.until,
                    "number": number,
                },
            )
