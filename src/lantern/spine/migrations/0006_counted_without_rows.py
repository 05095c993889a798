from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0008_keepers"),
        ("spine", "0005_declined_without_default"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="handoff",
            name="handoff_waits",
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                models.F("episode"),
                condition=models.Q(("timescale", "handoff-first-seen")),
                include=("due_at", "stopped_at"),
                name="clock_first_seen",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                models.F("episode_ptr"),
                include=("to_team", "service", "purpose", "accepted_at", "first_seen_at", "looked_at", "decline_code"),
                name="handoff_waits",
            ),
        ),
    ]
