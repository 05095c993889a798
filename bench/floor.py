"""The floor: the least a page of this stack can cost. Django and Jinja, one indexed query for 25 rows, nothing else."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg.conninfo import conninfo_to_dict

_WHERE = conninfo_to_dict(os.environ["BENCH_FLOOR"])
settings.configure(
    SECRET_KEY="a page without secrets",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _WHERE["dbname"],
            "USER": _WHERE["user"],
            "PASSWORD": _WHERE["password"],
            "HOST": _WHERE["host"],
            "OPTIONS": {"server_side_binding": True, "pool": {"min_size": 1, "max_size": 8}},
        }
    },
    TEMPLATES=[{"BACKEND": "django.template.backends.jinja2.Jinja2"}],
)

_PAGE = """<!doctype html><html lang="en"><head><title>Contacts</title></head><body><h1>Contacts</h1><table>
{% for row in rows %}<tr><td><a href="/contacts/{{ row[1] }}/">{{ row[1] }}</a></td><td>{{ row[2] }}</td>
<td>{{ row[3].strftime("%d %b %Y %H:%M") }}</td></tr>
{% endfor %}</table></body></html>"""


def contacts(request: HttpRequest) -> HttpResponse:
    """25 rows by an index, in a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, reference, state, due_at from floor_contact where authority_id = %s order by due_at limit 25",
            [808],
        )
        rows = cursor.fetchall()
    return HttpResponse(_template.render({"rows": rows}, request))


urlpatterns = [path("", contacts)]
application = get_wsgi_application()

from django.template import engines  # noqa: E402 - the settings must be there first

_template = engines["jinja2"].from_string(_PAGE)
