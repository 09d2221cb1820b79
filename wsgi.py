"""What a WSGI server and `flask --app wsgi` load."""

import sys

from app import create_app
from app.agreement import PlanError

try:
    app = create_app()
except PlanError as error:
    sys.exit(str(error))
