"""What pages read of what people said. Each is a stated few SQL statements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.learning.queries.common import rows
from lantern.voices.library import Kind, counted
from lantern.voices.models import Feedback, VoiceForm, YouSaid

SHOWN = 200

_FORMS = """
select f.code, f.title, f.service, f.audience, f.opened_at, f.closed_at, coalesce(n.given, 0) as given,
  coalesce(n.unread, 0) as unread, coalesce(n.worries, 0) as worries, coalesce(n.late, 0) as late
from voices_voiceform f left join lateral (
  select count(*) as given, count(*) filter (where e.state = 'given') as unread,
    count(*) filter (where e.state = 'given' and b.worry) as worries,
    count(*) filter (where e.state = 'given' and e.next_due_at < %(now)s) as late
  from voices_feedback b join spine_episode e on e.id = b.episode_ptr_id where b.form_id = f.id) n on true
where f.authority_id = any(%(keepers)s) order by f.closed_at is not null, f.opened_at desc limit %(most)s
"""


def forms(*, by: ActingPerson, now: dt.datetime) -> list[dict[str, Any]]:
    """The forms of the reader's partnerships with how much was said in each. One statement."""
    return rows(_FORMS, {"keepers": list(by.partnerships), "now": now, "most": SHOWN})


def form_for(code: str, *, by: ActingPerson) -> VoiceForm:
    """One form of the reader's partnerships. One statement."""
    found = VoiceForm.objects.filter(code=code, authority_id__in=by.partnerships).first()
    if found is None:
        raise Http404
    return found


def open_form(code: str) -> VoiceForm:
    """A form as anybody may see it, open or closed. One statement."""
    found = VoiceForm.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def unread(*, by: ActingPerson) -> list[Feedback]:
    """What nobody has read yet: who is afraid first, then the longest waiting. One statement."""
    found = Feedback.objects.filter(authority_id__in=by.partnerships, state="given").select_related("form")
    return list(found.order_by(F("worry").desc(), "next_due_at")[:SHOWN])


def feedback_for(reference: str, *, by: ActingPerson) -> Feedback:
    """One person's words. One statement."""
    found = Feedback.objects.select_related("form").filter(
        reference=reference.upper(), authority_id__in=by.partnerships
    )
    one = found.first()
    if one is None:
        raise Http404
    return one


@dataclass(frozen=True)
class Whole:
    """Everything that was said in a form, as far as it may be told."""

    given: int
    counts: list[tuple[dict[str, str], list[tuple[str, str]] | None]]
    themes: list[tuple[str, str, int]]
    read: list[dict[str, Any]]


_READ = """
select e.reference, b.says, b.answers, b.read_at, e.state,
  (select coalesce(json_agg(json_build_array(h.id, h.name) order by h.name), '[]') from learning_theme h
   join learning_carried c on c.theme_id = h.id where c.found_in_id = e.id) as themes
from voices_feedback b join spine_episode e on e.id = b.episode_ptr_id
where b.form_id = %(form)s and e.authority_id = any(%(keepers)s) order by e.opened_at desc limit 5000
"""


def whole(form: VoiceForm, *, by: ActingPerson) -> Whole:
    """Counts with small numbers kept back, themes, and what readers wrote. One statement."""
    told = rows(_READ, {"form": form.pk, "keepers": list(by.partnerships)})
    answers = [each["answers"] for each in told]
    counts = [(each, counted(answers, each)) for each in form.questions if each["kind"] != Kind.WORDS]
    number: dict[tuple[str, str], int] = {}
    for each in told:
        for key, name in each["themes"]:
            number[key, name] = number.get((key, name), 0) + 1
    themes = sorted(((key, name, n) for (key, name), n in number.items()), key=lambda each: (-each[2], each[1]))
    return Whole(len(told), counts, themes, [each for each in told if each["state"] == "read" and each["says"]][:50])


def shown(keepers: list[int] | None = None) -> list[YouSaid]:
    """You said, we did: the newest first. One statement."""
    found = YouSaid.objects.select_related("form")
    if keepers is not None:
        found = found.filter(authority_id__in=keepers)
    return list(found.order_by("-shown_at")[:50])
