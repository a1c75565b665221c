"""``lianjian newsroom import-archive`` and ``import-report``: files become drafts, and what became of each is kept."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianjian.cli.setting_up import json_option, print_json, somebody
from lianjian.cli.walking import walked
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType
    from typing import Any, Self

    from lianjian.apps.newsroom.rules.archive.outcomes import ImportReport, Outcome
    from lianjian.apps.newsroom.rules.archive.sources import Source, TurnedAway
    from lianjian.cli.walking import Found


@click.command(name="import-archive")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--column", default="", help="The column (its slug) into which the stories go.")
@click.option("--newsroom", "house", default="", help="The key of the media centre, where there are several.")
@click.option("--as", "username", default=None, help="The sign-in name of the person who imports.")
@json_option
def import_archive_(
    *, paths: tuple[Path, ...], column: str, house: str, username: str | None, as_json: bool
) -> None:
    """Bring texts home as drafts: txt, html, docx, jsonl, zip, and folders of them.

    Mangled Chinese is repaired; the original bytes and every change are kept. Running it again changes nothing and goes
    on where it was cut short. Exit 1 where nothing could be read.
    """
    from lianjian.apps.newsroom.actions.import_archive import import_archive

    by, newsroom = somebody(username), house_called(house)
    files = list(walked(paths))
    try:
        with _Meter(files) as meter:
            report = import_archive(
                by=by,
                sources=meter.follow(),
                column=column,
                newsroom=newsroom,
                handed_over=_fingerprint(files),
                processes=len(os.sched_getaffinity(0)),
                progress=meter.tell,
            )
    except KeyboardInterrupt:
        click.echo("Go on with the same command.", err=True)
        raise click.Abort from None
    _print(report, as_json=as_json)
    if report.count("refused") == len(report.outcomes):
        raise Refused(gettext_noop("Nothing was imported: no file could be read."))


@click.command(name="import-report")
@click.argument("run", type=int, required=False)
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks.")
@click.option(
    "--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Write it as an Excel workbook."
)
@json_option
def import_report(*, run: int | None, username: str | None, xlsx: Path | None, as_json: bool) -> None:
    """Say what became of each file of an import of the archive: the one with the number RUN, else the newest."""
    from lianjian.apps.newsroom.queries.importing import run_report

    report = run_report(somebody(username), run)
    if xlsx is not None:
        from lianjian.web.desk.import_sheets import report_workbook

        xlsx.write_bytes(report_workbook(report).content)
    if as_json or xlsx is None:
        _print(report, as_json=as_json)


def house_called(key: str) -> int | None:
    """The key of the media centre that is named; None where none is named. Raises Refused where there is none such."""
    if not key:
        return None
    from lianjian.apps.parties.queries import organisation

    found = organisation(key)
    if found is None:
        raise Refused(gettext_noop("There is no organisation with the key “%(key)s”."), key=key)
    return int(found.pk)


def _print(report: ImportReport, *, as_json: bool) -> None:
    from lianjian.foundation.wording import explain

    if as_json:
        print_json(report.as_json(explain))
    else:
        click.echo(f"{'run':<10} {report.run}")
        for key, number in report.figures().items():
            click.echo(f"{key:<10} {number}")
    for outcome in report.outcomes:
        if outcome.reason is not None:
            click.echo(f"{outcome.name}: {' '.join(explain(outcome.reason).split())}", err=True)


def _fingerprint(files: Sequence[Found]) -> str:
    """Which files these are: by it the same command finds the import that it was cut off from."""
    lines = (f"{file.name}\0{file.path.absolute()}\0{file.size}" for file in files)
    return fingerprint("\n".join(lines).encode("utf-8", "surrogateescape"))


class _Meter:
    """The bar on stderr where that is a terminal; elsewhere nothing. It measures bytes of the files, and says items, since
    nobody knows how many there are in an archive before it is open."""

    def __init__(self, files: Sequence[Found]) -> None:
        self._files = files
        self._done = {"imported": 0, "copy": 0, "duplicate": 0, "refused": 0}
        self._began = time.monotonic()
        self._passed, self._at, self._ahead = 0, 0, 0
        self._bar: Any = None
        if sys.stderr.isatty():
            whole = sum(file.size for file in files)
            self._bar = click.progressbar(
                length=max(1, whole), file=sys.stderr, item_show_func=self._said, update_min_steps=0
            )

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.__exit__(kind, value, trace)

    def follow(self) -> Iterator[Source | TurnedAway]:
        """The sources in all files, one after the other."""
        from lianjian.apps.newsroom.rules.archive.names import folders_of_pages, is_litter, readable
        from lianjian.apps.newsroom.rules.archive.sources import TurnedAway
        from lianjian.apps.newsroom.rules.archive.unpacking import unpack

        litter = folders_of_pages(file.name for file in self._files)
        for file in self._files:
            if is_litter(file.name) or file.name.startswith(litter):
                continue
            try:
                with file.opened() as stream:
                    for source in unpack(file.name, stream):
                        self._reach(stream.tell(), file)
                        yield source
            except Refused as refused:
                yield TurnedAway(readable(file.name), refused)
            except FileNotFoundError:
                yield TurnedAway(readable(file.name), Refused(gettext_noop("There is no such file.")))
            except OSError as failure:
                why = failure.strerror or str(failure)
                yield TurnedAway(
                    readable(file.name), Refused(gettext_noop("It cannot be opened: %(why)s."), why=why)
                )
            self._passed += file.size
            self._reach(0, file)

    def _reach(self, place: int, file: Found) -> None:
        """So far into the file. Archives are read to and fro; the bar goes forward only."""
        at = self._passed + min(place, file.size)
        self._ahead += max(0, at - self._at)
        self._at = max(self._at, at)

    def tell(self, outcome: Outcome) -> None:
        """One source more is done."""
        self._done[outcome.state] += 1
        if self._bar is not None:
            self._bar.update(self._ahead, outcome)
            self._ahead = 0

    def _said(self, _outcome: Outcome | None) -> str:
        done = sum(self._done.values())
        rate = done / max(0.1, time.monotonic() - self._began)
        return f"{done} items, {rate:.0f}/s, {self._done['refused']} refused, {len(self._files)} files"
