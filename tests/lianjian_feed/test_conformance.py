"""The cases of tuf-conformance on metadata: what is asked for, signed, dated, and never sinks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from securesystemslib.signer import CryptoSigner

from lianjian_feed.conformance import main
from tests.lianjian_feed.repositories import TOP, UP, Client, Repository, answering, until
from tests.lianjian_feed.simulators import Hub, files, story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@pytest.fixture
def repo() -> Repository:
    """One edition of everything."""
    return Repository()


@pytest.fixture
def client(repo: Repository, tmp_path: Path) -> Iterator[Client]:
    """A client that trusts the first root and has seen nothing else."""
    with answering(repo) as url:
        client = Client(tmp_path, url)
        assert client.begin(repo.shown["root"][1]) == 0
        yield client


# -- a refresh


def test_a_refresh_asks_for_each_role_once(repo: Repository, client: Client) -> None:
    """Next root, timestamp, snapshot, targets; and what is kept is what was served, to the byte."""
    repo.newest["timestamp"] += b" "
    assert client.refresh() == 0
    assert repo.asked == [("root", 2), ("timestamp", None), ("snapshot", 1), ("targets", 1)]
    assert {role: client.bytes_of(role) for role in TOP} == {role: repo.newest[role] for role in TOP}


def test_a_download_refreshes_first(repo: Repository, client: Client) -> None:
    """Also where the target does not exist."""
    assert client.download("nothing of the kind") == 1
    assert repo.asked == [("root", 2), ("timestamp", None), ("snapshot", 1), ("targets", 1)]
    assert client.held() == dict.fromkeys(TOP, 1)


@pytest.mark.parametrize("fault", ["no version", "a wrong signature"])
def test_a_bad_first_root_asks_for_nothing(repo: Repository, client: Client, fault: str) -> None:
    """A client without a trusted root must not talk to anybody."""
    root = json.loads(repo.shown["root"][1])
    if fault == "no version":
        del root["signed"]["version"]
    else:
        root["signatures"][0]["sig"] = "30" * 64
    bad = json.dumps(root).encode()
    assert client.begin(bad) == 1
    (client.places[0] / "root.json").write_bytes(bad)  # as another tool might have put it there
    assert client.refresh() == 1
    assert repo.asked == []


STOPS: dict[str, dict[str, int]] = {
    "root": {"root": 1},
    "timestamp": {"root": 2},
    "snapshot": {"root": 2, "timestamp": 2},
    "targets": {"root": 2, "timestamp": 2, "snapshot": 2},
}


@pytest.mark.parametrize("role", STOPS)
def test_what_is_not_signed_is_not_taken(repo: Repository, client: Client, role: str) -> None:
    """Roles before it in the workflow are."""
    repo.signers[role].clear()
    repo.publish("root", *UP)
    assert client.refresh() == 1
    assert client.held() == STOPS[role]


@pytest.mark.parametrize("role", ["root", "snapshot", "targets"])
def test_a_version_that_is_not_the_one_asked_for_is_not_taken(
    repo: Repository, client: Client, role: str
) -> None:
    """A file that says 3 where it is served as 2."""
    for name in ("root", *UP):
        repo.publish(name)
        if name == role:
            told = repo.said[role]
            repo.said[role] = told | {"version": 3}
            data = repo.sign(role)
            repo.said[role] = told
            repo.show(role, data, 2)
    assert client.refresh() == 1
    assert client.held() == STOPS[role]


def test_another_timestamp_of_the_same_version_says_nothing(repo: Repository, client: Client) -> None:
    """The one held stays, and nothing it names is asked for."""
    assert client.refresh() == 0
    held = client.bytes_of("timestamp")
    repo.said["timestamp"]["meta"] = {"snapshot.json": {"version": 100}}
    repo.show("timestamp", repo.sign("timestamp"))
    assert client.refresh() == 0
    assert repo.asked[-1] == ("timestamp", None)
    assert client.bytes_of("timestamp") == held


@pytest.mark.parametrize("role", ["", "snapshot", "targets"])
def test_hashes_of_metadata_are_checked(repo: Repository, client: Client, role: str) -> None:
    """Where a role lists hashes of another's file, it must be that file."""
    repo.with_hashes = True
    repo.publish(*UP)
    assert client.refresh() == 0
    if not role:
        return
    repo.publish("targets")
    if role == "targets":
        repo.said["snapshot"]["meta"]["targets.json"]["hashes"]["sha256"] = "0" * 64
    repo.publish("snapshot")
    if role == "snapshot":
        repo.said["timestamp"]["meta"]["snapshot.json"]["hashes"]["sha256"] = "0" * 64
    repo.publish("timestamp")
    assert client.refresh() == 1
    assert client.held()["timestamp"] == 3
    assert client.held()[role] == 2


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_what_is_not_there_stops_the_refresh(repo: Repository, client: Client, role: str) -> None:
    """What came before it is kept."""
    assert client.refresh() == 0
    held = dict.fromkeys(TOP, 1)
    if role == "timestamp":
        repo.shown.pop("timestamp")
    elif role == "snapshot":
        repo.said["timestamp"]["meta"] = {"snapshot.json": {"version": 2}}
        repo.publish("timestamp")
        held |= {"timestamp": 2}
    else:
        repo.said["snapshot"]["meta"] = {"targets.json": {"version": 2}}
        repo.publish("snapshot", "timestamp")
        held |= {"timestamp": 2, "snapshot": 2}
    assert client.refresh() == 1
    assert repo.asked[-1] == (role, None if role == "timestamp" else 2)
    assert client.held() == held


