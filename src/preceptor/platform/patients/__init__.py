"""Virtual patients on the platform: how they hear, and what they did not understand."""
