"""Content packs: reading them from files, judging them, loading them whole or not at all."""
