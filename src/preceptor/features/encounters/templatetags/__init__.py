"""Template tags of virtual patients."""
