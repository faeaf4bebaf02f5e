"""Workbooks of Excel and its kin (XLSX): one article a row, in every sheet."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from onrecord.sources.columns import GUESSED, Columns, Row, numbered, texts
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits

SAVE_AGAIN = "Open it in a spreadsheet program and save it as XLSX or CSV."

_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How an .xls file starts, and also an encrypted .xlsx."""


def read(stream: BinaryIO, *, limits: Limits, columns: Columns = GUESSED) -> Iterator[Found | Fault]:
    """Yield a text for each row of each sheet, hidden ones included.

    A row is called by its number, "12", or by its sheet and number, "Sheet1!12", where there are several
    sheets. Each sheet has a header of its own. Of a formula the result is taken that was saved with it. Cells
    that are formatted as dates are dates.

    Example:
        A sheet with the columns "Date", "Headline" and "Full text" gives a text for each row from 2 on.

    Does not read .xls, comments, text boxes, or what a formula has no saved result for.

    Args:
        stream: the open file. Sheets are read row by row; the texts of all cells that repeat are held in memory,
            for the format keeps them in one place.
        limits: a file larger than `document_bytes`, or that unpacks to more than `unpacked_bytes`, is a fault.
        columns: what is which column.
    """
    fault = _fault(stream, limits)
    if fault is not None:
        yield fault
        return
    # Imported here: who reads no workbook need not wait for it. It reads XML by defusedxml, which is installed
    # with us, so that entities are refused.
    import openpyxl

    stream.seek(0)
    try:
        workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        yield Fault(f"it cannot be read as a workbook ({type(error).__name__})", SAVE_AGAIN)
        return
    try:
        yield from _sheets(workbook, columns)
    finally:
        workbook.close()


def _fault(stream: BinaryIO, limits: Limits) -> Fault | None:
    """What keeps a file from being opened as a workbook."""
    start = stream.read(4)
    size = stream.seek(0, 2)
    if size > limits.document_bytes:
        return Fault(
            f"it is larger than {limits.document_bytes:,} bytes",
            "Save it as CSV, or raise the limit: read_articles(..., limits=Limits(document_bytes=...)) in Python.",
        )
    if start == _OLD_FORMAT:
        return Fault("it is an old or an encrypted workbook", f"{SAVE_AGAIN} Remove its password, if it has one.")
    try:
        with zipfile.ZipFile(stream) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return Fault("it is not a workbook", SAVE_AGAIN)
    if unpacked > limits.unpacked_bytes:
        return Fault(
            f"it unpacks to more than {limits.unpacked_bytes:,} bytes",
            "Save it as CSV, or raise the limit: read_articles(..., limits=Limits(unpacked_bytes=...)) in Python.",
        )
    return None


def _sheets(workbook: Any, columns: Columns) -> Iterator[Found | Fault]:
    sheets = workbook.worksheets
    without_texts = []
    has_texts = False
    for sheet in sheets:
        prefix = f"{sheet.title}!" if len(sheets) > 1 else ""
        for item in texts(numbered(_rows(sheet, prefix), prefix=prefix), columns=columns):
            has_texts = has_texts or isinstance(item, Found)
            if isinstance(item, Fault) and item.member is None:
                without_texts.append(replace(item, member=sheet.title if prefix else None))
            else:
                yield item
    # Beside a sheet of articles there often is one of codes or notes, and nothing is wrong with that.
    for fault in without_texts:
        yield replace(fault, skipped=has_texts)


def _rows(sheet: Any, prefix: str) -> Iterator[Row | Fault]:
    from openpyxl.utils.escape import unescape

    # Some programs write that a sheet is one cell wide, and openpyxl would believe them.
    sheet.reset_dimensions()
    number = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            # A carriage return, among others, is written as _x000D_.
            yield Row(number, [unescape(cell) if isinstance(cell, str) and "_x" in cell else cell for cell in cells])
    except Exception as error:
        yield Fault(
            f"it cannot be read from this row on ({type(error).__name__})", SAVE_AGAIN, member=f"{prefix}{number + 1}"
        )
