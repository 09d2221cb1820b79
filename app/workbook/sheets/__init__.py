"""The sheets of the workbook, each with its columns and its rows."""