def test_a_snapshot_is_no_timestamp(repo: Repository, client: Client) -> None:
    """A well-signed file of another type is refused."""
    repo.add_key("snapshot", repo.signers["timestamp"][0])
    repo.said["snapshot"]["meta"] = {"snapshot.json": {"version": 1}}
    repo.publish("root", "snapshot")
    repo.newest["timestamp"] = repo.newest["snapshot"]
    assert client.refresh() == 1
    assert client.held() == {"root": 2}


def test_fields_not_known_are_signed_too(repo: Repository, client: Client) -> None:
    """Unknown fields of a root, a role and a key count for the signature and are kept."""
    assert client.refresh() == 0
    signer = repo.add_key("root")
    repo.said["root"]["keys"][signer.public_key.keyid]["extra"] = {"a": 1}
    repo.said["root"]["x-custom"] = "value"
    repo.said["root"]["roles"]["root"]["x-another"] = "value"
    repo.said["root"]["keys"][signer.public_key.keyid]["keyid_hash_algorithms"] = "md5"
    repo.publish("root", *UP)
    assert client.refresh() == 0
    assert client.held() == dict.fromkeys(TOP, 2)
    assert client.bytes_of("root") == repo.newest["root"]


def test_a_misleading_field_of_a_key_changes_nothing(repo: Repository, client: Client) -> None:
    """``keyid_hash_algorithms`` is no part of the specification."""
    assert client.refresh() == 0
    repo.rotate("snapshot")
    keyid = repo.signers["snapshot"][0].public_key.keyid
    repo.said["root"]["keys"][keyid]["keyid_hash_algorithms"] = "md5"
    repo.publish("root", "snapshot", "timestamp")
    assert client.refresh() == 0
    assert (client.held()["root"], client.held()["snapshot"]) == (2, 2)


# -- dates


