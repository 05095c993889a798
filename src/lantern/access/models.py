"""People who sign in, their sessions, need-to-know grants, restrictions on records, and the log of who looked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.module_loading import import_string

from lantern.spine.identity import new_id


class User(AbstractUser):
    """Somebody who signs in. What they may do comes from the post they hold, never from this row."""

    row_rule: ClassVar[str] = "sign_in"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "username": "sign-in name",
        "email": "work address",
        "display_name": "worker's name",
    }

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Session(AbstractBaseSession):
    """A signed-in browser. Carries its user as a column, so that ending a person's sessions is one statement."""

    row_rule: ClassVar[str] = "sign_in"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey("partnership.Post", on_delete=models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField(auto_now_add=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        store: type = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return store


class Grant(models.Model):
    """That one person may see one restricted record, for a time, for a reason."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"reason": "free text"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="grants")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    break_glass = models.BooleanField(default=False)
    reason = models.TextField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("given_at")), name="grant_ends_after_it_begins")]
        indexes = [models.Index("user", "until", name="grant_by_user", condition=Q(withdrawn_at__isnull=True))]

    def __str__(self) -> str:
        return f"grant {self.pk}"


class Restriction(models.Model):
    """A limit on who may see a person's record: *only these may* or *these may not*. The strictest wins."""

    class Kind(models.TextChoices):
        ONLY_THESE = "only_these", "Only these people may see it"
        NOT_THESE = "not_these", "These people may not see it"

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"reason": "free text"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="restrictions")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    users: models.ManyToManyField[User, RestrictionMember] = models.ManyToManyField(
        User, through="RestrictionMember", related_name="+"
    )
    reason = models.TextField()
    whom_to_ask = models.CharField(max_length=200)
    says_it_exists = models.BooleanField(default=False, db_default=False)
    """Whether somebody who knows exactly whom they look for is told that there is a record, and whom to ask."""
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    placed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.kind


class RestrictionMember(models.Model):
    """One person named in a restriction."""

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    restriction = models.ForeignKey(Restriction, on_delete=models.CASCADE, related_name="members", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["restriction", "user"], name="restriction_names_once")]
        indexes = [models.Index("user", name="restriction_by_user")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.restriction_id}"


class Look(models.Model):
    """That somebody opened a record, in which post, and why. Appended, never changed."""

    class Why(models.TextChoices):
        INVOLVED = "involved", "Working with the child now"
        DUTY = "duty", "On duty for the front door"
        SEARCH = "search", "Looked for and opened with a reason"
        BREAK_GLASS = "break_glass", "Opened in an emergency"

    row_rule: ClassVar[str] = "authority_write_own"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"reason": "free text"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    post = models.ForeignKey("partnership.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="looks", db_index=False
    )
    episode = models.ForeignKey(
        "spine.Episode", on_delete=models.PROTECT, null=True, related_name="looks", db_index=False
    )
    why = models.CharField(max_length=20, choices=Why)
    reason = models.TextField(blank=True, default="")
    page = models.CharField(max_length=80)
    sealed_fields = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index("person", F("at").desc(), name="look_by_person"),
            models.Index("user", F("at").desc(), name="look_by_user"),
            models.Index("authority", F("at").desc(), name="look_by_authority"),
            models.Index("episode", F("at").desc(), name="look_by_episode", condition=Q(episode__isnull=False)),
            models.Index("authority", name="look_in_emergency", condition=Q(why="break_glass")),
        ]

    def __str__(self) -> str:
        return f"look {self.at:%Y-%m-%d %H:%M}"


class Verdict(models.Model):
    """What a reviewer concluded about a look at a record. Appended, never changed: a later one stands after it.

    ``number`` counts the conclusions about one look, so that of two reviewers at once one is told of the other.
    """

    class Found(models.TextChoices):
        APPROPRIATE = "appropriate", "Part of the work"
        ASK = "ask", "Somebody must be asked"
        NOT_APPROPRIATE = "not_appropriate", "Not part of the work"

    row_rule: ClassVar[str] = "authority_write_own"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"note": "free text about a worker"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    look = models.ForeignKey(Look, on_delete=models.PROTECT, related_name="verdicts", db_index=False)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Who looked, once more: so that the database itself refuses a verdict on one's own look."""
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    found = models.CharField(max_length=16, choices=Found)
    note = models.TextField(blank=True, default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("partnership.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["look", "number"], name="verdict_one_after_another"),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True) | ~Q(looked_by=F("user")), name="verdict_never_on_ones_own_look"
            ),
            models.CheckConstraint(condition=Q(found="appropriate") | ~Q(note=""), name="verdict_says_why"),
        ]
        indexes = [
            models.Index("authority", F("at").desc(), name="verdict_by_authority"),
            models.Index("authority", name="verdict_to_ask", condition=Q(found="ask")),
        ]

    def __str__(self) -> str:
        return self.found


class Try(models.Model):
    """That a source tried something that is counted. Says nothing about anybody: a keyed hash, for an hour."""

    row_rule: ClassVar[str] = "counted"
    row_grants: ClassVar[str] = "SELECT, INSERT, DELETE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    what = models.CharField(max_length=20)
    source = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "tries"
        indexes = [models.Index("what", "source", F("at").desc(), name="try_by_source")]

    def __str__(self) -> str:
        return self.what


class SenderLink(models.Model):
    """A link sent to a professional's work address, and the browser that it opened: somebody who has no account, and
    may see what they sent and nothing else (``access.sender_links``).

    ``token`` and ``browser`` are hashes of secrets that stand nowhere here; ``sender`` is a keyed hash of the address,
    by which what they sent is theirs.
    """

    row_rule: ClassVar[str] = "sign_in"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {"sealed_address": "work address, sealed"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=64, unique=True)
    sender = models.CharField(max_length=64)
    agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    sealed_address = models.BinaryField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    browser = models.CharField(max_length=64, blank=True, default="")
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["browser"], condition=~Q(browser=""), name="sender_link_one_browser"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, ends_at__isnull=True, browser="")
                | (Q(opened_at__isnull=False, ends_at__isnull=False) & ~Q(browser="")),
                name="sender_link_opened_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class WaitingMail(models.Model):
    """A message to somebody without an account that is still to be sent; gone once it was. It names no child."""

    class Kind(models.TextChoices):
        LINK = "link", "The link that was asked for"
        ANSWER = "answer", "There is an answer"

    row_rule: ClassVar[str] = "sign_in"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {"sealed": "work address, sealed"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    sealed = models.BinaryField()
    """To whom, and the address of the page the message names."""
    created_at = models.DateTimeField()
    until = models.DateTimeField()
    """After this moment it is no longer worth sending."""

    def __str__(self) -> str:
        return self.kind
