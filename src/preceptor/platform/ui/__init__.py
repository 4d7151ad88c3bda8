"""The look: tokens, components, shared templates and template tags."""
