"""Tables to take along, as office programs open them: CSV in the way of the reader's language, and Excel workbooks.

Owns how cells are written. The names of columns are codes, the same in every language, since programs read them too; which
columns there are is the business of whoever makes a table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .language import separators

Cell = str | int | float | None
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of `Table.to_xlsx`."""
_MARK = "\ufeff"  # by it Excel knows UTF-8


@dataclass(frozen=True)
class Table:
    """Rows under named columns.

    Attributes
    ----------
    columns : sequence of str
    rows : sequence of sequences of str, int, float or None
        As long as the columns are many; None is an empty cell.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def to_csv(self) -> bytes:
        """CSV in UTF-8, as programs of the reader's language expect it.

        Where the decimal sign is a comma, semicolons stand between the cells and a byte order mark before the first, or else
        an office program puts a whole row into one cell. In English it is plain: commas, points, no mark.

        >>> table = Table(("label", "p"), [(7, 0.5), ("a;b", None)])
        >>> table.to_csv()
        b'label,p\\n7,0.5\\na;b,\\n'
        >>> from mnist_demo.language import speaking
        >>> with speaking("es"):
        ...     table.to_csv().decode("utf-8-sig")
        'label;p\\n7;0,5\\n"a;b";\\n'
        """
        decimal = separators()[0]
        out = io.StringIO(_MARK if decimal == "," else "")
        out.seek(0, io.SEEK_END)
        writer = csv.writer(out, delimiter=";" if decimal == "," else ",", lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_written(cell, decimal) for cell in row] for row in self.rows)
        return out.getvalue().encode()

    def to_xlsx(self) -> bytes:
        """A workbook of one sheet, in which numbers are numbers whatever the country; its first row stays in sight."""
        from xlsxwriter import Workbook

        out = io.BytesIO()
        texts_stay_texts = {"strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(out, {"in_memory": True, "nan_inf_to_errors": True, **texts_stay_texts}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, self.columns, book.add_format({"bold": True}))
            for number, row in enumerate(self.rows, 1):
                sheet.write_row(number, 0, row)
            sheet.freeze_panes(1, 0)
            sheet.autofit()
        return out.getvalue()


def _written(cell: Cell, decimal: str) -> str | int:
    if isinstance(cell, float):
        return np.format_float_positional(cell, trim="0").replace(".", decimal)
    return "" if cell is None else cell
