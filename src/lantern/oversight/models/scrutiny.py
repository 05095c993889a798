"""The year's plan of independent scrutiny: what is looked at, how, by when, and what was found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lantern.spine.models import Episode


class ScrutinyLine(Episode):
    """One thing that the scrutineer looks at."""

    class How(models.TextChoices):
        FILES = "files", _("Reads files")
        TALKS = "talks", _("Talks with children and families")
        WORKERS = "workers", _("Talks with front-line workers")
        VISIT = "visit", _("Visits a service")
        BODY = "body", _("Watches a body at work")
        FIGURES = "figures", _("Questions figures")

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "title": "free text",
        "why": "free text",
        "found": "free text",
        "evidence": "free text",
        "by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_scrutiny_line"
    )
    title = models.CharField(max_length=200)
    why = models.TextField()
    how = models.CharField(max_length=10, choices=How)
    due_on = models.DateField()
    first_due_on = models.DateField()
    """The day that was planned at first: moving it never hides that."""
    found = models.TextField(blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    """What it rests on: how many files, whom they spoke with, which meeting."""
    found_on = models.DateField(null=True, blank=True)
    by_name = models.CharField(max_length=120, blank=True, default="")
