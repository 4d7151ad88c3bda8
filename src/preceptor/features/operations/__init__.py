"""For administrators: people, reset links, backups."""
