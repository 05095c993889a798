"""People on record by their search keys: one statement fetches, one tells about the few that are shown."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from lantern.law.timescales import window_opened
from lantern.people import matching
from lantern.people.finding.candidate import Candidate, OtherPerson
from lantern.people.keys import birth_of
from lantern.people.matching import Birth, Description, Match
from lantern.people.models import Person, age_in_words
from lantern.spine.actors import Actor

CONTACT = "contact"
"""The kind of episode by which the front door records a worry. This room counts them and knows no more of them."""

RECENT = "re-referral-window"
"""The window in law/ within which earlier work is counted as recent."""

WEIGHED_AT_MOST = 200
"""How many of the people with the most telling keys in common are weighed."""

TELLING = {
    "nhs": 60,
    "upn": 54,
    "id": 54,
    "gd": 14,
    "ph": 8,
    "tt": 10,
    "sg": 9,
    "pi": 5,
    "sm": 6,
    "tel": 8,
    "d": 9,
    "sy": 5,
    "t": 3,
    "so": 1,
}
"""How much a key in common says before anything is weighed: only to choose whom to weigh. Source: practice."""

_FETCH = """
with asked as materialized (
    select * from unnest(%(which)s::int[], %(keys)s::text[], %(weights)s::int[]) as a(which, key, weight)
), hits as (
    select a.which, s.person_id, sum(a.weight) as weight
    from asked a join people_searchkey s on s.authority_id = any(%(authorities)s::smallint[]) and s.key = a.key
    group by a.which, s.person_id
    union all
    select 0, a.person_id, 12 from people_address a
    where %(postcode)s::text <> '' and a.authority_id = any(%(authorities)s::smallint[])
      and a.postcode = %(postcode)s and not a.protected
    union all
    select 0, p.id, 100 from people_person p where p.reference = %(reference)s
    union all
    select 0, i.person_id, 100
    from spine_episode e join spine_involvement i on i.episode_id = e.id where e.reference = %(reference)s
), merged as (
    select which, person_id, sum(weight) as weight from hits group by which, person_id
), ranked as (
    select which, person_id, weight,
        row_number() over (partition by which order by weight desc, person_id desc) as place
    from merged
), chosen as (
    select person_id, array_agg(which) as which, max(weight) as weight
    from ranked where place <= %(most)s group by person_id
)
select p.id, c.which, p.reference, p.name, p.is_child, p.life, p.born_on, p.birth_known_to, p.expected_on, p.sex,
    (select json_agg(json_build_array(n.kind, n.first_names, n.last_name)
                     order by n.until_date is not null, n.kind <> 'legal', n.id)
     from people_personname n where n.person_id = p.id) as names,
    (select json_agg(json_build_array(a.house, a.street, a.town, a.postcode, a.until_date is null, a.protected)
                     order by a.until_date is not null, a.id desc)
     from people_address a where a.person_id = p.id) as addresses,
    (select json_agg(json_build_array(i.kind, i.value, i.issuer))
     from people_identifier i where i.person_id = p.id) as numbers,
    (select json_build_array(n.first_names, n.last_name)
     from people_relationship r
     join people_personname n on n.person_id = r.relative_id and n.kind = 'legal' and n.until_date is null
     where r.person_id = p.id and r.kind = 'mother' and r.until_date is null limit 1) as mother
