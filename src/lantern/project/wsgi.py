"""The web application."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantern.project.settings")
application = get_wsgi_application()

from lantern.law.working_days import england_and_wales  # noqa: E402 - after the settings

england_and_wales()  # slow to make: before anybody waits, not while the first contact is sent

# What was loaded stays, so nobody need look through it again; and a page leaves next to nothing that only the collector
# can find. Looking every 700 new objects, as Python does, took about a tenth of a page's time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
