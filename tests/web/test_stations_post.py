"""The address to which stations post, and sticks at the command line."""

from __future__ import annotations

import errno
import json
import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from django.core.cache import cache

from lianjian.apps.islands.models import HelpRequest
from lianjian.apps.islands.tasks import take_post
from lianjian.cli import islands
from lianjian.kernel.refusals import Refused
from lianjian_feed.schemes import digest
from tests.apps.islands.box import Box, enrolled, party_inbox
from tests.network import ROOT, Network

if TYPE_CHECKING:
    from pathlib import Path

HERE = "/islands/parcels"


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    (settings.HOME / "feed").mkdir(parents=True)
    cache.clear()
    return settings.HOME


def post(client, data: bytes, **headers: str) -> int:
    return client.post(HERE, data, content_type="application/octet-stream", headers=headers).status_code


def test_a_prober_learns_nothing(network: Network, client) -> None:
    """The same answer for a good parcel, the same again, a stranger's and noise; only a size no parcel has is refused."""
    box, inbox = enrolled(network), party_inbox(network)
    parcel = box.parcel(box.letter(inbox))
    assert {post(client, data) for data in (parcel, parcel, Box().parcel(), os.urandom(5000))} == {202}
    assert post(client, b"x" * 100) == post(client, b"x" * (3 << 20)) == 413
    assert client.get(HERE).status_code == 405
    take_post()
    assert HelpRequest.objects.by(ROOT).count() == 1
    assert "Set-Cookie" not in client.post(HERE, parcel, content_type="application/octet-stream").headers


def test_too_many_from_one_address_wait(network: Network, client, monkeypatch) -> None:
    """429 after so many; a full room says so and keeps what it has."""
    monkeypatch.setattr("lianjian.web.api.stations_post.OFTEN", 2)
    assert [post(client, os.urandom(2000)) for _ in range(3)] == [202, 202, 429]
    cache.clear()
    monkeypatch.setattr("lianjian.adapters.ferry.post.ROOM", 5000)
    assert post(client, os.urandom(2000)) == 503


def test_a_full_disk_says_come_later(network: Network, client, monkeypatch) -> None:
    """The station keeps its parcel and tries again."""

    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("lianjian.adapters.ferry.post.write_file", full)
    assert post(client, os.urandom(2000)) == 503


def test_a_parcel_that_goes_while_the_room_is_counted_refuses_no_other(
    network: Network, client, home
) -> None:
    """The mailroom works beside the web: an entry whose file is gone by now is as a link to nothing."""
    assert post(client, os.urandom(2000)) == 202
    (home / "private" / "islands" / "parcels" / f"{'e' * 64}.age").symlink_to(home / "gone")
    assert post(client, os.urandom(2000)) == 202
    take_post()


def take(*places: Path) -> list[dict[str, object]]:
    done = CliRunner().invoke(islands.islands.commands["take"], [*map(str, places), "--json"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    told: list[dict[str, object]] = json.loads(done.stdout)
    return told


def test_a_stick_brings_parcels(network: Network, tmp_path: Path) -> None:
    """From its outbox, twice is once, replies are there at once; links, pipes, giants and directories are refused one by one,
    and what is called otherwise is not looked at."""
    box, inbox = enrolled(network), party_inbox(network)
    outbox = tmp_path / "stick" / "outbox"
    outbox.mkdir(parents=True)
    parcel = box.parcel(box.letter(inbox))
    (outbox / f"{digest(parcel)}.age").write_bytes(parcel)
    (outbox / f"{'a' * 64}.age").symlink_to("/etc/passwd")
    os.mkfifo(outbox / f"{'b' * 64}.age")
    with (outbox / f"{'c' * 64}.age").open("wb") as giant:
        giant.truncate(1 << 40)
    (outbox / f"{'d' * 64}.age").mkdir()
    (outbox / "thesis.txt").write_text("mine")
    told = take(tmp_path / "stick")
    assert [row["station"] for row in told if not row["refused"]] == [box.id]
    assert len([row for row in told if row["refused"]]) == 4
    assert box.replies().taken == 1
    assert [row["known"] for row in take(outbox) if not row["refused"]] == [True]
    assert HelpRequest.objects.by(ROOT).count() == 1


def test_a_full_stick_is_read_one_parcel_at_a_time(network: Network, tmp_path: Path) -> None:
    """A thousand parcels of two megabytes would not fit into a small machine's memory."""
    for number in range(24):
        (tmp_path / f"{number:064x}.age").write_bytes(os.urandom(1 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(Refused):
            take(tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()


def test_a_stick_whose_outbox_is_a_link_brings_nothing(network: Network, tmp_path: Path) -> None:
    """And a file that is not there, and nothing at all, are said."""
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "outbox").symlink_to(tmp_path)
    with pytest.raises(Refused):
        take(tmp_path / "stick")
    with pytest.raises(Refused):
        take(tmp_path / "nothing.age")


def test_a_station_by_the_command_line(network: Network, tmp_path: Path) -> None:
    """Enrolled by its card, listed with what is unknown as null, lost, replaced; inboxes opened and closed."""

    def ask(*words: str) -> object:
        done = CliRunner().invoke(islands.islands.commands[words[0]], list(words[1:]))
        if done.exception is not None:
            raise done.exception
        return json.loads(done.stdout) if "--json" in words else done.stdout

    box, card = Box(), tmp_path / "card.json"
    card.write_bytes(box.card())
    told = ask("enrol", str(card), "--village", "village-a", "--json")
    assert told["station"] == box.id
    (row,) = ask("stations", "--json")
    assert (row["station"], row["state"], row["edition"], row["disk_free"]) == (box.id, "unknown", None, None)
    ask("lost", box.id)
    assert ask("stations", "--json")[0]["state"] == "lost"
    assert ask("replace", box.id, str(card), "--json")["run"] == 2
    ask("inbox", "open", "--role", "party", "--of", "association", "--category", "farming")
    listed = {row["role"]: row for row in ask("inbox", "list", "--json")}
    assert listed["party"]["categories"] == ["farming"]
    assert listed["secretary"]["open"]
    assert "   ? open    ? late" in ask("inbox", "list", "--as", "secretary_b")
    ask("inbox", "close", listed["party"]["inbox"])
    assert [row["open"] for row in ask("inbox", "list", "--json")] == [True, False]
    with pytest.raises(Refused):
        ask("enrol", str(card), "--village", "village-z")
