"""The plan of the estate in the office's pages."""

from .. import estate_plan
from ..models import EstatePlan
from . import pages


@pages.app_template_global("office_plan")
def office_plan(id: str | None = None) -> EstatePlan | None:
    """The plan with that id, else the current one."""
    return (estate_plan.get(id) if id else None) or estate_plan.current()
