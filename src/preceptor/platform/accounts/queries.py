"""Finding the learner behind a request. Shared by every learner's feature."""

from django.http import Http404, HttpRequest

from preceptor.platform.accounts.models import Learner


def learner_of(request: HttpRequest) -> Learner:
    """The learner who asks, with cohort and programme. 404 for an account that is not enrolled."""
    learner = Learner.objects.select_related("cohort__programme").filter(user=request.user.pk).first()
    if learner is None:
        raise Http404
    learner.user = request.user  # already read with the session
    return learner
