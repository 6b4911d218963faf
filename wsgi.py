"""What gunicorn and the flask command start: `wsgi:app`."""

import os

from plf.app import create_app
from plf.starting import refuse_unsafe

app = create_app()
if "FLASK_RUN_FROM_CLI" not in os.environ:
    refuse_unsafe(app)
