"""The job that makes a backup into the data folder."""

from django_tasks import task


@task()
def make_backup() -> str:
    """Back up into the folder `backups` of the data folder; returns the file's name."""
    from django.conf import settings

    from preceptor.platform.backup import FOLDER, backup

    return backup(settings.HOME, settings.HOME / FOLDER).name
