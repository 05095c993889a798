"""What the page of a recommendation shows of training: needs that come of it, courses, how many have had them."""

from __future__ import annotations

from django.template.loader import render_to_string
from markupsafe import Markup

from lantern.access.people_acting import ActingPerson
from lantern.learning.models import Recommendation
from lantern.learning.queries.common import rows
from lantern.training import permissions as may
from lantern.training.states import COURSE, NEED

_OF = """
select n.what, e.reference, e.state, coalesce(c.title, '') as title, coalesce(x.reference, '') as course,
       coalesce(x.state, '') as course_state,
       (select count(*) from training_booking b join training_trainingevent t on t.episode_ptr_id = b.event_id
        where t.course_id = x.id and b.came in ('whole', 'part')) as came,
       (select json_build_array(count(*) filter (where b.uses = 'yes'), count(b.used_at))
        from training_booking b join training_trainingevent t on t.episode_ptr_id = b.event_id
        where t.course_id = x.id) as uses
from spine_episode e join training_trainingneed n on n.episode_ptr_id = e.id
left join spine_episode x on x.because_of_id = e.id and x.kind = 'course'
left join training_course c on c.episode_ptr_id = x.id
where e.because_of_id = %(id)s and e.kind = 'training_need' order by e.opened_at
"""


def of_recommendation(found: Recommendation, by: ActingPerson) -> Markup:
    """What people learned because of it. One statement."""
    if not by.may(may.SEE_TRAINING):
        return Markup("")
    facts = {
        "rows": rows(_OF, {"id": found.pk}),
        "reference": found.reference,
        "asks": bool(by.may(may.ASK_TRAINING)),
        "need_states": NEED.states,
        "course_states": COURSE.states,
    }
    drawn = render_to_string("training/of_recommendation.jinja", facts)
    return Markup(drawn)  # noqa: S704 - a template of ours, which escapes
