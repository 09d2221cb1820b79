"""What an agreement's criteria mean: their parts, whether they fit together, each as one Danish sentence; and how agreements come
into the database, change and go out again.
"""

from . import draft_rows, editing
from .adoption import (
    CHANGED_MEANWHILE,
    AgreementFaultsError,
    DraftConflictError,
    adopt,
    beside,
    decided,
    discard_draft,
    draft,
    faults_of,
    faults_of_draft,
    find_draft,
    import_document,
    import_file,
    save_draft,
)
from .agreement_copy import copied
from .agreement_file import SHIPPED, SUFFIXES, Readable, read, read_upload, shipped, written
from .conversion import converted
from .differences import Alteration, alterations, changes, difference, unchanged
from .draft_faults import FaultPlace, place_of_fault, told_fault, with_names
from .draft_rows import RowConflictError
from .faults import check, warnings
from .file_draft import as_next, completing, empty_book
from .meaning import meaning_changed, words_only
from .row_questions import RowQuestions
from .sentences import in_parts, sentence
from .succession import check_beside, check_next, is_correction, renames
from .summary import in_words
from .told import ToldAgreement
