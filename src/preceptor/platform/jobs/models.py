"""How far long jobs have come, for whoever waits for them."""

from django.db import models


class Progress(models.Model):
    """The newest word of the newest run of a job: what it does, how much of it is done, when it said so."""

    job = models.CharField(max_length=40, primary_key=True)
    stage = models.CharField(max_length=200)
    done = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    at = models.DateTimeField()
