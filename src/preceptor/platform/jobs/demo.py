"""The job that gives the demo's synthetic cohorts a history by running simulated answers through the real engine."""

from django_tasks import task


@task()
def fill_demo() -> int:
    """Simulate the histories; returns how many answers were made. Running it twice adds nothing."""
    from preceptor.platform.learning.simulation import fill

    return fill()