from chosen c join people_person p on p.id = c.person_id
order by c.weight desc, p.id desc
"""


def fetch(
    asked: Sequence[tuple[int, str, int]],
    *,
    by: Actor,
    postcode: str = "",
    reference: str = "",
    most: int = WEIGHED_AT_MOST,
) -> list[dict[str, Any]]:
    """People that share search keys with what is asked (which description, key, weight), live at a postcode or stand
    under a reference: those with the most in common first. At most one statement.
    """
    if not (asked or postcode or reference):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _FETCH,
            {
                "which": [which for which, _, _ in asked],
                "keys": [key for _, key, _ in asked],
                "weights": [weight for _, _, weight in asked],
                "authorities": list(by.authorities),
                "postcode": postcode,
                "reference": reference,
                "most": most,
            },
        )
        columns = [column.name for column in cursor.description or ()]
        return [dict(zip(columns, map(_plain, row), strict=True)) for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    # Django registers its own loader, so that json arrives as text.
    return json.loads(value) if isinstance(value, str) and value[:1] in "[{" and value[-1:] in "]}" else value


def birth_in(row: Mapping[str, Any]) -> Birth | None:
    """When the person of a fetched row was born or is expected, as closely as it is known."""
    return birth_of(
        life=row["life"], born_on=row["born_on"], known_to=row["birth_known_to"], expected_on=row["expected_on"]
    )


def description_in(row: Mapping[str, Any]) -> Description:
    """The matching's view of a fetched row. Built once for each row and kept in it, as a row may answer several
    descriptions.
    """
    if "description" in row:
        return row["description"]
    numbers = row["numbers"] or []
    mother = row["mother"]
    found = Description(
        names=tuple(matching.Name(first, last) for _, first, last in row["names"] or []),
        birth=birth_in(row),
        sex=row["sex"],
        addresses=tuple(
            matching.Address(house, street, postcode)
            for house, street, _, postcode, _, protected in row["addresses"] or []
            if not protected
        ),
        nhs_number=next((value for kind, value, _ in numbers if kind == "nhs"), ""),
        upn=next((value for kind, value, _ in numbers if kind == "upn"), ""),
        former_upns=tuple(value for kind, value, _ in numbers if kind == "former_upn"),
        identifiers=tuple(
            (issuer or kind, value) for kind, value, issuer in numbers if kind not in ("nhs", "upn", "former_upn")
        ),
        mother=matching.Name(*mother) if mother else None,
    )
    row["description"] = found  # type: ignore[index]
    return found


_ABOUT = """
select p.id,
    (select json_agg(distinct jsonb_build_object('reference', o.reference, 'name', o.name, 'life', o.life,
                                                 'born_on', o.born_on, 'known_to', o.birth_known_to))
     from people_address a
     join people_address b on b.authority_id = a.authority_id and b.postcode = a.postcode and b.house = a.house
       and b.person_id <> a.person_id
     join people_person o on o.id = b.person_id
     where a.person_id = p.id and a.until_date is null and not a.protected and a.postcode <> '' and a.house <> ''
       and b.until_date is null and not b.protected) as household,
    (select json_build_array(count(*) filter (where e.kind = %(contact)s),
                             count(*) filter (where e.kind = %(contact)s and e.opened_at >= %(recent)s),
                             count(*) filter (where e.closed_at is null))
     from spine_involvement i join spine_episode e on e.id = i.episode_id where i.person_id = p.id) as counts,
    coalesce((select n.said_by_name from people_notthesame n
              where n.person_id = %(beside)s and n.other_id = p.id limit 1), '') as not_same
from people_person p where p.id = any(%(people)s)
"""


def about(people: Iterable[uuid.UUID], *, beside: Person | None = None) -> dict[uuid.UUID, dict[str, Any]]:
    """Who else lives there and how many contacts there were, of the few that are shown. At most one statement."""
    listed = list(people)
    if not listed:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _ABOUT,
            {
                "people": listed,
                "contact": CONTACT,
                "recent": window_opened(RECENT, timezone.now()),
                "beside": beside.pk if beside else None,
            },
        )
        return {
            row[0]: {"household": _plain(row[1]) or [], "counts": _plain(row[2]), "not_same": row[3]}
            for row in cursor.fetchall()
        }


def candidate_of(
    row: Mapping[str, Any],
    match: Match | None,
    told: Mapping[str, Any],
    today: dt.date,
    reasons: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Candidate:
    """A fetched row as a page shows it; ``reasons`` are those of a search, which weighs nothing."""
    if match is not None:
        reasons = ([reason.text for reason in match.agreements], [reason.text for reason in match.disagreements])
        if match.limited_by:
            reasons[1].append(match.limited_by)
    current = next((each for each in row["addresses"] or [] if each[4]), None)
    shown = ""
    if current and not current[5]:
        shown = ", ".join(part for part in (f"{current[0]} {current[1]}".strip(), current[2], current[3]) if part)
    own = row["name"]
    others = [f"{first} {last}".strip() for _, first, last in row["names"] or []]
    contacts, last_year, open_now = told["counts"]
    return Candidate(
        person_id=row["id"],
        reference=row["reference"],
        name=own,
        is_child=row["is_child"],
        life=row["life"],
        age=_age(row["life"], row["born_on"], row["birth_known_to"], today),
        born=_born(row),
        sex=row["sex"],
        other_names=tuple(dict.fromkeys(name for name in others if name != own)),
        address=shown,
        address_protected=bool(current and current[5]),
        reasons_for=tuple(reasons[0]),
        reasons_against=tuple(reasons[1]),
        match=match,
        household=tuple(
            OtherPerson(
                each["reference"],
                each["name"],
                _age(
                    each["life"],
                    dt.date.fromisoformat(each["born_on"]) if each["born_on"] else None,
                    each["known_to"],
                    today,
                ),
            )
            for each in told["household"][:12]
        ),
        contacts=contacts,
        contacts_last_year=last_year,
        open_now=open_now,
        said_not_same=told["not_same"],
    )


def _age(life: str, born_on: dt.date | None, known_to: str, today: dt.date) -> str:
    return age_in_words(Person(life=life, born_on=born_on, birth_known_to=known_to), today)


def _born(row: Mapping[str, Any]) -> str:
    birth = birth_in(row)
    if birth is None:
        return ""
    text = str(birth)
    return text if birth.expected else f"born {text}"
