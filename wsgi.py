"""What a WSGI server and `flask --app wsgi` load."""

from app import create_or_stop

app = create_or_stop()
