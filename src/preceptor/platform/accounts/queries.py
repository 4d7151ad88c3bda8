"""Finding the person and the learner behind a request. Shared by sign-in, the API and every learner's feature."""

from django.http import Http404, HttpRequest

from preceptor.platform import statements
from preceptor.platform.accounts.models import Cohort, Learner, Programme, User


def person(user_id: int) -> User:
    """Somebody with what every page of a learner asks for: where they are enrolled. Raises User.DoesNotExist."""
    user = statements.fetch(User, id=user_id)
    try:
        learner = statements.fetch(Learner, user=user.pk)
    except Learner.DoesNotExist:
        User.learner.related.set_cached_value(user, None)
        return user
    learner.user = user
    learner.cohort = statements.fetch(Cohort, id=learner.cohort_id)
    learner.cohort.programme = statements.fetch(Programme, id=learner.cohort.programme_id)
    return user


def learner_of(request: HttpRequest) -> Learner:
    """The learner who asks, with cohort and programme. 404 for an account that is not enrolled."""
    try:
        learner: Learner = request.user.learner  # already read with the person
    except (Learner.DoesNotExist, AttributeError) as error:
        raise Http404 from error
    return learner
