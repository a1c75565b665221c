"""``lianjian islands keys``: the guide of docs/operating/keys.md, command by command, and what is refused."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from lianjian.cli import examining
from lianjian.cli.islands import islands
from lianjian_feed.keys import KeyStore
from lianjian_feed.publishing import Publisher
from tests.cli.running import run
from tests.house.reading import ROOT
from tests.lianjian_feed.simulators import Reader, files, story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSPHRASE = "a passphrase of some length"


class Desk:
    """A machine with a hub on it, at which the guide is walked through."""

    def __init__(self, place: Path) -> None:
        self.place, self.home = place, place / "home"
        (self.home / "keys").mkdir(parents=True)
        (self.home / "keys" / "secret-key").write_text("x")
        (place / "passphrase").write_text(PASSPHRASE + "\n")
        self.keys = KeyStore.create(self.home / "keys" / "feed")
        self.published = 0
        self.publish()
        self.reader = Reader(self.tree()["metadata/1.root.json"])
        self.refresh()

    def publish(self) -> None:
        """What ``lianjian islands publish`` does: something new of each organisation each time."""
        self.published += 1
        content = {name: files(story(self.published)) for name in ("media", "county")}
        Publisher(self.home / "feed", KeyStore.open(self.keys.path)).publish(content)

    def tree(self) -> dict[str, bytes]:
        feed = self.home / "feed"
        return {str(p.relative_to(feed)): p.read_bytes() for p in feed.rglob("*") if p.is_file()}

    def refresh(self) -> dict[str, int]:
        """A reader that began with the very first root follows; versions by organisation."""
        edition = self.reader.refresh(self.tree(), datetime.now(UTC))
        return {name: told.version for name, told in edition.told.items()}

    def type(self, line: str, *more: str) -> Result:
        """One command of the guide as it stands there, with the passphrase from a file."""
        words = shlex.split(line)
        assert words[:2] == ["lianjian", "islands"]
        if words[2] == "publish":
            self.publish()
            self.refresh()
            return Result(CliRunner(), b"", b"", b"", None, 0, None)
        if "sign" in words or "make" in words:
            more = (*more, "--passphrase-file", str(self.place / "passphrase"))
        if "sign" in words:
            more = (*more, "--yes")
        return CliRunner().invoke(islands, [*words[2:], *more])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A hub with two organisations and one edition, whose root key lies on it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIANJIAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LIANJIAN_LANGUAGE", "en")
    return Desk(tmp_path)


def guide() -> Iterator[str]:
    """The commands of the guide, in order."""
    text = (ROOT / "docs/operating/keys.md").read_text(encoding="utf-8")
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        yield from filter(None, block.splitlines())


@pytest.mark.costly
def test_the_guide_is_walked_through(desk: Desk) -> None:
    """Each command does what the guide says, and a reader with the first root follows to the end."""
    lines = list(guide())
    assert len(lines) > 40
    said: dict[str, list[str]] = {}
    for line in lines:
        done = desk.type(line)
        assert done.exit_code == 0, f"{line}: {done.output}"
        said.setdefault(line, []).append(done.output)
        if line.startswith("lianjian islands keys status"):
            assert "root: version 2" in done.output
            for name in ("王芳", "李强", "赵敏"):
                assert name in done.output
    assert desk.refresh()["county"] == desk.published
    assert "media" not in desk.refresh()  # revoked by the last command
    drilled = said["lianjian islands keys drill drill.json"]
    assert "have each holder sign it" in drilled[0]
    assert drilled[1].count("✓") == 3
    status = json.loads(desk.type("lianjian islands keys status", "--json").stdout)
    root = status["roles"][0]
    assert (root["threshold"], {key["holder"] for key in root["keys"]}) == (2, {"李强", "赵敏", "孙丽"})
    assert {key["holder"]: bool(key["drilled"]) for key in root["keys"]} == {
        "李强": True,
        "赵敏": True,
        "孙丽": False,
    }
    assert any("孙丽 has not been in a drill yet" in said for said in status["todo"])
    assert b"PRIVATE" not in b"".join(p.read_bytes() for p in desk.place.glob("*.json"))
    assert list(desk.keys.path.glob("root.*.key")) == []


@pytest.mark.costly
def test_what_is_not_signed_is_not_applied(desk: Desk) -> None:
    """One of two, and nothing has changed; two copies signed apart, and it has."""
    for name in ("one", "two"):
        assert desk.type(f"lianjian islands keys holder make {name} --name {name}").exit_code == 0
    before = desk.type("lianjian islands keys status", "--json").stdout
    cards = "--card one/holder.card --card two"
    began = desk.type(f"lianjian islands keys ceremony {cards} --threshold 2 --out a.json")
    assert "without a holder in reserve" in began.output
    (desk.place / "b.json").write_bytes((desk.place / "a.json").read_bytes())
    desk.type("lianjian islands keys sign a.json --stick one")
    refused = desk.type("lianjian islands keys apply a.json")
    assert (refused.exit_code, refused.output) == (
        1,
        "Error: 1 of 2 signatures are there for the next root.\n",
    )
    assert desk.type("lianjian islands keys status", "--json").stdout == before
    desk.type("lianjian islands keys sign b.json --stick two")
    assert desk.type("lianjian islands keys apply a.json b.json").exit_code == 0
    desk.publish()
    assert desk.refresh()["media"] == 2


@pytest.mark.costly
def test_a_wrong_passphrase_opens_nothing(desk: Desk) -> None:
    """Nor is a key overwritten, or made with a short passphrase."""
    assert desk.type("lianjian islands keys holder make one --name 一").exit_code == 0
    again = desk.type("lianjian islands keys holder make one --name 一")
    assert (again.exit_code, "not overwritten" in again.output) == (1, True)
    assert (desk.place / "one/holder.key").stat().st_mode & 0o077 == 0
    desk.type("lianjian islands keys ceremony --card one --threshold 1 --out a.json")
    (desk.place / "passphrase").write_text("another passphrase")
    wrong = desk.type("lianjian islands keys sign a.json --stick one")
    assert (wrong.exit_code, "does not open the key" in wrong.output) == (1, True)
    (desk.place / "passphrase").write_text("short")
    short = desk.type("lianjian islands keys holder make two --name 二")
    assert (short.exit_code, "at least 10 characters" in short.output) == (1, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("apply missing.json", "does not exist"),
        ("propose --remove 谁 --out a.json", "not one holder of the root"),
        ("propose --threshold 2 --out a.json", "A threshold of 2 needs at least as many"),
        ("revoke nobody", "nobody is not in the list of organisations"),
        ("rotate nobody", "nobody is not in the list of organisations"),
        ("organisation prepare media --out a.json", "Nothing waits for a signature of media"),
        ("apply passphrase", "cannot be read"),
        ("drill passphrase", "cannot be read"),
    ],
)
def test_refusals_are_one_line(desk: Desk, line: str, said: str) -> None:
    """What is wrong is said, and nothing is written."""
    done = desk.type(f"lianjian islands keys {line}")
    assert done.exit_code in {1, 2}
    assert said in done.output
    assert not (desk.place / "a.json").exists()


def test_without_holders_the_hub_changes_its_keys_itself(desk: Desk) -> None:
    """As long as the root key lies here."""
    for role in ("timestamp", "snapshot", "targets", "root", "county"):
        assert desk.type(f"lianjian islands keys rotate {role}").exit_code == 0
    desk.publish()
    assert desk.refresh() == {"county": 2, "media": 2}


def test_refusals_are_in_the_language_of_the_machine(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese unless English is asked for."""
    monkeypatch.delenv("LIANJIAN_LANGUAGE")
    assert "组织名单里没有 nobody" in desk.type("lianjian islands keys revoke nobody").output


