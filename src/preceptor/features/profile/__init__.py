"""A person's own account: settings, data, export, deletion, tokens."""
