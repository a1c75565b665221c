"""A witness signs what it was shown to go on from what it saw; the rest it refuses and keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lianjian_feed import merkle, tlog
from lianjian_feed.notes import Note, VerifierKey, sign
from lianjian_feed.refusals import Refused
from lianjian_feed.tlog import Checkpoint
from lianjian_feed.witnessing import DirectoryShelf, Forked, Witness, by_proof

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LOG, OTHER, HUB = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2, 3))
KEY = VerifierKey.of(LOG, "log")


class Tree:
    """A log in memory; ``face`` makes its lines differ from those of another."""

    def __init__(self, size: int, face: str = "") -> None:
        hashes = [
            merkle.leaf_hash(f"{number}{face if number > 4 else ''}".encode()) for number in range(size)
        ]
        self.node = {name: found for name, found, _ in tlog.grow(0, [], hashes)}.__getitem__

    def note(self, size: int, by: Ed25519PrivateKey = LOG, origin: str = "log") -> bytes:
        body = Checkpoint(origin, size, tlog.root_at(size, self.node)).body
        return Note(body).signed(sign(body, by, origin)).to_bytes()

    def proof(self, old: int, new: int) -> list[bytes]:
        return tlog.consistency(old, new, self.node)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(DirectoryShelf(tmp_path), HUB, "hub/w")


def test_it_signs_what_goes_on_from_what_it_saw(witness: Witness) -> None:
    """First sight, growth with a proof, the same once more; the cosignature holds for whoever knows the key."""
    tree = Tree(20)
    witness.see(tree.note(7), KEY, by_proof([]), NOW)
    note = Note.parse(tree.note(13))
    line = witness.see(note.to_bytes(), KEY, by_proof(tree.proof(7, 13)), NOW)
    assert note.signed(line).verified([witness.key]) == {witness.key: int(NOW.timestamp())}
    again = witness.see(note.to_bytes(), KEY, by_proof([]), NOW + timedelta(hours=1))
    assert note.signed(again).verified([witness.key]) == {witness.key: int(NOW.timestamp()) + 3600}


def test_it_remembers_over_a_restart(witness: Witness, tmp_path: Path) -> None:
    """What was seen lies on the disk before anything is signed."""
    tree = Tree(20)
    witness.see(tree.note(7), KEY, by_proof([]), NOW)
    later = Witness(DirectoryShelf(tmp_path), HUB, "hub/w")
    with pytest.raises(Forked):
        later.see(Tree(20, "'").note(7), KEY, by_proof([]), NOW)


def test_a_fork_is_refused_and_both_are_kept(witness: Witness, tmp_path: Path) -> None:
    """Two signed checkpoints of one size: the evidence needs nothing more."""
    one, two = Tree(20), Tree(20, "'")
    witness.see(one.note(9), KEY, by_proof([]), NOW)
    with pytest.raises(Forked) as caught:
        witness.see(two.note(9), KEY, by_proof([]), NOW)
    assert caught.value.fault == "fork"
    (kept,) = DirectoryShelf(tmp_path).evidence()
    assert (kept.held, kept.offered) == (one.note(9), two.note(9))
    witness.see(one.note(12), KEY, by_proof(one.proof(9, 12)), NOW)  # the face it knows still goes on


def test_growth_that_is_not_shown_is_refused(witness: Witness, tmp_path: Path) -> None:
    """A proof from the other face, or none at all."""
    one, two = Tree(20), Tree(20, "'")
    witness.see(one.note(9), KEY, by_proof([]), NOW)
    for proof in ([], two.proof(9, 15), one.proof(8, 15)):
        with pytest.raises(Forked) as caught:
            witness.see(two.note(15), KEY, by_proof(proof), NOW)
        assert caught.value.fault == "unshown"
    assert len(DirectoryShelf(tmp_path).evidence()) == 1
    assert witness.shelf.last("log") == one.note(9)


def test_late_post_is_no_crime_but_a_log_that_shrinks_is(witness: Witness, tmp_path: Path) -> None:
    """An older checkpoint is not signed; from the log itself it is evidence."""
    tree = Tree(20)
    witness.see(tree.note(9), KEY, by_proof([]), NOW)
    with pytest.raises(Refused, match="older"):
        witness.see(tree.note(5), KEY, by_proof([]), NOW)
    assert DirectoryShelf(tmp_path).evidence() == []
    with pytest.raises(Forked) as caught:
        witness.see(tree.note(5), KEY, by_proof([]), NOW, is_fresh=True)
    assert caught.value.fault == "shrunk"


def test_only_the_logs_own_word_is_looked_at(witness: Witness) -> None:
    """Signed by another, or of another origin: nothing is kept, nothing signed."""
    tree = Tree(9)
    with pytest.raises(Refused, match="Nobody known"):
        witness.see(tree.note(9, OTHER), KEY, by_proof([]), NOW)
    body = Note.parse(tree.note(9, origin="another")).text
    told = Note(body).signed(sign(body, LOG, "log")).to_bytes()
    with pytest.raises(Refused, match="is of another"):
        witness.see(told, KEY, by_proof([]), NOW)
    assert witness.shelf.last("log") == witness.shelf.last("another") == b""
