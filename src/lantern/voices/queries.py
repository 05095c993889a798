"""What pages read of what people said. Each is a stated few SQL statements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.interface.paging import Page
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


def unread(page: Page, *, by: ActingPerson) -> list[Feedback]:
    """A page of what nobody has read yet: who is afraid first, then the longest waiting. One statement."""
    found = Feedback.objects.filter(authority_id__in=by.partnerships, state="given").select_related("form")
    return page.of(found.order_by(F("worry").desc(), "next_due_at", "pk"))


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
    read: list[str]


_WHOLE = """
with said as (
  select e.id, e.state, e.opened_at, b.says, b.answers from voices_feedback b join spine_episode e
  on e.id = b.episode_ptr_id where b.form_id = %(form)s and e.authority_id = any(%(keepers)s)
)
select (select count(*) from said) as given,
  (select coalesce(json_agg(json_build_array(g.key, g.value, g.n)), '[]') from
    (select a.key, a.value, count(*) as n from said, jsonb_each_text(said.answers) a
     where a.key = any(%(pressed)s) group by 1, 2) g) as pressed,
  (select coalesce(json_agg(json_build_array(h.id, h.name, t.n) order by t.n desc, h.name), '[]') from
    (select c.theme_id, count(*) as n from said join learning_carried c on c.found_in_id = said.id group by 1) t
   join learning_theme h on h.id = t.theme_id) as themes,
  (select coalesce(json_agg(r.says order by r.opened_at desc), '[]') from
    (select s.says, s.opened_at from said s where s.state = 'read' and s.says <> ''
     order by s.opened_at desc limit 50) r) as read
"""


def whole(form: VoiceForm, *, by: ActingPerson) -> Whole:
    """Counts with small numbers kept back, themes, and what readers wrote, the newest fifty. One statement."""
    asked = [each for each in form.questions if each["kind"] != Kind.WORDS]
    (told,) = rows(
        _WHOLE,
        {"form": form.pk, "keepers": list(by.partnerships), "pressed": [each["code"] for each in asked]},
    )
    pressed: dict[str, dict[str, int]] = {}
    for question, answer, number in told["pressed"]:
        pressed.setdefault(question, {})[answer] = number
    return Whole(
        told["given"],
        [(each, counted(pressed.get(each["code"], {}), each)) for each in asked],
        [(key, name, number) for key, name, number in told["themes"]],
        told["read"],
    )


def shown(keepers: list[int] | None = None) -> list[YouSaid]:
    """You said, we did: the newest first. One statement."""
    found = YouSaid.objects.select_related("form")
    if keepers is not None:
        found = found.filter(authority_id__in=keepers)
    return list(found.order_by("-shown_at")[:50])
