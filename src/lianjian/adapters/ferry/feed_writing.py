"""Writes the stations' feed, and copies of it, with the keys of this installation."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import get_language

from lianjian.apps.islands.actions.publish_edition import publish_edition
from lianjian.apps.islands.queries import is_behind
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed import layout
from lianjian_feed.copying import check_place
from lianjian_feed.keys import KeyStore
from lianjian_feed.memory import RECORD
from lianjian_feed.publishing import Published, Publisher
from lianjian_feed.refusals import Refused as FeedRefused
from lianjian_feed.refusals import in_chinese

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class ServedFeed:
    """The feed that this hub serves (implements islands.ports.FeedWriter).

    There is no writing to any other place: two feeds signed apart would differ in the numbers of their
    timestamps, and a station that saw both would call one of them a rollback. Other places get copies.
    """

    def write(self, contents: Mapping[str, Mapping[str, bytes]], names: Mapping[str, str]) -> Published:
        """Sign with the key store under LIANJIAN_HOME/keys/feed, made on first use."""
        with refusing(own_feed()):
            return _publisher().publish(contents, names=names)

    def picture(self, path: str) -> bytes:
        try:
            with default_storage.open(path) as file:
                data: bytes = file.read()
                return data
        except OSError as gone:
            raise Refused(gettext_noop("The picture %(path)s is gone."), path=path) from gone


def check_copy(place: Path) -> None:
    """Refuse, before anything is signed, a folder that cannot take a copy."""
    with refusing(place):
        check_place(place)


def copy_feed(place: Path) -> Published:
    """Make ``place`` the same as the served feed; answers what lies there, with the trust file there."""
    with refusing(place):
        return _publisher().copy_to(place)


def _publisher() -> Publisher:
    """Raises Refused where there was a feed and its keys are gone: stations would trust nothing that others sign."""
    keys = Path(settings.HOME) / "keys" / "feed"
    had_keys = (keys / RECORD).exists() or (own_feed() / layout.TIMESTAMP).exists()
    if had_keys and not (keys / "store.json").exists():
        raise Refused(
            gettext_noop(
                "The keys of the stations' feed, %(path)s, are missing, but stations trust them already."
            ),
            cure=gettext_noop(
                "Bring them back from a backup; with new keys every station would have to be set up anew."
            ),
            path=str(keys),
        )
    return Publisher(own_feed(), KeyStore.open_or_create(keys))


@contextmanager
def refusing(place: Path) -> Iterator[None]:
    """What the feed's own package refuses, and what the disk does, in the words of the hub."""
    try:
        yield
    except FeedRefused as refused:
        is_chinese = (get_language() or "").startswith("zh")
        raise Refused(in_chinese(refused) if is_chinese else str(refused)) from refused
    except OSError as failure:
        raise Refused(
            gettext_noop("The stations' feed cannot be written to %(path)s: %(reason)s."),
            cure=gettext_noop("Make room or choose another folder; stations keep the old edition."),
            path=str(place),
            reason=failure.strerror or str(failure),
        ) from failure


def own_feed() -> Path:
    """Where the hub keeps the feed that it serves itself."""
    return Path(settings.HOME) / "feed"


def keep_feed_fresh() -> None:
    """The recurring job: sign what changed since; says nothing as long as there is no media centre."""
    is_there = (own_feed() / layout.TIMESTAMP).is_file()
    if (is_there and not is_behind(timezone.now())) or not organisations(Kind.MEDIA_CENTRE).exists():
        return
    publish_edition(by=Actor.system("islands"), writer=ServedFeed())
