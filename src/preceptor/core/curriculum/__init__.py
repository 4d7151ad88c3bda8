"""What is taught: competencies, items, packs and their rules. Knows nothing of learners, storage or the web."""
