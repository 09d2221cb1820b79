"""The blueprint that the pages of accounts are added to."""

from flask import Blueprint

pages = Blueprint("account", __name__)
