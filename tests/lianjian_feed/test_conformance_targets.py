"""The cases of tuf-conformance on targets: what is downloaded, and who may speak of what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.lianjian_feed.repositories import UP, Client, Repository, answering, sha

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


@pytest.mark.parametrize("path", ["file.txt", "path/to/a/file.txt", "../out.txt", "村/一 二.txt"])
def test_a_target_is_downloaded_once(repo: Repository, client: Client, path: str) -> None:
    """A refresh brings none; the second download asks for nothing; and no path leaves the folder."""
    repo.add("targets", path, b"content")
    repo.publish(*UP)
    assert client.refresh() == 0
    assert client.artifacts() == set()
    assert client.download(path) == 0
    assert client.download(path) == 0
    assert client.artifacts() == {b"content"}
    assert len(repo.asked_artifacts) == 1
    assert list(client.home.glob("out.txt")) == []


def test_another_content_is_not_taken(repo: Repository, client: Client) -> None:
    """Whatever the server sends in its place; what was there stays."""
    repo.add("targets", "one", b"first")
    repo.add("targets", "two", b"second")
    repo.publish(*UP)
    assert client.download("one") == 0
    repo.artifacts |= {"one": b"malicious", "two": b"malicious and longer than what was signed"}
    assert client.download("one") == 0
    assert client.download("two") == 1
    repo.artifacts["two"] = b"sekond"
    assert client.download("two") == 1
    assert client.artifacts() == {b"first"}


def test_a_target_that_changes(repo: Repository, client: Client) -> None:
    """Over many versions, some of which the client never saw; each time the old content goes."""
    for number in range(11):
        repo.add("targets", "changing", f"content {number}".encode())
        repo.add("targets", f"new-{number}", f"new {number}".encode())
        repo.publish(*UP)
        if number % 5 == 0:
            assert client.download("changing", f"new-{number}") == 0
            expected = {f"content {number}".encode()}
            expected |= {f"new {seen}".encode() for seen in range(0, number + 1, 5)}
            assert client.artifacts() == expected
            repo.artifacts["changing"] = b"malicious"
            repo.publish(*UP)
            client.download("changing")
            assert client.artifacts() == expected


@pytest.mark.parametrize("hashes", [["sha256"], ["sha512"], ["sha256", "sha512"]])
def test_digests(repo: Repository, client: Client, hashes: list[str]) -> None:
    """Either of the usual ones, or both; the file is asked for under one of them."""
    repo.add("targets", "file", b"content", *hashes)
    repo.publish(*UP)
    assert client.download("file") == 0
    assert client.artifacts() == {b"content"}
    assert repo.asked_artifacts[0] in {f"{sha(b'content', name)}.file" for name in hashes}


def test_a_digest_nobody_knows(repo: Repository, client: Client) -> None:
    """Cannot be judged, so the file is not taken."""
    repo.add("targets", "file", b"content")
    repo.said["targets"]["targets"]["file"]["hashes"] = {"unknown": sha(b"content")}
    repo.publish(*UP)
    assert client.download("file") == 1
    assert client.artifacts() == set()


@pytest.mark.parametrize("role", ["?", "#", "/delegated", "../delegated"])
def test_strange_names_of_roles(repo: Repository, client: Client, role: str) -> None:
    """Are asked for quoted, and kept inside the folder."""
    repo.delegate("targets", role)
    repo.publish(role, *UP)
    assert client.download("missing") == 1
    assert (quote(role, ""), 1) in repo.asked
    assert len(client.held()) == 5
    assert [path.name for path in client.home.glob("*.json")] == ["first.json"]


# delegations as "by > role : paths", a "!" before the role where it is terminating; roles visited, in order
GRAPHS = {
    "one": ("targets>A", "A"),
    "two beside": ("targets>A targets>B", "AB"),
    "two levels": ("targets>A targets>B B>C", "ABC"),
    "depth first": ("targets>A targets>B A>C A>D", "ACDB"),
    "three levels": ("targets>A targets>B A>C C>D", "ACDB"),
    "terminating": ("targets>A targets>B A>!C A>D", "AC"),
    "terminating, with a child": ("targets>A targets>B A>!C C>D", "ACD"),
    "a branch that does not match": ("targets>A:*.py targets>B A>C", "B"),
    "a deeper branch that does not match": ("targets>A targets>B A>C:*.py C>D", "AB"),
    "a ring": ("targets>A targets>B B>C C>D D>B", "ABCD"),
    "two that name a third": ("targets>A targets>B B>C A>C", "ACB"),
    "two that name a third, one not matching": ("targets>A targets>B B>C A>C:*.py", "ABC"),
}


def plant(repo: Repository, told: str) -> None:
    """Delegations as written above."""
    for one in told.split():
        by, _, rest = one.partition(">")
        role, _, paths = rest.partition(":")
        repo.delegate(by, role.strip("!"), *filter(None, paths.split(",")), terminating="!" in role)


@pytest.mark.parametrize("name", GRAPHS)
def test_delegations_are_walked_in_order(repo: Repository, client: Client, name: str) -> None:
    """5.6.7: pre-order, depth first, no role twice."""
    told, visited = GRAPHS[name]
    plant(repo, told)
    repo.publish(*{role for role in repo.said if len(role) == 1}, *UP)
    assert client.download("missing") == 1
    assert repo.asked[4:] == [(role, 1) for role in visited]


FOUND = {
    "targetfile": ("", True),
    "README.md": ("A", True),
    "releases/x/x_v1": ("BC", True),
    "releases/y/y_v1.zip": ("BD", True),
    "releases/z/z_v1.zip": ("B", False),  # D lists it, but B does not let D speak of it
    "releases/README.md": ("", False),  # a star does not reach over a slash
    "foo-1.tgz": ("A", True),
    "foo-alpha.tgz": ("", False),  # a question mark is one character
    "README.MD": ("", False),
}


@pytest.mark.parametrize("path", FOUND)
def test_a_target_is_found_where_its_path_leads(repo: Repository, client: Client, path: str) -> None:
    """A role's word counts for the paths that every role above let it speak of."""
    plant(
        repo,
        "targets>A:*.doc,*.md,foo-?.tgz targets>B:releases/*/* B>C:releases/x/* B>D:releases/y/*.zip",
    )
    for role, paths in {
        "targets": ["targetfile"],
        "A": ["README.md", "releases/README.md", "foo-1.tgz", "foo-alpha.tgz"],
        "C": ["releases/x/x_v1"],
        "D": ["releases/y/y_v1.zip", "releases/z/z_v1.zip"],
    }.items():
        for one in paths:
            repo.add(role, one, f"{one} of {role}".encode())
    repo.publish(*"ABCD", *UP)
    visited, is_found = FOUND[path]
    assert client.download(path) == (0 if is_found else 1)
    assert repo.asked[4:] == [(role, 1) for role in visited]
    assert client.artifacts() == ({repo.artifacts[path]} if is_found else set())


