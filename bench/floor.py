"""The floor: the least a page of this stack costs. Django as `startproject` leaves it, Jinja, one indexed query for 25
rows; no sign-in, no policies, no design."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg.conninfo import conninfo_to_dict

_WHERE = conninfo_to_dict(os.environ["BENCH_FLOOR"])
settings.configure(
    SECRET_KEY="a page without secrets",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
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
{% for row in rows %}<tr><td><a href="/contacts/{{ row.reference }}/">{{ row.reference }}</a></td>
<td>{{ row.state }}</td><td>{{ row.due_at.strftime("%d %b %Y %H:%M") }}</td></tr>
{% endfor %}</table></body></html>"""


def contacts(request: HttpRequest) -> HttpResponse:
    """25 rows by an index, in a table."""
    rows = FloorContact.objects.filter(authority_id=808).order_by("due_at")[:25]
    return HttpResponse(_template.render({"rows": rows}, request))


urlpatterns = [path("", contacts)]
application = get_wsgi_application()

from django.template import engines  # noqa: E402 - the settings must be there first


class FloorContact(models.Model):
    """One of the rows on the page."""

    reference = models.TextField()
    state = models.TextField()
    due_at = models.DateTimeField()
    authority_id = models.SmallIntegerField()

    class Meta:
        app_label = "floor"
        db_table = "floor_contact"
        managed = False

    def __str__(self) -> str:
        return self.reference


_template = engines["jinja2"].from_string(_PAGE)
