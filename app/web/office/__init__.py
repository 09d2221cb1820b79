"""The office: what the leader, the counsellor and the host do at a desk."""

from flask import Flask

from . import (
    activities,
    adopting,
    agreement_choices,
    agreement_front,
    agreement_list,
    agreement_preview,
    agreement_questions,
    agreement_rows,
    agreement_tables,
    agreements,
    criterion_editing,
    download,
    evaluation,
    evaluation_held,
    evaluation_marks,
    every_page,
    figure_sheet,
    first_run,
    follow_up_board,
    follow_up_point,
    front,
    handing_in,
    hours,
    meeting,
    new_agreement,
    pages,
    paper,
    phone_preview,
    phones,
    photos,
    privacy,
    protocol,
    quarantine,
    records,
    site_plan,
    site_plan_pins,
    walk_page,
    year_figures,
    year_meetings,
)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages.pages)
