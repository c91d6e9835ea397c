"""A known sentence sealed with each key: what tells wrong keys from right ones."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            "CREATE TABLE config_canary (key_number integer PRIMARY KEY, sealed bytea NOT NULL)",
            "DROP TABLE config_canary",
        )
    ]
