"""A merge keeps the name of the row that gave way, as another name of the one that stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_guards")]
    operations = [
        migrations.RemoveConstraint(model_name="mergemove", name="people_mergemove_change_known"),
        migrations.AddConstraint(
            model_name="mergemove",
            constraint=models.CheckConstraint(
                name="people_mergemove_change_known",
                condition=models.Q(change__in=["moved", "superseded", "retired", "created"]),
            ),
        ),
    ]
