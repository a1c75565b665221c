from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.actions._bringing_home import Known, bring_home, duplicate
from lianjian.apps.newsroom.actions._originals import keep_all
from lianjian.apps.newsroom.actions._runs import Account, begun
from lianjian.apps.newsroom.events import ArchiveImported
from lianjian.apps.newsroom.models.gazetteer import RegisterGazetteer
from lianjian.apps.newsroom.models.writing import newsroom_for
from lianjian.apps.newsroom.queries.importing import outcomes_of
from lianjian.apps.newsroom.rules.archive.outcomes import ImportReport, Outcome
from lianjian.apps.newsroom.rules.archive.reading_out import Readout, read_out
from lianjian.apps.newsroom.rules.archive.sources import Source, TurnedAway
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell
from lianjian.foundation.readers import Here, Readers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lianjian.apps.newsroom.models import ArchiveItem
    from lianjian.foundation.actor import Actor
    from lianjian.kernel.refusals import Refused

BATCH = 25
"""Sources written in one transaction: a kill loses at most these, and other writers wait no longer than for them."""


@dataclass(slots=True)
class _Task:
    """A source on its way: its number in what was handed over, the item whose bytes these are, whether it has its row."""

    number: int
    source: Source | TurnedAway
    there: ArchiveItem | None = None
    is_entered: bool = False
    answer: Readout | Refused | None = None

    def to_read(self) -> Source | None:
        if self.is_entered or self.there is not None or isinstance(self.source, TurnedAway):
            return None
        return self.source


def import_archive(
    *,
    by: Actor,
    sources: Iterable[Source | TurnedAway],
    column: str = "",
    newsroom: int | None = None,
    handed_over: str = "",
    processes: int = 0,
    progress: Callable[[Outcome], None] | None = None,
) -> ImportReport:
    """Bring sources home as draft stories with their provenance, and keep account of each (decision 0046).

    ``handed_over`` is the fingerprint of what was given: an import of the same that was cut short goes on, and the report
    is that of the whole. ``processes`` is how many read beside this one, which writes; 0 where this one reads too.
    A source that is there already (by the SHA-256 of its bytes, or because the same words came before) is a duplicate and
    changes nothing. What cannot be read is refused by name and the rest goes on. ``progress`` hears each outcome once it
    is written; what it raises ends the import after the batch.
    """
    house = newsroom_for(by, newsroom)
    require_writer(by, house)
    account = Account(begun(by, house, column, handed_over))
    known = Known(house)
    read = partial(read_out, RegisterGazetteer())
    with Readers(read, processes) if processes else Here(read) as readers:
        tasks = _tasks(account, known, sources)
        answered = _answered(readers.in_order((task, task.to_read()) for task in tasks))
        while batch := list(islice(answered, BATCH)):
            _write(partial(_become, by, house, column, known), account, batch, progress)
    report = ImportReport(outcomes_of(account.run), account.run.pk)
    figures = report.figures()
    with transaction.atomic():
        account.close()
        told = {key: figures[key] for key in ("imported", "copies", "duplicate", "refused")}
        tell(ArchiveImported(run=account.run.pk, newsroom=house, **told), by=by)
    return report


def _tasks(account: Account, known: Known, sources: Iterable[Source | TurnedAway]) -> Iterator[_Task]:
    for number, source in enumerate(sources, start=1):
        task = _Task(number, source, is_entered=account.has(number, source))
        if not task.is_entered and isinstance(source, Source):
            task.there = known.item_of(source.sha256)
        yield task


def _answered(pairs: Iterable[tuple[_Task, Readout | Refused | None]]) -> Iterator[_Task]:
    for task, answer in pairs:
        if not task.is_entered:
            task.answer = answer
            yield task


def _write(
    become: Callable[[_Task], tuple[Outcome, int | None]],
    account: Account,
    batch: list[_Task],
    progress: Callable[[Outcome], None] | None,
) -> None:
    """What was read becomes stories, and each source gets its row, in one transaction. Whatever stops it half-way (Ctrl-C
    among it), the sources before are kept."""
    keep_all(
        task.source for task in batch if isinstance(task.source, Source) and isinstance(task.answer, Readout)
    )
    done: list[tuple[int, Outcome, int | None]] = []
    stopped: BaseException | None = None
    with transaction.atomic():
        for task in batch:
            try:
                done.append((task.number, *become(task)))
            except BaseException as failure:  # noqa: BLE001 - raised again below, once the others are kept
                stopped = failure
                break
        account.enter(done)
    if stopped is not None:
        raise stopped
    if progress is not None:
        for _, outcome, _ in done:
            progress(outcome)


def _become(by: Actor, house: int, column: str, known: Known, task: _Task) -> tuple[Outcome, int | None]:
    source, answer = task.source, task.answer
    if isinstance(source, TurnedAway):
        return Outcome(source.name, "refused", reason=source.reason), None
    if task.there is not None:
        return duplicate(source, task.there)
    if isinstance(answer, Readout):
        return bring_home(by, house, column, known, source, answer)
    return Outcome(source.name, "refused", source.sha256, reason=answer), None
