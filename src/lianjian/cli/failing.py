"""What the machine does not allow, in one line with its cure: a full disk, a folder that is not ours, a damaged database."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
SMALLEST_FILE = 64 * 1024
"""SQLite needs a file of 32 KiB beside the database even to read it."""
MISSING = {"UndefinedTable", "UndefinedColumn"}
"""What psycopg calls it where PostgreSQL does not have what this release asks for; Django calls that a mistake."""
BUGS = {"IntegrityError", "DataError", "NotSupportedError", "ProgrammingError"}
"""Errors of a database that are mistakes of the program: they keep their traceback."""


def refusal_of(failure: BaseException) -> Refused | None:
    """The refusal that a failure of disk or database is to a person; None where it is a mistake of the program."""
    for one in _chain(failure):
        if isinstance(one, OSError) and one.errno is not None:
            return _of_disk(one)
        if type(one).__name__ in MISSING:
            return OUTDATED
        if _is_of_database(one):
            return _of_database(one)
    return None


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
    """The failure, those it gathers and what it came from: Django and asyncio wrap what really happened."""
    while failure is not None:
        yield failure
        if isinstance(failure, BaseExceptionGroup):
            for below in failure.exceptions:
                yield from _chain(below)
        failure = failure.__cause__


def _is_of_database(failure: BaseException) -> bool:
    if type(failure).__name__ in BUGS or "syntax error" in str(failure):
        return False
    from django.db import Error as DatabaseError

    return isinstance(failure, (sqlite3.Error, DatabaseError))


def _of_disk(failure: OSError) -> Refused:
    path = os.fspath(failure.filename) if isinstance(failure.filename, str | os.PathLike) else ""
    reason = failure.strerror or str(failure)
    if failure.errno in FULL:
        return _FULL
    if failure.errno in FORBIDDEN and path:
        return Refused(
            gettext_noop("%(path)s may not be used: %(reason)s."),
            cure=gettext_noop("Run this as the user who owns LIANJIAN_HOME, on a disk that can be written."),
            path=path,
            reason=reason,
        )
    if path:
        return Refused(
            gettext_noop("%(path)s cannot be used: %(reason)s."),
            cure=gettext_noop("See that the folder and its disk are there and whole."),
            path=path,
            reason=reason,
        )
    return Refused(
        gettext_noop("The machine does not allow it: %(reason)s."),
        cure=gettext_noop("See that the folder and its disk are there and whole."),
        reason=reason,
    )


def _of_database(failure: BaseException) -> Refused:
    said = " ".join(str(failure).split())
    for words, refusal in _SAID:
        if any(word in said.lower() for word in words):
            return refusal
    if any(word in said.lower() for word in ("disk i/o error", "unable to open database")):
        return _of_home(said)
    return Refused(
        gettext_noop("The database cannot be reached: %(reason)s."),
        cure=gettext_noop(
            "See that it runs, and that LIANJIAN_HOME and LIANJIAN_DATABASE_URL name the right one."
        ),
        reason=said,
    )


def _of_home(said: str) -> Refused:
    """SQLite says the same of a full disk, of a folder it may not write and of a broken disk: the folder is looked at."""
    from lianjian.settings import environment

    home = environment.read().home
    with suppress(OSError):
        if shutil.disk_usage(home).free < SMALLEST_FILE:
            return _FULL
        if not os.access(home, os.W_OK):
            return _UNWRITABLE
    return Refused(
        gettext_noop("The disk under the database fails: %(reason)s."),
        cure=gettext_noop("See that the folder and its disk are there and whole."),
        reason=said,
    )


_FULL = Refused(
    gettext_noop("The disk is full."), cure=gettext_noop("Make room, then run the command again.")
)
_UNWRITABLE = Refused(
    gettext_noop("The database cannot be written."),
    cure=gettext_noop("Run this as the user who owns LIANJIAN_HOME, on a disk that can be written."),
)
_DAMAGED = Refused(
    gettext_noop("The database is damaged."),
    cure=gettext_noop(
        "Check the disk, and bring a backup back into an empty folder with `lianjian restore`."
    ),
)
_BUSY = Refused(
    gettext_noop("Another program is writing to the database."), cure=gettext_noop("Try again in a moment.")
)
OUTDATED = Refused(
    gettext_noop("The database does not have the form that this release needs."),
    cure=gettext_noop("Run `lianjian init`, which brings it up to date."),
)
_SAID = (
    (("disk is full", "no space left", "disk full"), _FULL),
    (("readonly database", "read-only transaction", "permission denied"), _UNWRITABLE),
    (("not a database", "malformed", "file is encrypted", "invalid page"), _DAMAGED),
    (("database is locked", "database table is locked", "lock timeout"), _BUSY),
    (("no such table", "no such column"), OUTDATED),
)
"""What SQLite and PostgreSQL say, and what it means for whoever keeps the installation."""
