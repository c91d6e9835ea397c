"""What an intake remembers of a file: its headers, its form, its day; and remarks on rows that went in."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_merges_create_names")]
    operations = [
        migrations.AddField("batch", "headers", models.JSONField(default=list)),
        migrations.AddField("batch", "form", models.CharField(blank=True, max_length=20, default=""), preserve_default=False),
        migrations.AddField("batch", "sheet", models.CharField(blank=True, max_length=64, default=""), preserve_default=False),
        migrations.AddField("batch", "other_sheets", models.JSONField(default=list)),
        migrations.AddField("batch", "as_of", models.DateField(default=datetime.date(2026, 1, 1)), preserve_default=False),
        migrations.AddField("batch", "started_at", models.DateTimeField(null=True)),
        migrations.AddField("reject", "applied", models.BooleanField(default=False)),
    ]
