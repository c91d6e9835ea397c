"""Index the rows that are out of use: see models/past.py."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_intake_batches'),
        ('places', '0002_network'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='abode',
            index=models.Index(condition=models.Q(('superseded_at__isnull', False)), fields=['person'], name='people_abode_past'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(condition=models.Q(('removed_at__isnull', False)), fields=['person'], name='people_contact_past'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('ended_on__isnull', False)), fields=['person'], name='people_membership_past'),
        ),
        migrations.AddIndex(
            model_name='phone',
            index=models.Index(condition=models.Q(('superseded_at__isnull', False)), fields=['person'], name='people_phone_past'),
        ),
    ]
