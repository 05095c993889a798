"""Routes of the front door: the hub's own pages, and those for everybody else."""

from django.urls import URLPattern

from lantern.frontdoor.urls_public import public_routes
from lantern.frontdoor.urls_staff import staff_routes

urlpatterns: list[URLPattern] = [*staff_routes, *public_routes]
