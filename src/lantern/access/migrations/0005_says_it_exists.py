from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0004_look_by_episode")]

    operations = [
        migrations.AddField(
            model_name="restriction", name="says_it_exists", field=models.BooleanField(db_default=False, default=False)
        ),
    ]
