"""The web application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantern.project.settings")
application = get_wsgi_application()

from lantern.law.working_days import england_and_wales  # noqa: E402 - after the settings

england_and_wales()  # slow to make: before anybody waits, not while the first contact is sent
