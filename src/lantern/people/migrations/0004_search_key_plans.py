"""The planner is told that a key names few people, and not to weigh hundreds of keys against the commonest ones."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0003_search_keys")]

    operations = [
        migrations.RunSQL(
            "alter table people_searchkey alter column key set statistics 1, alter column key set (n_distinct = -0.3)",
            "alter table people_searchkey alter column key set statistics 0, alter column key reset (n_distinct)",
        ),
    ]
