"""Search keys become numbers in an index that answers by itself, and what finding weighs stands in one row.

Nothing is carried over: `lantern migrate` makes keys and facts anew from the people on record.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0001_initial"),
        ("people", "0002_linked_records"),
    ]

    operations = [
        migrations.DeleteModel(name="SearchKey"),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "person", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.IntegerField()),
                (
                    "authority",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.authority",
                    ),
                ),
                ("restricted", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_keys",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="searchkey",
            index=models.Index(models.F("person"), name="search_key_of_person"),
        ),
        migrations.RunSQL(
            "alter table people_searchkey drop constraint people_searchkey_pkey,"
            " add constraint people_searchkey_pkey primary key (key, person_id) include (authority_id, restricted)",
            migrations.RunSQL.noop,
        ),
        # A plan for hundreds of keys must not weigh each against the commonest ones.
        migrations.RunSQL("alter table people_searchkey alter column key set statistics 0", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="SearchFacts",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_facts",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.authority",
                    ),
                ),
                ("restricted", models.BooleanField(default=False)),
                ("made_by", models.SmallIntegerField(default=0)),
                ("facts", models.TextField()),
            ],
            options={"verbose_name_plural": "search facts"},
        ),
    ]
