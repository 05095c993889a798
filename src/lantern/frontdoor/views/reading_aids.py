"""Easy Read and sign language: whoever runs the partnership says where they are; the first public page shows them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.reading_aids import ReadingAidsForm
from lantern.frontdoor.models import ReadingAid
from lantern.partnership import queries as partnership


@page(may=may.SET_READING_AIDS, shows="what an area publishes")
def reading_aids(request: HttpRequest) -> HttpResponse:
    """The areas of the reader's post, and what each of them has."""
    covers = actor_of(request).covers
    kept = ReadingAid.objects.filter(authority_id__in=covers)
    by_area: dict[int, list[ReadingAid]] = {}
    for each in kept:
        by_area.setdefault(each.authority_id, []).append(each)
    areas = [(each, by_area.get(each.pk, [])) for each in partnership.authorities() if each.pk in covers]
    return render(request, "frontdoor/partner/reading_aids.jinja", {"areas": areas})


@page(may=may.SET_READING_AIDS, shows="what an area publishes")
def change_reading_aids(request: HttpRequest, code: str) -> HttpResponse:
    """Say where an area's Easy Read document and film are."""
    by = actor_of(request)
    here = next((each for each in partnership.authorities() if each.code == code and each.pk in by.covers), None)
    if here is None:
        raise Http404
    kept = {each.kind: each for each in ReadingAid.objects.filter(authority_id=here.pk)}
    easy, film = kept.get(ReadingAid.Kind.EASY_READ), kept.get(ReadingAid.Kind.SIGN_LANGUAGE)
    initial = {
        "easy_read": easy.url if easy else "",
        "sign_language": film.url if film else "",
        "subtitles": film.subtitles if film else False,
        "transcript": film.transcript_url if film else "",
    }
    form = ReadingAidsForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        for kind, wanted in form.wanted().items():
            if wanted["url"]:
                put = {"put_by_name": by.name, "put_at": timezone.now()}
                ReadingAid.objects.update_or_create(authority_id=here.pk, kind=kind, defaults=wanted | put)
            else:
                ReadingAid.objects.filter(authority_id=here.pk, kind=kind).delete()
        messages.success(request, "The first public page shows it now.")
        return redirect("reading_aids")
    status = 422 if form.errors else 200
    return render(request, "frontdoor/partner/change_reading_aids.jinja", {"form": form, "here": here}, status=status)