@pytest.mark.parametrize(
    ("role", "held"),
    [
        ("root", {"root": 2}),  # 5.3.10: kept, then judged
        ("timestamp", {}),
        ("snapshot", {"timestamp": 2}),
        ("targets", {"timestamp": 2, "snapshot": 2}),
    ],
)
def test_what_ran_out_stops_the_refresh(
    repo: Repository, client: Client, role: str, held: dict[str, int]
) -> None:
    """A newer version past its date is not taken."""
    assert client.refresh() == 0
    repo.said[role]["expires"] = until(days=-5)
    repo.publish(*UP)
    if role == "root":
        repo.publish("root")
    assert client.refresh() == 1
    assert client.held() == dict.fromkeys(TOP, 1) | held


def test_a_held_root_past_its_date_can_be_followed_from(repo: Repository, client: Client) -> None:
    """Only the last root of the chain must be in date; where it is not, nothing works."""
    repo.said["root"]["expires"] = until(days=7)
    repo.publish("root")
    assert client.refresh() == 0
    assert client.refresh(days=8) == 1
    repo.said["root"]["expires"] = until(days=21)
    repo.publish("root")
    assert client.refresh(days=18) == 0
    assert client.held()["root"] == 3


def test_a_held_timestamp_past_its_date_can_be_followed_from(repo: Repository, client: Client) -> None:
    """A box that slept goes on."""
    repo.said["timestamp"]["expires"] = until(days=7)
    repo.publish("timestamp")
    assert client.refresh() == 0
    repo.said["timestamp"]["expires"] = until(days=21)
    repo.publish(*UP)
    assert client.refresh(days=18) == 0
    assert client.held() == {"root": 1, "timestamp": 3, "snapshot": 2, "targets": 2}


# -- rollback


def test_a_timestamp_never_sinks(repo: Repository, client: Client) -> None:
    """An older version of it is refused."""
    repo.publish("timestamp")
    assert client.refresh() == 0
    repo.again_from("timestamp", 1)
    repo.publish("timestamp")
    assert client.refresh() == 1
    assert client.held()["timestamp"] == 2
    assert repo.asked[-1] == ("timestamp", None)


@pytest.mark.parametrize("role", ["snapshot", "targets"])
@pytest.mark.parametrize("with_hashes", [False, True])
def test_no_listed_version_sinks(repo: Repository, client: Client, role: str, *, with_hashes: bool) -> None:
    """Neither what the timestamp lists nor what the snapshot lists, with or without hashes."""
    repo.with_hashes = with_hashes
    repo.publish(*UP)
    assert client.refresh() == 0
    repo.again_from(role, 1)
    repo.publish(*UP[UP.index(role) :])
    assert client.refresh() == 1
    assert (client.held()["snapshot"], client.held()["targets"]) == (2, 2)
    assert client.held()["timestamp"] == (2 if role == "snapshot" else 3)


def test_a_listed_role_stays_listed(repo: Repository, client: Client) -> None:
    """Dropping one from the snapshot is refused."""
    repo.delegate("targets", "delegated", "delegatedpath/*")
    repo.publish("delegated", *UP)
    assert client.refresh() == 0
    del repo.said["snapshot"]["meta"]["delegated.json"]
    repo.publish("snapshot", "timestamp")
    assert client.refresh() == 1
    assert client.held()["snapshot"] == 2


@pytest.mark.parametrize(
    ("role", "rotated"),
    [("timestamp", ["timestamp"]), ("snapshot", ["snapshot", "timestamp"]), ("targets", ["snapshot"])],
)
def test_new_keys_heal_a_fast_forward(
    repo: Repository, client: Client, role: str, rotated: list[str]
) -> None:
    """5.3.11: versions begin anew under new online keys, in one refresh; roles may go from the list."""
    repo.delegate("targets", "delegated", "delegatedpath/*")
    repo.publish("delegated", *UP)
    repo.said[role] = repo.said[role] | {"version": 2**31 - 2}
    repo.publish(*UP[UP.index(role) :])
    assert client.refresh() == 0
    assert client.held()[role] == 2**31 - 1
    for name in rotated:
        repo.rotate(name)
    repo.again_from(role, 1)
    del repo.said["snapshot"]["meta"]["delegated.json"]
    repo.publish("root", *UP[UP.index(role) :])
    if role == "timestamp":
        repo.publish("snapshot")
        repo.again_from("timestamp", 1)
        repo.publish("timestamp")
    assert client.refresh() == 0
    assert client.held()[role] == 1


