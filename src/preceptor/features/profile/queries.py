"""Finding a person's own things."""

from django.db.models import QuerySet

from preceptor.platform.accounts.models import ApiToken, Learner, User


def learner_for(user: User) -> Learner | None:
    """The learner that this person is, with cohort and programme, or None."""
    return Learner.objects.select_related("user", "cohort__programme").filter(user=user).first()


def tokens_for(user: User) -> QuerySet[ApiToken]:
    """This person's tokens, newest first."""
    return ApiToken.objects.filter(user=user).order_by("-created_at", "-pk")
