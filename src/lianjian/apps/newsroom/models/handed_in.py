"""Files that were handed in at the desk and wait for the worker to bring them home: under the private storage, a folder for
each import with a list of what they were called. They go when the import has ended."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianjian.apps.newsroom.models.archive import private_storage
from lianjian.apps.newsroom.rules.archive.unpacking import is_litter, unpack
from lianjian_feed.durable import make_directory, sync_directory, write_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from lianjian.apps.newsroom.models.archive_run import ArchiveRun
    from lianjian.apps.newsroom.rules.archive.sources import Source, TurnedAway

PIECE = 1024 * 1024
LIST = "list.json"


class HandedIn:
    """The folder of one import, named by its number and by what was handed over: numbers come again after a restore."""

    def __init__(self, run: ArchiveRun) -> None:
        self._folder = Path(private_storage().path(f"handed-in/{run.pk}-{run.handed_over[:16]}"))

    def keep(self, files: Iterable[tuple[str, BinaryIO]], account: int | None) -> None:
        """Copy ``files`` (name, content) in; ``account`` is whose sign-in handed them in. The list comes last: a folder
        without one was cut off half-way, and its files count as not handed in."""
        make_directory(self._folder, 0o700)
        names = []
        for number, (name, content) in enumerate(files):
            names.append(name)
            content.seek(0)
            with (self._folder / str(number)).open("wb") as out:
                shutil.copyfileobj(content, out, PIECE)
        sync_directory(self._folder)
        written = json.dumps({"account": account, "names": names}, ensure_ascii=False).encode()
        write_file(self._folder / LIST, written, mode=0o600)

    @property
    def is_there(self) -> bool:
        """Whether files wait here, all of them."""
        return (self._folder / LIST).is_file()

    @property
    def account(self) -> int | None:
        """Whose sign-in handed them in."""
        account: int | None = self._list()["account"]
        return account

    def sources(self) -> Iterator[Source | TurnedAway]:
        """What is in the files, one after the other."""
        for number, name in enumerate(self._list()["names"]):
            if not is_litter(name):
                with (self._folder / str(number)).open("rb") as stream:
                    yield from unpack(name, stream)

    def forget(self) -> None:
        """The import has ended: the originals lie where items lie."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _list(self) -> dict[str, Any]:
        return dict(json.loads((self._folder / LIST).read_bytes()))
