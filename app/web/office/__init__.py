"""The office: what the leader, the counsellor and the host do at a desk."""

from flask import Flask

from . import (  # noqa: F401 - they add their pages
    activities,
    audit,
    contacts,
    download,
    evaluation,
    evaluation_words,
    figure_sheet,
    follow_up_board,
    follow_up_point,
    front,
    hidden_photos,
    hours,
    leader_code,
    meeting,
    navigation,
    pages,
    paper,
    phones,
    photo_editing,
    photos,
    privacy,
    protocol,
    quarantine,
    queue_import,
    records,
    site_plan,
    site_plan_pins,
    template_words,
    walk_page,
    year_figures,
    year_report,
)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages.pages)
