"""The forms of operations: what may be typed, and what to do where it may not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preceptor.platform.accounts.models import ROLE_CHOICES, Cohort
from preceptor.platform.accounts.roles import Role


class RoleForm(forms.Form):
    """A person's role, and for learners their cohort."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLE_CHOICES, widget=forms.Select(attrs={"class": "input"}))
    cohort = forms.ModelChoiceField(
        Cohort.objects.select_related("programme").order_by("programme__name", "name"),
        label=_("Cohort"),
        required=False,
        empty_label=_("None, or as it is"),
        help_text=_("For learners only."),
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].label_from_instance = lambda one: f"{one.programme.name}: {one.name}"


class StaffInviteForm(forms.Form):
    """A code for a member of staff."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[one for one in ROLE_CHOICES if one[0] != Role.LEARNER],
        widget=forms.Select(attrs={"class": "input"}),
    )
    days = forms.IntegerField(
        label=_("For how many days?"),
        min_value=1,
        max_value=30,
        initial=7,
        help_text=_("From 1 to 30. One person can use the code."),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
