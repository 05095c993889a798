"""The rows that were not taken, for whoever sent them to put right."""

import csv
import io

from lantern.frontdoor.notices.notice import NoticeBatch


def harmless(value: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before = + - @, tab and carriage return."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def write_refused(batch: NoticeBatch) -> bytes:
    """The rows that were not taken as a CSV file (UTF-8 with a mark that Excel knows): what is wrong first, then the
    row as it came.

    Put right what is wrong and send the same file: the first two columns are passed over when it is read.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["What is wrong", "Row in the file", *(harmless(heading) for heading in batch.headings)])
    for row in batch.refused:
        writer.writerow([" ".join(row.reasons), row.row_number, *(harmless(cell) for cell in row.cells)])
    return out.getvalue().encode("utf-8-sig")
