"""Files of police notices, sealed until they are imported, and what became of each notice."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lantern.frontdoor.models.contact import Contact
from lantern.spine.identity import new_id


class NoticeBatch(models.Model):
    """A file of police notifications that was brought in: what it held, what was refused, and that nothing comes in
    twice.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"sealed_content": "the file, encrypted, until it is imported or given up"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    sealed_content = models.BinaryField(null=True)
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    imported_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"batch {self.sha256[:8]}"


class NoticeReceipt(models.Model):
    """That one notification was imported. Its fingerprint refuses the same one again."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    fingerprint = models.CharField(max_length=64)
    """The same for the same incident in any file."""
    content = models.CharField(max_length=64, blank=True, default="")
    """The same for the same words: tells a notice sent again from one sent again with changes. Of the words last taken
    onto the contact.
    """
    batch = models.ForeignKey(NoticeBatch, on_delete=models.PROTECT, related_name="receipts")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    row_number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "fingerprint"], name="notice_imported_once")]

    def __str__(self) -> str:
        return self.fingerprint[:12]
