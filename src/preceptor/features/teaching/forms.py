"""The forms of teaching: what may be typed, and what to do where it may not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preceptor.platform.accounts.models import JURISDICTION_CHOICES, Cohort, Learner, Programme, User
from preceptor.platform.accounts.roles import Role

LONGEST_NUMBER = 18  # digits that a database takes for a number


class InviteForm(forms.Form):
    """A code for learners of one cohort."""

    uses = forms.IntegerField(
        label=_("How many people may use it?"),
        min_value=1,
        max_value=200,
        initial=20,
        help_text=_("From 1 to 200."),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    days = forms.IntegerField(
        label=_("For how many days?"),
        min_value=1,
        max_value=90,
        initial=14,
        help_text=_("From 1 to 90."),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


class ExaminationForm(forms.ModelForm):
    """The pass mark of a cohort's encounters in examination mode."""

    pass_mark = forms.IntegerField(
        label=_("Pass mark in percent"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Leave it empty for none: the debrief then names no pass and no fail."),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    class Meta:
        model = Cohort
        fields = ("pass_mark",)


class TimeForm(forms.ModelForm):
    """A learner's extra time in examination mode."""

    extra_time = forms.IntegerField(
        label=_("Extra time in percent"),
        min_value=0,
        max_value=100,
        help_text=_("For encounters in examination mode, from 0 to 100."),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    class Meta:
        model = Learner
        fields = ("extra_time",)


class ProgrammeForm(forms.ModelForm):
    """A new programme."""

    name = forms.CharField(label=_("Name"), max_length=160, widget=forms.TextInput(attrs={"class": "input"}))
    jurisdiction = forms.ChoiceField(
        label=_("Jurisdiction"),
        choices=JURISDICTION_CHOICES,
        help_text=_("Learners meet what holds everywhere, and what holds here."),
        widget=forms.Select(attrs={"class": "input"}),
    )
    bar = forms.FloatField(
        label=_("Target"),
        min_value=0.5,
        max_value=0.95,
        initial=0.7,
        help_text=_("The chance of success on a typical question that counts as mastered, from 0.5 to 0.95."),
        widget=forms.NumberInput(attrs={"class": "input", "step": "0.01"}),
    )

    class Meta:
        model = Programme
        fields = ("name", "jurisdiction", "bar")
        error_messages = {"name": {"unique": _("There is a programme of this name already.")}}


class CohortForm(forms.ModelForm):
    """A new cohort in a programme."""

    programme = forms.ModelChoiceField(
        Programme.objects.order_by("name"),
        label=_("Programme"),
        empty_label=_("Choose one"),
        widget=forms.Select(attrs={"class": "input"}),
    )
    name = forms.CharField(label=_("Name"), max_length=160, widget=forms.TextInput(attrs={"class": "input"}))

    class Meta:
        model = Cohort
        fields = ("programme", "name")

    def clean(self) -> dict[str, Any]:
        """Two cohorts of a programme need two names."""
        found = super().clean() or {}
        programme, name = found.get("programme"), found.get("name")
        if programme and name and Cohort.objects.filter(programme=programme, name=name).exists():
            self.add_error("name", _("This programme has a cohort of this name already."))
        return found


class People(forms.ModelMultipleChoiceField):
    """People chosen by number; a number that no row can have is simply not among them."""

    def clean(self, value: Any) -> Any:
        if any(len(str(one)) > LONGEST_NUMBER for one in value or ()):
            raise forms.ValidationError(_("Choose from the people shown."))
        return super().clean(value)


class EducatorsForm(forms.Form):
    """Who teaches a cohort."""

    educators = People(
        User.objects.filter(role__in=(Role.EDUCATOR, Role.ADMINISTRATOR), is_active=True).order_by("name"),
        label=_("Educators"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
