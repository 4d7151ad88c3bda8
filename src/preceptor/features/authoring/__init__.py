"""For authors: the items of the packs with what the lint says."""
