"""What partners and relevant agencies agreed, edition by edition; and the published arrangements of the partnership."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lantern.partnership.models import Agency
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Agreement(Episode):
    """A memorandum, an agreed contribution or an agreement to share, with whom, until when."""

    class Sort(models.TextChoices):
        MEMORANDUM = "memorandum", _("Memorandum of understanding")
        CONTRIBUTION = "contribution", _("Agreed contribution")
        SHARING = "sharing", _("Agreement to share information")
        TERMS = "terms", _("Terms of a body or an appointment")

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "promised": "free text",
        "given": "free text",
        "kept_at": "free text",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_agreement")
    sort = models.CharField(max_length=12, choices=Sort)
    title = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    promised = models.TextField()
    """What the agency gives: time, people, money, data, for what purpose."""
    given = models.TextField(blank=True, default="")
    """What it gave, when somebody last looked."""
    given_on = models.DateField(null=True, blank=True)
    edition = models.PositiveSmallIntegerField(default=1)
    signed_on = models.DateField(null=True, blank=True)
    """None while it is agreed in words and signed by nobody."""
    renew_by = models.DateField()
    kept_at = models.CharField(max_length=300, blank=True, default="")
    """Where the signed paper is read."""

    class Meta:
        indexes = [models.Index("agency", name="agreement_by_agency")]


class Edition(models.Model):
    """An earlier edition of an agreement, as it stood when the next took its place."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"promised": "free text"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="editions", db_index=False)
    number = models.PositiveSmallIntegerField()
    promised = models.TextField()
    signed_on = models.DateField(null=True, blank=True)
    renew_by = models.DateField()
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "number"], name="agreement_edition_once")]

    def __str__(self) -> str:
        return f"edition {self.number}"


class Arrangements(Episode):
    """An edition of the published arrangements: how the partners work together, since when, and looked at again within
    the year.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"review_found": "free text", "read_at": "free text", "sent_how": "free text"}

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_arrangements"
    )
    title = models.CharField(max_length=200)
    published_on = models.DateField()
    in_force_on = models.DateField()
    read_at = models.CharField(max_length=300)
    """The address at which anybody reads them."""
    sent_on = models.DateField(null=True, blank=True)
    """When they were sent to the Secretary of State."""
    sent_how = models.CharField(max_length=200, blank=True, default="")
    reviewed_on = models.DateField(null=True, blank=True)
    review_found = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_on__isnull=True, review_found="")
                | (Q(reviewed_on__isnull=False) & ~Q(review_found="")),
                name="arrangements_review_found_something",
            )
        ]