def test_the_doctor_looks_at_the_keys(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """All is well, then an organisation's key is gone and its content waits; without a feed there is nothing to say."""
    monkeypatch.setattr(examining, "_home", lambda: desk.home)
    assert examining._feed_keys() == ("6 roles are signed for in time", "")
    next(desk.keys.path.glob("org-media.*.key")).unlink()
    desk.publish()
    found, cure = examining._feed_keys()
    assert found == "something has to be done"
    assert cure == "org-media is left as it was: 1 of its keys must sign, and they are not here"
    monkeypatch.setattr(examining, "_home", lambda: desk.place)
    assert examining._feed_keys() == ("none yet", "")


@pytest.mark.costly
def test_a_holder_needs_no_installation(tmp_path: Path) -> None:
    """Real processes on a machine without a home: making a key and signing work, asking the hub does not."""
    (tmp_path / "pass").write_text(PASSPHRASE)
    told = ["--passphrase-file", str(tmp_path / "pass")]
    stick = str(tmp_path / "stick")
    made = run(tmp_path / "none", "islands", "keys", "holder", "make", stick, "--name", "王芳", *told)
    assert (made.returncode, made.stderr) == (0, "")
    assert "its number is" in made.stdout
    asked = run(tmp_path / "none", "islands", "keys", "status")
    assert asked.returncode == 1
    assert asked.stderr.count("\n") == 1
