"""A small world to look at while building pages: ``python -m tests.show --port 8123``. A throwaway database, gone when
it stops.
"""

from __future__ import annotations

import argparse
import os
import secrets

os.environ["LANTERN_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "lantern.project.settings"
os.environ["LANTERN_DATABASE_PASSWORD"] = os.environ["LANTERN_TEST_PASSWORD"] = secrets.token_hex(16)

import django

django.setup()

import contextlib
import socketserver
import wsgiref.simple_server

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from lantern.access.context import acting
from lantern.frontdoor.models import Outcome
from lantern.partnership.models import Agency, Post
from lantern.project import urls
from lantern.project.server import roles
from lantern.project.server.embedded import throwaway_server
from tests import cast as stage
from tests.database import build_database, connect_as
from tests.pages import session_for


def sign_in(request: HttpRequest, post: str) -> HttpResponse:
    response = redirect("/")
    response.set_cookie("sessionid", session_for(stage.in_post(post, post.replace("-", " ").title())))
    return response


def seed() -> None:
    """A handful of contacts in different states."""
    cast = stage.make_cast()
    for state, outcome in (
        ("received", Outcome.ADVICE),
        ("screened", Outcome.ADVICE),
        ("awaiting_sign_off", Outcome.EARLY_HELP),
        ("passing_on", Outcome.ASSESSMENT),
    ):
        for number in range(3):
            with acting(cast.officer):
                contact = stage.a_contact(cast.officer, children=1 + number % 2)
            stage.walk(contact, state, cast=cast, outcome=outcome)


class Threaded(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8123)
    port = parser.parse_args().port
    passwords = dict.fromkeys(roles.ATTRIBUTES, os.environ["LANTERN_TEST_PASSWORD"])
    with throwaway_server(durable=False) as server:
        roles.create_roles(server.superuser_dsn(), passwords, may_create_databases=True)
        build_database(server, "lantern_show")
        connect_as("app", server, "lantern_show")
        seed()
        urls.urlpatterns.insert(0, path("test-sign-in/<slug:post>", sign_in))
        print("Sign in at, for example:")
        for role in (
            "hub_officer",
            "hub_social_worker",
            "hub_manager",
            "edt_social_worker",
            "team_manager",
            "provider_worker",
        ):
            print(f"  http://127.0.0.1:{port}/test-sign-in/{Post.objects.filter(role=role).order_by('code')[0].code}")
        police = Agency.objects.get(code="cleveland-police")
        responder = Post.objects.filter(role="agency_responder", team__agency=police)[0]
        print(f"  http://127.0.0.1:{port}/test-sign-in/{responder.code}")
        web = wsgiref.simple_server.make_server("127.0.0.1", port, get_wsgi_application(), server_class=Threaded)
        print(f"http://127.0.0.1:{port} (Ctrl-C stops it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            web.serve_forever()


if __name__ == "__main__":
    main()
