import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lantern.spine.identity


class Migration(migrations.Migration):
    dependencies = [
        ("assurance", "0001_initial"),
        ("boards", "0001_initial"),
        ("partnership", "0008_keepers"),
        ("spine", "0005_declined_without_default"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditFeedback",
            fields=[
                (
                    "episode_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_audit_feedback",
                        serialize=False,
                        to="spine.episode",
                    ),
                ),
                ("to", models.CharField(choices=[("worker", "Worker"), ("referrer", "Referrer")], max_length=8)),
                ("to_name", models.CharField(max_length=120)),
                ("about", models.CharField(max_length=300)),
                ("drawn_reference", models.CharField(max_length=20)),
                ("words", models.TextField()),
                ("from_name", models.CharField(max_length=120)),
                ("reply", models.TextField(blank=True, default="")),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assurance.auditcase",
                    ),
                ),
            ],
            bases=("spine.episode",),
        ),
        migrations.CreateModel(
            name="AuditReport",
            fields=[
                (
                    "episode_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_audit_report",
                        serialize=False,
                        to="spine.episode",
                    ),
                ),
                ("period_from", models.DateField()),
                ("period_to", models.DateField()),
                ("says", models.TextField()),
                ("content", models.JSONField()),
                ("by_name", models.CharField(max_length=120)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gt", models.F("period_from"))), name="audit_report_in_order"
                    )
                ],
            },
            bases=("spine.episode",),
        ),
        migrations.CreateModel(
            name="FeedbackReader",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lantern.spine.identity.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("restricted", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.authority",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spine.episode",
                    ),
                ),
                (
                    "partner_agency",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.agency",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("episode", "user"), name="feedback_reader_once")],
            },
        ),
        migrations.CreateModel(
            name="PlannedAudit",
            fields=[
                (
                    "episode_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_planned_audit",
                        serialize=False,
                        to="spine.episode",
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                ("question", models.TextField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("drawn", "Cases are drawn, and each agency answers its part"),
                            ("own", "The agency audits by itself, and tells what it found"),
                        ],
                        max_length=8,
                    ),
                ),
                ("agencies", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("closures", "Work that ended at the gate"),
                            ("step_downs", "Work that stepped down"),
                            ("decisions", "Decisions at the front door, signed off"),
                            ("overrides", "Ended or stepped down without the questions answered"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("wanted", models.PositiveSmallIntegerField(default=0)),
                (
                    "standards",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list),
                ),
                ("due_on", models.DateField()),
                ("first_due_on", models.DateField()),
                ("round_id", models.UUIDField(blank=True, null=True, unique=True)),
                ("round_reference", models.CharField(blank=True, default="", max_length=20)),
                ("found", models.TextField(blank=True, default="")),
                ("tally", models.JSONField(default=dict)),
                ("by_name", models.CharField(blank=True, default="", max_length=120)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.authority",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="boards.body",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("agencies", []), _negated=True), name="planned_audit_asks_somebody"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("how", "own"), models.Q(("source", ""), _negated=True), _connector="OR"),
                        name="planned_audit_says_from_what",
                    ),
                ],
            },
            bases=("spine.episode",),
        ),
        migrations.CreateModel(
            name="PracticeStandard",
            fields=[
                (
                    "episode_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_practice_standard",
                        serialize=False,
                        to="spine.episode",
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("text", models.CharField(max_length=300)),
                ("asks", models.CharField(max_length=300)),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                ("earlier", models.JSONField(default=list)),
                ("by_name", models.CharField(max_length=120)),
                (
                    "keeper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("keeper", "code"), name="practice_standard_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True), models.Q(("asks", ""), _negated=True)
                        ),
                        name="practice_standard_has_words",
                    ),
                ],
            },
            bases=("spine.episode",),
        ),
    ]
