"""Other ways to read the first public page: an Easy Read document, a film in sign language. Made by people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id


class ReadingAid(models.Model):
    """Where an area keeps one of them. Published to everybody; names nobody."""

    class Kind(models.TextChoices):
        EASY_READ = "easy_read", "Easy Read"
        SIGN_LANGUAGE = "sign_language", "British Sign Language"

    row_rule: ClassVar[str] = "published"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {"put_by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    url = models.URLField(max_length=400)
    subtitles = models.BooleanField(default=False)
    transcript_url = models.URLField(max_length=400, blank=True, default="")
    put_by_name = models.CharField(max_length=120)
    put_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "kind"], name="reading_aid_once"),
            models.CheckConstraint(
                condition=~Q(kind="sign_language") | Q(subtitles=True) | ~Q(transcript_url=""),
                name="reading_aid_film_can_be_read_too",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.authority_id}"
