"""The schemas of Office's files (elements, their order, attributes and values), as openxml-audit carries them."""

from pathlib import Path

from openxml_audit import OpenXmlValidator
from openxml_audit.errors import ValidationSeverity

# ECMA-376 lets the parts of a font stand in any order (CT_Font is a choice); the tool knows Office's own order only.
ANY_ORDER = ("/styleSheet[1]/fonts[1]/font[", "Unexpected element")


def faults(file: Path) -> list[str]:
    """Everything in the workbook that no schema allows."""
    found = OpenXmlValidator(max_errors=0).validate(str(file)).errors
    return [
        f"{each.part_uri} {each.path}: {each.description}"
        for each in found
        if each.severity is ValidationSeverity.ERROR and not _is_order_of_a_font(each.path or "", each.description)
    ]


def _is_order_of_a_font(path: str, description: str) -> bool:
    return path.startswith(ANY_ORDER[0]) and description.startswith(ANY_ORDER[1])
