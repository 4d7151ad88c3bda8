"""What a person may set about themselves, as forms: every bad value gets a sentence beside its field."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preceptor.platform import clock
from preceptor.platform.accounts.models import LEVEL_CHOICES, TEXT_SIZE_CHOICES, THEME_CHOICES, Learner, User

MINUTES = (5, 240)


class AccountForm(forms.Form):
    """How the product names and shows itself to a person."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Enter the name that others here should see.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    theme = forms.ChoiceField(label=_("Light or dark"), choices=THEME_CHOICES)
    text_size = forms.ChoiceField(label=_("Text size"), choices=TEXT_SIZE_CHOICES)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean_name(self) -> str:
        """One line, single spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def save(self, user: User) -> None:
        """Write the settings to the account."""
        for name in self.fields:
            setattr(user, name, self.cleaned_data[name])
        user.save(update_fields=list(self.fields))


class LearningForm(forms.Form):
    """A learner's goal and pace."""

    level = forms.ChoiceField(
        label=_("Level"),
        choices=LEVEL_CHOICES,
        help_text=_("This changes what is chosen for you, not what is believed about you."),
    )
    goal = forms.CharField(
        label=_("Goal"),
        max_length=200,
        required=False,
        help_text=_("In your own words, such as “finals in June”."),
    )
    goal_date = forms.DateField(
        label=_("Goal date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Enter a date as year-month-day, such as 2027-06-01.")},
    )
    daily_minutes = forms.IntegerField(
        label=_("Minutes a day"),
        min_value=MINUTES[0],
        max_value=MINUTES[1],
        help_text=_("From 5 to 240. Reviews that are due take part of them."),
        error_messages={
            "required": _("Enter how many minutes a day, from 5 to 240."),
            "invalid": _("Enter a whole number of minutes, from 5 to 240."),
            "min_value": _("At least 5 minutes: an activity takes one or two."),
            "max_value": _("At most 240 minutes."),
        },
    )
    messages = forms.BooleanField(
        label=_("Show encouraging messages and offers"),
        required=False,
        help_text=_(
            "They speak about the work, never about you as a person: where something really moved, and where a change, "
            "such as an easier step or a break, might help."
        ),
    )

    def __init__(self, learner: Learner, *args: Any, **kwargs: Any) -> None:
        self.learner = learner
        super().__init__(*args, initial={name: getattr(learner, name) for name in self.base_fields}, **kwargs)

    def clean_goal_date(self) -> date | None:
        """Not in the past; one that passed since it was set may stay."""
        found: date | None = self.cleaned_data["goal_date"]
        if found and found != self.learner.goal_date and found < clock.now().date():
            raise forms.ValidationError(_("This date has passed. Enter today or a later one, or leave it empty."))
        return found

    @property
    def level_moved(self) -> bool:
        """Whether another level was chosen."""
        return bool(self.cleaned_data["level"] != self.learner.level)

    def save(self) -> None:
        """Write the settings to the learner."""
        for name in self.fields:
            setattr(self.learner, name, self.cleaned_data[name])
        self.learner.save(update_fields=list(self.fields))


class TokenForm(forms.Form):
    """The name by which a person knows a token again."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        error_messages={"required": _("Give it a name, such as the program that will use it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DeleteForm(forms.Form):
    """The password, to confirm that it is the person who asks."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=1000,
        error_messages={"required": _("Enter your password to confirm.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
