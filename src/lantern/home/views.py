"""The front page of each role, and the pages everybody may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lantern.access.pages import page, public_page


def home(request: HttpRequest) -> HttpResponse:
    """The front page: my work for those signed in, two doors for everybody else."""
    return my_work(request) if request.user.is_authenticated else welcome(request)


@page(may="sign_in", shows="own work")
def my_work(request: HttpRequest) -> HttpResponse:
    return render(request, "home/my_work.jinja")


@public_page(because="The front door of the service.")
def welcome(request: HttpRequest) -> HttpResponse:
    return render(request, "home/welcome.jinja")


@public_page(because="Everybody may read how their information is used.")
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.jinja")


@public_page(because="Everybody may read how far this service is accessible.")
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.jinja")
