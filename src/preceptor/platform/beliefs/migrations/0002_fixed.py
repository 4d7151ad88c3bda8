"""The database itself refuses to change a version of the belief, whatever code asks it to."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER belief_versions_are_never_changed BEFORE UPDATE ON beliefs_beliefversion
BEGIN SELECT RAISE(ABORT, 'versions of the belief are never changed'); END
"""
POSTGRES = """
CREATE FUNCTION belief_versions_are_never_changed() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'versions of the belief are never changed'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER belief_versions_are_never_changed BEFORE UPDATE ON beliefs_beliefversion
FOR EACH ROW EXECUTE FUNCTION belief_versions_are_never_changed();
"""


def hold(apps, schema_editor):
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION belief_versions_are_never_changed() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER belief_versions_are_never_changed")


class Migration(migrations.Migration):
    dependencies = [("beliefs", "0001_initial")]
    operations = [migrations.RunPython(hold, release)]
