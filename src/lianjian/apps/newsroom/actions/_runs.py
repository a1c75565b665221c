"""The account of an import: what it was given, and a row for each source (decision 0046)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

import huanyuan
from lianjian.apps.newsroom.models import ArchiveRun, ArchiveRunFile
from lianjian.apps.newsroom.rules.archive.outcomes import reason_as_json
from lianjian.apps.newsroom.rules.archive.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.newsroom.rules.archive.outcomes import Outcome
    from lianjian.apps.newsroom.rules.archive.sources import TurnedAway
    from lianjian.foundation.actor import Actor

CHECKED = "the newsroom was checked by the caller"


def begun(by: Actor, house: int, column: str, handed_over: str) -> ArchiveRun:
    """The import of this newsroom that was given the same and did not end; else a new one."""
    if handed_over:
        rows = ArchiveRun.objects.across_organisations(CHECKED)
        cut_short = rows.filter(newsroom=house, handed_over=handed_over, column=column, ended_at=None).first()
        if cut_short is not None:
            return cut_short
    return ArchiveRun.objects.create(
        newsroom_id=house,
        column=column,
        handed_over=handed_over,
        huanyuan_version=huanyuan.__version__,
        started_at=timezone.now(),
        started_by_id=by.person,
    )


class Account:
    """The rows of one import: those that are there from before it was cut short, and those that come."""

    def __init__(self, run: ArchiveRun) -> None:
        self.run = run
        rows = ArchiveRunFile.objects.across_organisations(CHECKED).filter(run=run)
        self._there = {
            number: (name, sha256)
            for number, name, sha256 in rows.values_list("number", "name", "source_sha256")
        }

    def has(self, number: int, source: Source | TurnedAway) -> bool:
        """Whether this very source has its row. One that changed since loses it and is read again."""
        if number not in self._there:
            return False
        sha256 = source.sha256 if isinstance(source, Source) else ""
        if self._there[number] == (source.name[-500:], sha256):
            return True
        ArchiveRunFile.objects.across_organisations(CHECKED).filter(run=self.run, number=number).delete()
        del self._there[number]
        return False

    def enter(self, rows: Iterable[tuple[int, Outcome, int | None]]) -> None:
        """Write down what became of sources: number, outcome, key of the item. In the transaction of the deeds.

        Where the same import runs twice at the same moment, the one that came first has written what became of it.
        """
        ArchiveRunFile.objects.bulk_create(
            (
                ArchiveRunFile(
                    run=self.run,
                    number=number,
                    name=outcome.name[-500:],
                    source_sha256=outcome.sha256,
                    state=outcome.state,
                    item_id=item,
                    is_repaired=outcome.repaired,
                    uncertain=outcome.uncertain,
                    families=list(outcome.families),
                    cut=[cut.as_json() for cut in outcome.cut],
                    reason=reason_as_json(outcome.reason) if outcome.reason else {},
                )
                for number, outcome, item in rows
            ),
            ignore_conflicts=True,
        )

    def close(self) -> None:
        """Every source has its row; rows of an earlier start beyond the last source would be of a file that shrank."""
        self.run.ended_at = timezone.now()
        self.run.save(update_fields=["ended_at"])
