"""Stored beliefs name the number of the version that they were folded under."""

from django.db import migrations

BEFORE, AFTER = "belief-medical-1", "belief-1"


def number(apps, schema_editor):
    apps.get_model("learning", "BeliefState").objects.filter(engine=BEFORE).update(engine=AFTER)


def name(apps, schema_editor):
    apps.get_model("learning", "BeliefState").objects.filter(engine=AFTER).update(engine=BEFORE)


class Migration(migrations.Migration):
    dependencies = [("learning", "0002_encounters")]
    operations = [migrations.RunPython(number, name)]
