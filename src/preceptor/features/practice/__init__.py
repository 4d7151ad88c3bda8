"""Items: practice, placement and checkpoint over one item page."""
