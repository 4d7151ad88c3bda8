"""Accounts, institutions, programmes, cohorts and invitations as ordinary tables. Knows no feature."""

import secrets
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from preceptor.platform.accounts.roles import May, Role, may

ROLE_CHOICES = [
    (Role.LEARNER, _("Learner")),
    (Role.EDUCATOR, _("Educator")),
    (Role.AUTHOR, _("Author")),
    (Role.AUDITOR, _("Auditor")),
    (Role.ADMINISTRATOR, _("Administrator")),
]
LEVEL_CHOICES = [
    ("pre-clinical", _("Before clinical years")),
    ("clerkship", _("Clinical years")),
    ("resident", _("Resident")),
]
THEME_CHOICES = [("system", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
TEXT_SIZE_CHOICES = [("normal", _("Normal")), ("large", _("Large")), ("larger", _("Larger"))]
JURISDICTION_CHOICES = [("int", _("International")), ("uk", _("United Kingdom")), ("us", _("United States"))]


class UserManager(BaseUserManager["User"]):
    """Makes accounts with normalised addresses."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password it can only be entered by a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are compared without regard to case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person with an account and one main role. Events know them by the pseudonym `actor` alone."""

    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=16, choices=ROLE_CHOICES, default=Role.LEARNER)
    actor = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    is_active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    theme = models.CharField(max_length=8, choices=THEME_CHOICES, default="system")
    text_size = models.CharField(max_length=8, choices=TEXT_SIZE_CHOICES, default="normal")
    language = models.CharField(max_length=10, default="en")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def may(self, what: May) -> bool:
        """Whether this person's role may do something."""
        return may(self.role, what)

    @property
    def monogram(self) -> str:
        """Up to two initials."""
        words = self.name.split() or ["?"]
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()

    def get_full_name(self) -> str:
        """For libraries that ask."""
        return self.name

    def get_short_name(self) -> str:
        """The first name, for greetings."""
        return self.name.split(" ")[0] if self.name else self.email


class Institution(models.Model):
    """The school or hospital that runs this installation; one row."""

    name = models.CharField(max_length=160)
    demo = models.BooleanField(default=False)


class Programme(models.Model):
    """A course of training: its jurisdiction filters content, its bar says what counts as mastered."""

    name = models.CharField(max_length=160, unique=True)
    jurisdiction = models.CharField(max_length=8, choices=JURISDICTION_CHOICES, default="int")
    bar = models.FloatField(default=0.70)


class Cohort(models.Model):
    """A group of learners in a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=160)
    synthetic = models.BooleanField(default=False)
    educators = models.ManyToManyField(User, related_name="teaches", blank=True)
    pass_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    """In percent, for encounters in examination mode; none unless an educator sets one."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "name"], name="cohort_name")]


class Learner(models.Model):
    """What training needs to know of a person: goal, pace, level, cohort."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="learner")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="learners")
    level = models.CharField(max_length=16, choices=LEVEL_CHOICES, default="clerkship")
    goal = models.CharField(max_length=200, blank=True)
    goal_date = models.DateField(null=True, blank=True)
    daily_minutes = models.PositiveSmallIntegerField(default=20)
    messages = models.BooleanField(default=True)
    extra_time = models.PositiveSmallIntegerField(default=0)
    """In percent, for encounters in examination mode: an accommodation that an educator grants."""


def invitation_code() -> str:
    """Ten characters that are hard to mistake for one another: about 49 bits."""
    return "".join(secrets.choice("ABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(10))


class Invitation(models.Model):
    """A code that lets people make an account with a role and, for learners, a cohort."""

    code = models.CharField(max_length=20, unique=True, default=invitation_code)
    role = models.CharField(max_length=16, choices=ROLE_CHOICES, default=Role.LEARNER)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    uses_left = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class ApiToken(models.Model):
    """A token for the JSON API; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
