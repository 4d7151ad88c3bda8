"""Finding the learner behind a request. Shared by every learner's feature."""

from django.http import Http404, HttpRequest

from preceptor.platform.accounts.models import Learner


def learner_of(request: HttpRequest) -> Learner:
    """The learner who asks, with cohort and programme. 404 for an account that is not enrolled."""
    try:
        learner: Learner = request.user.learner  # already read with the session
    except (Learner.DoesNotExist, AttributeError) as error:
        raise Http404 from error
    return learner
