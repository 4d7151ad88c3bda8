"""Template tag for one field of a form in the house look: label, control, hint, error. Knows forms, no storage."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput

register = template.Library()


@register.inclusion_tag("ui/field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """A field with its label above and its hint and errors below, tied together for screen readers."""
    ticked = isinstance(field.field.widget, CheckboxInput)
    # A placeholder that repeats the label vanishes when it is needed: the label says it all.
    attrs = {"placeholder": False} | ({} if ticked else {"class": "input"})
    return {"field": field, "control": field.as_widget(attrs=attrs), "ticked": ticked}
