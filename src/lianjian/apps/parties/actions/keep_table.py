from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions._tables import check_may_import, judged
from lianjian.apps.parties.events import TableReceived
from lianjian.apps.parties.models import Table
from lianjian.apps.parties.rules.tables.columns import COLUMNS, TableKind, places
from lianjian.apps.parties.rules.tables.keeping import counted, packed
from lianjian.foundation.events import tell
from lianjian.foundation.wording import in_every_language
from lianjian.foundation.worksheets import MOST_ROWS, read_lines
from lianjian.kernel.cells import tidy
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor
    from lianjian.kernel.cells import Line


@transaction.atomic
def keep_table(*, by: Actor, kind: str, file_name: str, data: bytes, client_key: str | None = None) -> Table:
    """Read a file with a table of ``kind`` and say of each row what becomes of it. Nothing is entered in the register;
    the file itself is not kept. Raises Refused for a file that is no such table, or is too large."""
    check_may_import(by)
    if kind not in set(TableKind):
        raise Refused(gettext_noop("“%(kind)s” is no kind of table."), field="kind", kind=kind[:40])
    if client_key and (sent := Table.objects.by(by).filter(client_key=client_key).first()) is not None:
        return sent
    wanted = TableKind(kind)
    at, lines = _table_in(wanted, read_lines(data, file_name))
    if not lines:
        raise Refused(gettext_noop("There are no rows below the headings."), field="file")
    if len(lines) > MOST_ROWS:
        raise Refused(
            gettext_noop("The table has more than 20,000 rows."),
            cure=gettext_noop("Divide it into several files."),
            field="file",
        )
    rows = judged(wanted, at, lines)
    table = Table.objects.create(
        person_id=by.person,
        kind=wanted,
        file_name=tidy(file_name)[-120:],
        rows=[packed(row, line, at) for row, line in zip(rows, lines, strict=True)],
        counts=counted(rows),
        received_at=timezone.now(),
        client_key=client_key or None,
    )
    tell(TableReceived(table=table.pk, kind=kind, rows=len(rows)), by=by)
    return table


def _table_in(kind: TableKind, sheets: list[list[Line]]) -> tuple[dict[str, int], list[Line]]:
    """The columns and rows of the first sheet that has the headings."""
    words = in_every_language(column.title for column in COLUMNS[kind])
    refusal = Refused(gettext_noop("The file holds no table."), field="file")
    for place, lines in enumerate(sheet for sheet in sheets if sheet):
        try:
            head, at = places(COLUMNS[kind], lines, words)
        except Refused as refused:
            refusal = refused if place == 0 else refusal
        else:
            return at, [
                line
                for line in lines[head + 1 :]
                if any(line.cell(p) or p in line.unread for p in at.values())
            ]
    raise refusal
