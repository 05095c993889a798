"""What can only be seen from inside the product, as the web role: ``python -m bench.inside CHILD PEOPLE``. Prints JSON.

Signs people in, counts the statements of each page, and times the chronology on the server.
"""

from __future__ import annotations

import itertools
import json
import statistics
import sys
import time
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - after the settings
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from lantern.access.context import acting  # noqa: E402
from lantern.access.people_acting import ActingPerson  # noqa: E402
from lantern.access.sessions import SessionStore  # noqa: E402
from lantern.partnership.models import CASE_HOLDING, Post  # noqa: E402
from lantern.people.models import Person  # noqa: E402
from lantern.spine import ledger  # noqa: E402

_BOOKKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def hub_posts() -> list[Post]:
    """Everybody who works at one hub, officers first."""
    posts = Post.objects.filter(team__kind="hub", team__covers__contains=[808], holder__isnull=False)
    wanted = {"hub_officer": 0, "hub_social_worker": 1, "hub_manager": 2}
    found = posts.select_related("holder", "team__agency")
    return sorted((post for post in found if post.role in wanted), key=lambda post: (wanted[post.role], post.code))


def senior_posts() -> list[Post]:
    """Everybody who answers for what one authority's children wait for."""
    wanted = ("service_manager", "team_manager", "early_help_manager")
    posts = Post.objects.filter(role__in=wanted, team__covers__contains=[808], holder__isnull=False)
    return list(posts.select_related("holder", "team__agency").order_by("code"))


def busiest_team() -> str:
    """The code of the team for which most children of that authority wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.code from spine_handoff h join spine_episode e on e.id = h.episode_ptr_id"
            " join partnership_team t on t.id = h.to_team_id"
            " where e.closed_at is null and e.authority_id = 808 and h.first_seen_at is null"
            " group by 1 order by count(*) desc limit 1"
        )
        return str(cursor.fetchone()[0])


def signed_in(post: Post) -> str:
    """A session in this post; its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(post.holder.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = post.holder.get_session_auth_hash()
    session["post_id"] = post.pk
    session.create()
    return str(session.session_key)


def statements_of(client: Client, path: str) -> dict[str, Any]:
    """How many statements one page asks of the database, and how long the server works on the slowest."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")
    asked = [query for query in captured.captured_queries if not query["sql"].startswith(_BOOKKEEPING)]
    return {"queries": len(asked), "bytes": len(answer.content)}


def page_milliseconds(client: Client, path: str) -> dict[str, float]:
    """How long a page takes, asked again and again by one reader, and its statements."""
    found = statements_of(client, path)
    took = []
    for _ in range(20):
        began = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - began) * 1000)
    return {"queries": found["queries"], "median": statistics.median(took), "slowest": max(took)}


def acting_in(post: Post) -> ActingPerson:
    team = post.team
    return ActingPerson(
        user_id=post.holder.pk,
        name=str(post.holder),
        role=post.role,
        post_id=post.pk,
        team_id=team.pk,
        team_kind=team.kind,
        agency_id=team.agency_id,
        authorities=tuple(team.covers) if team.kind in CASE_HOLDING else (),
        covers=tuple(team.covers),
    )


def chronology_milliseconds(post: Post, reference: str) -> dict[str, float]:
    """The first page of a long chronology: the call, and the part of it that the database works (its own clock)."""
    took = []
    with acting(acting_in(post)):
        person = Person.objects.get(reference=reference).pk
        for _ in range(30):
            began = time.perf_counter()
            if len(ledger.chronology([person], limit=50)) != 50:
                raise SystemExit("The chronology is shorter than it should be.")
            took.append((time.perf_counter() - began) * 1000)
        facts = {
            "person": str(person),
            "people": [str(person)],
            "before_at": None,
            "before_id": None,
            "since": None,
            "kinds": None,
            "beside": [],
        }
        with connection.cursor() as cursor:
            explain = "explain (analyze, buffers off, format json) " + ledger.chronology_sql(several=False)
            cursor.execute(explain, facts | {"limit": 50})
            (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    server = plan[0]["Planning Time"] + plan[0]["Execution Time"]
    return {"call": statistics.median(took), "slowest": max(took), "server": server}


def main() -> None:
    reference, people = sys.argv[1], int(sys.argv[2])
    call_command("collectstatic", interactive=False, verbosity=0)  # as serving does first
    posts = hub_posts()
    child = f"/children/{reference}/"
    for post in posts:  # somebody without a reason to be there gives one, once
        client = Client(HTTP_HOST="127.0.0.1")
        client.cookies["sessionid"] = signed_in(post)
        client.post(child, {"reason": "Measuring how quick this page is."})
    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies["sessionid"] = signed_in(posts[0])
    manager = Client(HTTP_HOST="127.0.0.1")
    manager.cookies["sessionid"] = signed_in(next(post for post in posts if post.role == "hub_manager"))
    seniors = senior_posts()
    senior = Client(HTTP_HOST="127.0.0.1")
    senior.cookies["sessionid"] = signed_in(seniors[0])
    with acting(acting_in(seniors[0])):
        team = busiest_team()
    found = {
        "waiting": statements_of(senior, "/waiting/"),
        "team": statements_of(senior, f"/waiting/{team}/") | {"path": f"/waiting/{team}/"},
        "senior_sessions": [signed_in(post) for post in itertools.islice(itertools.cycle(seniors), people)],
        "queue": statements_of(client, "/hub/"),
        "child": statements_of(client, child),
        "form": statements_of(client, "/hub/new/"),
        "demand": page_milliseconds(manager, "/hub/demand/?period=12_months"),
        "chronology": chronology_milliseconds(posts[0], reference),
        "sessions": [signed_in(post) for post in itertools.islice(itertools.cycle(posts), people)],
        "at": timezone.now().isoformat(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
