"""Writes the stations' feed to a folder with the keys of this installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from lianjian.apps.islands.actions.publish_edition import publish_edition
from lianjian.apps.islands.queries import is_behind
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed.keys import KeyStore
from lianjian_feed.publishing import Published, Publisher
from lianjian_feed.refusals import Refused as FeedRefused
from lianjian_feed.refusals import in_chinese

if TYPE_CHECKING:
    from collections.abc import Mapping


class FolderFeed:
    """A feed in one folder (implements islands.ports.FeedWriter)."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def write(self, contents: Mapping[str, Mapping[str, bytes]], names: Mapping[str, str]) -> Published:
        """Sign with the key store under LIANJIAN_HOME/keys/feed, made on first use."""
        try:
            keys = KeyStore.open_or_create(Path(settings.HOME) / "keys" / "feed")
            return Publisher(self.out, keys).publish(contents, names=names)
        except FeedRefused as refused:
            raise Refused(in_chinese(refused).replace("%", "%%")) from refused
        except OSError as failure:
            raise Refused(
                gettext_noop("The stations' feed cannot be written to %(path)s: %(reason)s."),
                cure=gettext_noop("Make room or choose another folder; stations keep the old edition."),
                path=str(self.out),
                reason=failure.strerror or str(failure),
            ) from failure

    def picture(self, path: str) -> bytes:
        try:
            with default_storage.open(path) as file:
                data: bytes = file.read()
                return data
        except OSError as gone:
            raise Refused(gettext_noop("The picture %(path)s is gone."), path=path) from gone


def own_feed() -> Path:
    """Where the hub keeps the feed that it serves itself."""
    return Path(settings.HOME) / "feed"


def keep_feed_fresh() -> None:
    """The recurring job: sign what changed since; says nothing as long as there is no media centre."""
    if not is_behind(timezone.now()) or not organisations(Kind.MEDIA_CENTRE).exists():
        return
    publish_edition(by=Actor.system("islands"), writer=FolderFeed(own_feed()))