def test_a_role_is_judged_by_whoever_names_it(repo: Repository, client: Client) -> None:
    """A role reached again by another way is not believed on the strength of the first."""
    for team in "ab":
        repo.delegate("targets", f"parent-{team}", f"team-{team}/*")
        repo.delegate(f"parent-{team}", "release", f"team-{team}/*")
    repo.signers["release"].pop()  # signed for the first parent only
    repo.add("release", "team-a/root.json", b"trusted")
    repo.add("release", "team-b/root.json", b"malicious")
    repo.publish("release", "parent-a", "parent-b", *UP)
    assert client.download("team-a/root.json", "team-b/root.json") == 1
    assert client.artifacts() == {b"trusted"}


def test_a_role_the_snapshot_does_not_list(repo: Repository, client: Client) -> None:
    """Is not even asked for."""
    repo.delegate("targets", "delegated", "delegatedpath/*")
    repo.publish("delegated", "targets")
    del repo.said["snapshot"]["meta"]["delegated.json"]
    repo.publish("snapshot", "timestamp")
    assert client.refresh() == 0
    repo.asked.clear()
    assert client.download("delegatedpath/foo") == 1
    assert repo.asked == [("root", 2), ("timestamp", None)]
    assert "delegated" not in client.held()


def test_a_walk_has_an_end(repo: Repository, client: Client) -> None:
    """The suite does not ask for this: whoever delegates without end is not followed for ever."""
    by = "targets"
    for number in range(40):
        repo.delegate(by, f"role-{number}")
        by = f"role-{number}"
    repo.add(by, "deep", b"content")
    repo.publish(*(f"role-{number}" for number in range(40)), *UP)
    assert client.download("deep") == 1
    assert len(repo.asked) < 40


@pytest.mark.parametrize("kept", [b"{}", b"nothing", b'{"format":"lianjian-floors/2","floors":[]}'])
def test_floors_that_cannot_be_read_are_refused(client: Client, kept: bytes) -> None:
    """Rather than forgotten."""
    assert client.refresh() == 0
    told = json.loads((client.places[0] / "floors").read_bytes())
    assert told["format"] == "lianjian-floors/1"
    (client.places[0] / "floors").write_bytes(kept)
    assert client.refresh() == 1
