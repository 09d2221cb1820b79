"""Cells of an agreement's Excel file, by what stands in their row and column."""


def cell_of(book, sheet, row, name):
    """The cell of a member; `row`: its code, or its number."""
    page = book[sheet]
    head = [cell.value for cell in page[1]]
    rows = list(page.iter_rows(min_row=3))
    found = rows[row - 1] if isinstance(row, int) else next(each for each in rows if each[2].value == row)
    return found[head.index(name, 1)]
