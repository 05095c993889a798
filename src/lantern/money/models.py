"""The partnership's budget: a year, its lines, what became of each line, and money that moved between them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lantern.law.financial_year import year_called
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Budget(Episode):
    """The money of one partnership for one financial year. All amounts are pence."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_budget")
    keeper = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    """The calendar year in which it begins, on 1 April."""
    brought_forward = models.BigIntegerField(default=0)
    basis = models.TextField(blank=True, default="")
    """How the figures came about."""
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = models.CharField(max_length=200, blank=True, default="")
    """Which body agreed it, and where that is written."""
    carried_forward = models.BigIntegerField(null=True, blank=True)
    closing_note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["keeper", "year"], name="budget_one_a_year"),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True, agreed_by="") | (Q(agreed_on__isnull=False) & ~Q(agreed_by="")),
                name="budget_agreed_by_somebody",
            ),
        ]

    @property
    def called(self) -> str:
        return year_called(self.year)


class _OfBudget(models.Model):
    """What every part of a budget has: whose it is."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class BudgetLine(_OfBudget):
    """One line. A line without an amount is a blank that everybody sees, not a nought."""

    class Side(models.TextChoices):
        INCOME = "income", "Income"
        SPENDING = "spending", "Spending"

    class Kind(models.TextChoices):
        CONTRIBUTION = "contribution", "Contribution of a partner"
        OTHER_INCOME = "other_income", "Other income"
        SPENDING = "spending", "Spending"

    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    episode = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="lines", db_index=False)
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=10, choices=Side)
    kind = models.CharField(max_length=20, choices=Kind)
    heading = models.CharField(max_length=160, blank=True, default="")
    label = models.CharField(max_length=200)
    agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    amount = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="budget_line_once"),
            models.CheckConstraint(
                condition=Q(side="income", kind__in=("contribution", "other_income"))
                | Q(side="spending", kind="spending"),
                name="budget_line_kind_of_its_side",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Entry(_OfBudget):
    """Something that became of a line: asked, agreed, invoiced, paid, given in kind, ordered or spent. Appended, never
    changed: a wrong one is taken back by another.
    """

    class What(models.TextChoices):
        ASKED = "asked", "Asked for"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        INVOICED = "invoiced", "Invoiced"
        PAID = "paid", "Paid"
        IN_KIND = "in_kind", "Given in kind"
        COMMITTED = "committed", "Ordered"
        SPENT = "spent", "Spent"

    class For(models.TextChoices):
        REVIEW = "review", "A review of a serious incident"
        LEARNING_SET = "learning_set", "An action learning set"
        CRITICAL_FRIEND = "critical_friend", "A critical friend"
        TRAINING = "training", "Training or an event"
        AUDIT = "audit", "An audit or scrutiny"
        RECOMMENDATION = "recommendation", "Carrying out a recommendation"
        INVEST_TO_SAVE = "invest_to_save", "Invest to save"

    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"by_name": "worker's name"}

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="entries")
    what = models.CharField(max_length=12, choices=What)
    amount = models.BigIntegerField()
    """Pence. Below nought takes an earlier entry back."""
    on = models.DateField()
    words = models.CharField(max_length=400, blank=True, default="")
    settles = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="settled_by", db_index=False
    )
    """The order that this spending pays for, or the entry that this one takes back."""
    takes_back = models.BooleanField(default=False)
    is_for = models.CharField(max_length=20, choices=For, blank=True, default="")
    about = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The review, set or audit that it was spent on, where that is on record here."""
    about_words = models.CharField(max_length=200, blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "id"]
        indexes = [
            models.Index("episode", "line", name="budget_entry_by_budget"),
            models.Index("about", name="budget_entry_about", condition=Q(about__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.amount}"


class Virement(_OfBudget):
    """Money that moves from one line to another, proposed by one person and authorised by another."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waits to be authorised"
        AUTHORISED = "authorised", "Authorised"
        REFUSED = "refused", "Refused"

    personal: ClassVar[dict[str, str]] = {
        "reason": "free text",
        "why": "free text",
        "proposed_by_name": "worker's name",
        "decided_by_name": "worker's name",
    }

    episode = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="virements", db_index=False)
    number = models.PositiveSmallIntegerField()
    from_line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="moved_away", db_index=False)
    to_line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="moved_here", db_index=False)
    amount = models.BigIntegerField()
    reason = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    proposed_by_name = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_by_name = models.CharField(max_length=120, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    authority_named = models.CharField(max_length=200, blank=True, default="")
    """Under whose authority: a decision of the Executive by date and item, or the officers' own limit."""
    why = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="virement_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="virement_of_something"),
            models.CheckConstraint(condition=~Q(from_line=F("to_line")), name="virement_between_two_lines"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="virement_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="authorised") | ~Q(authority_named=""), name="virement_names_its_authority"
            ),
        ]

    def __str__(self) -> str:
        return f"virement {self.number}"
