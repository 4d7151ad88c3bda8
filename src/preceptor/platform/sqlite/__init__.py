"""SQLite as this installation uses it: Django's own, with a line that writers wait in (see `base`)."""
