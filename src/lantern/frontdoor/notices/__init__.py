"""Police notifications that arrive as a table (CSV): read as they come, with every doubtful row told and none lost.

Forces send these files from different systems, so the reader is liberal: it finds the separator, the encoding and the
heading row by itself, knows many names for each column, and merges rows of one incident. What it cannot read it
refuses row by row, in words that say what to put right; the good rows are kept. It stores nothing and asks nothing of
a database.

`docs/import-contacts.md` describes the format for those who send it; its table of columns is made from `COLUMNS`.
"""

from lantern.frontdoor.notices.columns import COLUMNS, Column, columns_table
from lantern.frontdoor.notices.notice import (
    Duplicate,
    Notice,
    NoticeAdult,
    NoticeBatch,
    NoticeChild,
    NoticeFileError,
    RefusedRow,
    RowProblem,
    Severity,
)
from lantern.frontdoor.notices.reading import MAX_ROWS, read_notices
from lantern.frontdoor.notices.sending_back import write_refused
from lantern.frontdoor.notices.table import MAX_BYTES

__all__ = [
    "COLUMNS",
    "MAX_BYTES",
    "MAX_ROWS",
    "Column",
    "Duplicate",
    "Notice",
    "NoticeAdult",
    "NoticeBatch",
    "NoticeChild",
    "NoticeFileError",
    "RefusedRow",
    "RowProblem",
    "Severity",
    "columns_table",
    "read_notices",
    "write_refused",
]