# -- other repositories


def test_a_repository_without_consistent_snapshots(repo: Repository, client: Client) -> None:
    """Then no file but the root has its version, and no target its digest, in its name."""
    repo.said["root"]["consistent_snapshot"] = False
    repo.add("targets", "path/file.txt", b"content")
    repo.publish("root", *UP)
    assert client.download("path/file.txt") == 0
    told = [("root", 2), ("root", 3), ("timestamp", None), ("snapshot", None), ("targets", None)]
    assert repo.asked == told
    assert repo.asked_artifacts == ["path/file.txt"]


@pytest.mark.filterwarnings("ignore:keytype 'ecdsa-sha2-nistp256' is deprecated")
def test_a_long_history_with_keys_of_the_old_way_of_writing(repo: Repository, client: Client) -> None:
    """As old public repositories are: a dozen roots, and the curve where the kind of key belongs."""
    signer = repo.add_key("root", CryptoSigner.generate_ecdsa())
    repo.said["root"]["keys"][signer.public_key.keyid]["keytype"] = "ecdsa-sha2-nistp256"
    repo.said["root"]["roles"]["root"]["threshold"] = 2
    for _ in range(11):
        repo.publish("root")
    repo.delegate("targets", "registry.example.org", "registry.example.org/*")
    repo.add("registry.example.org", "registry.example.org/keys.json", b"{}")
    repo.publish("registry.example.org", *UP)
    assert client.download("registry.example.org/keys.json") == 0
    assert client.held()["root"] == 12


def test_the_feed_of_this_project(tmp_path: Path) -> None:
    """What our own publisher writes is a repository for any client, by a real process and a real clock."""
    hub = Hub(tmp_path / "hub")
    hub.now = datetime.now(UTC)
    hub.publish(media=files(story(1)))

    class Feed(Repository):
        def answer(self, path: str) -> bytes | None:
            return hub.tree().get(path)

    with answering(Feed()) as url:
        client = Client(tmp_path, url)
        assert client.begin(hub.first_root) == 0
        told: list[str] = [*client.address, "refresh"]
        done = subprocess.run(
            [sys.executable, "-m", "lianjian_feed.conformance", *told], check=False, capture_output=True
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert client.held() == dict.fromkeys(TOP, 1)
        hub.feed.rename(tmp_path / "gone")
        done = subprocess.run(
            [sys.executable, "-m", "lianjian_feed.conformance", *told],
            check=False,
            capture_output=True,
            env=os.environ | {"PYTHONDEVMODE": "1"},
        )
        assert done.returncode == 1
        assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "told", [[], ["refresh"], ["--metadata-dir", "x", "download"], ["--metadata-dir", "x", "fetch"]]
)
def test_usage_is_exit_two(told: list[str]) -> None:
    """A command line that makes no sense."""
    with pytest.raises(SystemExit) as left:
        main(told)
    assert left.value.code == 2


def test_the_simulator_says_what_it_is_told(repo: Repository) -> None:
    """Versions count up, hashes are of the file shown, and dates are those set."""
    assert {role: list(found) for role, found in repo.shown.items()} == {role: [1] for role in TOP}
    repo.with_hashes = True
    repo.said["timestamp"]["expires"] = until(days=-5)
    repo.publish(*UP)
    told = json.loads(repo.newest["timestamp"])["signed"]
    assert told["meta"]["snapshot.json"]["length"] == len(repo.newest["snapshot"])
    assert (told["version"], told["expires"]) == (2, "2026-10-27T08:00:00Z")
    assert CryptoSigner.generate_ed25519().public_key.keyid not in repo.said["root"]["keys"]
