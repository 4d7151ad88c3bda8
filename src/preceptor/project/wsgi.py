"""The WSGI application that the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from preceptor.project.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preceptor.project.settings")
application = get_wsgi_application()
warm(application)
# What is loaded now stays: collecting it again and again would cost every request a share of its time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
