"""The database itself refuses to change an event, whatever code asks it to."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events_event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END
"""
POSTGRES = """
CREATE FUNCTION events_are_never_changed() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'events are never changed'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events_event
FOR EACH ROW EXECUTE FUNCTION events_are_never_changed();
"""


def hold(apps, schema_editor):
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION events_are_never_changed() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER events_are_never_changed")


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(hold, release)]
