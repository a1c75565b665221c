"""Publishing the stations' software: the same signed feed, a version that never sinks, a bundle for a new box."""

from __future__ import annotations

import json
import subprocess
import tarfile
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from lianjian.adapters.ferry.feed_writing import own_feed
from lianjian.cli import islands
from lianjian.kernel.refusals import Refused
from tests.apps.islands.test_publishing import ask
from tests.lianjian_feed.simulators import Reader

if TYPE_CHECKING:
    from pathlib import Path

    from tests.network import Network


def _wheels(folder: Path, *versions: str) -> Path:
    folder.mkdir()
    for version in versions:
        (folder / f"lianjian-{version}-py3-none-any.whl").write_bytes(version.encode() * 40_000)
    (folder / "tuf-7.0.1-py3-none-any.whl").write_bytes(b"tuf" * 10_000)
    return folder


def test_a_release_is_signed_beside_the_stories(network: Network, tmp_path: Path) -> None:
    """A station's verification accepts it, and the next edition of stories leaves it where it is."""
    told = ask(
        islands.publish_software, _wheels(tmp_path / "one", "0.2.0"), "--notes-zh", "新版本", "--from", "0.1"
    )
    assert (told["release"], told["wheels"]) == ("0.2.0", 2)
    ask(islands.publish, "--out", tmp_path / "out")
    feed = {str(p.relative_to(own_feed())): p.read_bytes() for p in own_feed().rglob("*") if p.is_file()}
    from datetime import UTC, datetime

    edition = Reader(feed["metadata/1.root.json"]).refresh(feed, datetime.now(UTC))
    assert edition.told["software"].claim.entries == 3
    assert edition.told["software"].name == "联建软件"


def test_a_version_never_sinks(network: Network, tmp_path: Path) -> None:
    ask(islands.publish_software, _wheels(tmp_path / "new", "0.10.0"))
    with pytest.raises(Refused):
        ask(islands.publish_software, _wheels(tmp_path / "old", "0.9.0"))
    ask(islands.publish_software, tmp_path / "new")


def test_a_folder_that_is_no_release_is_refused(network: Network, tmp_path: Path) -> None:
    for folder in (_wheels(tmp_path / "none"), _wheels(tmp_path / "two", "0.1.0", "0.2.0")):
        with pytest.raises(Refused):
            ask(islands.publish_software, folder)


def test_the_bundle_holds_all_a_new_box_needs(network: Network, tmp_path: Path) -> None:
    """Wheels, the trust file, a script that a shell can read; nothing that would unpack elsewhere."""
    folder = _wheels(tmp_path / "wheels", "0.2.0")
    bundle = tmp_path / "station.tar"
    told = ask(islands.publish_software, folder, "--bundle", bundle)
    assert told["bundle"] == bundle.stat().st_size
    with tarfile.open(bundle) as tar:
        tar.extractall(tmp_path, filter="data")
        assert all(name.startswith("lianjian-station-0.2.0/") for name in tar.getnames())
    place = tmp_path / "lianjian-station-0.2.0"
    assert json.loads((place / "root.json").read_bytes())["signed"]["_type"] == "root"
    assert (place / "wheels/tuf-7.0.1-py3-none-any.whl").read_bytes() == b"tuf" * 10_000
    assert subprocess.run(["sh", "-n", place / "install.sh"], check=False).returncode == 0
    assert "lianjian==0.2.0 tuf==7.0.1" in (place / "install.sh").read_text()


def test_help_and_words(network: Network, tmp_path: Path) -> None:
    done = CliRunner().invoke(islands.publish_software, ["--help"])
    assert "Stations fetch them with the next edition" in " ".join(done.output.split())
    done = CliRunner().invoke(
        islands.publish_software, [str(_wheels(tmp_path / "one", "0.2.0")), "--notes-en", "new"]
    )
    assert done.output.startswith("release 0.2.0: 2 wheels")
