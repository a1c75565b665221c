"""Updates of the station's own software: old or new, never neither; what does not work does not stay."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from lianjian_feed.refusals import Refused
from lianjian_feed.software import Release, of_wheels
from lianjian_station import releases
from lianjian_station.cli import main
from lianjian_station.machine import Debian
from lianjian_station.reader import reading
from lianjian_station.updating import Software, Trial, Update, settle, update
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box

NOTES = {"zh": "新版本。", "en": "A new release."}
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Fake:
    """A machine that builds in no time. ``sick``: releases that do not start; ``failing``: that fail their own test."""

    software: Software
    sick: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    started: list[str] = field(default_factory=list)

    def build(self, place: Path, wheels: Path, requirements: list[str]) -> None:  # noqa: ARG002 - its form
        assert {path.name for path in wheels.iterdir()}
        shutil.rmtree(place, ignore_errors=True)
        (place / "bin").mkdir(parents=True)
        (place / "bin" / "lianjian-station").write_text(place.name)

    def test(self, place: Path) -> None:
        if place.name in self.failing:
            raise Refused("The release fails its own test: {why}.", why="no")

    def restart(self) -> None:
        self.started.append((self.software.path / "current/bin/lianjian-station").read_text())

    def is_healthy(self) -> bool:
        return self.started[-1] not in self.sick


@pytest.fixture
def box(tmp_path: Path) -> Box:
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)))
    box = Box.beside(hub)
    box.sync()
    return box


@pytest.fixture
def software(tmp_path: Path) -> Software:
    """Release 0.1.0 in place."""
    place = tmp_path / "opt/versions/0.1.0/bin"
    place.mkdir(parents=True)
    (place / "lianjian-station").write_text("0.1.0")
    (place.parent / "complete").touch()
    found = Software(tmp_path / "opt")
    found.point("current", "0.1.0")
    return found


def _offer(box: Box, version: str, **more: str) -> Release:
    """The feed brings this release, and the box takes it in."""
    _, told = of_wheels(
        {f"lianjian-{version}-py3-none-any.whl": version.encode() * 30_000}, notes=NOTES, **more
    )
    box.hub.publish(software=told)
    box.sync()
    found = _offered(box)
    assert found is not None
    return found


def _offered(box: Box) -> Release | None:
    with reading(box.home) as reader:
        return reader.release()


def _update(box: Box, software: Software, machine: Fake) -> Update:
    return update(box.home, software, _offered(box), machine, box.hub.now, log=lambda _: None)


def _versions(software: Software) -> set[str]:
    return {path.name for path in (software.path / "versions").iterdir()}


def test_a_newer_release_takes_its_place_and_two_stay(box: Box, software: Software) -> None:
    """Each becomes current and, once healthy, steady; the one before it stays, older ones go."""
    told: list[str] = []
    machine = Fake(software)
    assert _update(box, software, machine).state == "none"
    for version in ("0.2.0", "0.3.0", "0.10.0"):
        _offer(box, version)
        done = update(box.home, software, _offered(box), machine, box.hub.now, log=told.append)
        assert (done.state, software.current, software.steady) == ("updated", version, version)
    assert _versions(software) == {"0.3.0", "0.10.0"}
    assert machine.started == ["0.2.0", "0.3.0", "0.10.0"]
    assert told == ["0.1.0 -> 0.2.0", "0.2.0 -> 0.3.0", "0.3.0 -> 0.10.0"]
    assert _update(box, software, machine).state == "none"


def test_a_downgrade_is_not_taken(box: Box, software: Software) -> None:
    _offer(box, "0.0.9")
    assert _update(box, software, Fake(software)).state == "older"
    assert software.current == "0.1.0"


def test_one_that_fails_its_own_test_never_runs_and_is_not_tried_again(box: Box, software: Software) -> None:
    _offer(box, "0.2.0")
    machine = Fake(software, failing={"0.2.0"})
    done = _update(box, software, machine)
    assert (done.state, done.why is not None, machine.started) == ("bad", True, [])
    assert (software.current, _versions(software)) == ("0.1.0", {"0.1.0"})
    machine.failing.clear()
    assert _update(box, software, machine).state == "bad"
    _offer(box, "0.2.1")
    assert _update(box, software, machine).state == "updated"


def test_one_that_does_not_start_twice_goes_back(box: Box, software: Software) -> None:
    _offer(box, "0.2.0")
    machine = Fake(software, sick={"0.2.0"})
    assert _update(box, software, machine).state == "back"
    assert machine.started == ["0.2.0", "0.2.0", "0.1.0"]
    assert (software.current, software.steady, _versions(software)) == ("0.1.0", "0.1.0", {"0.1.0"})
    assert _update(box, software, machine).state == "bad"


def test_a_trial_that_a_power_cut_ended_is_settled_by_the_next_run(box: Box, software: Software) -> None:
    """The box came up with the new release on trial: healthy, it stays; not, the old one comes back."""
    _offer(box, "0.2.0")
    for sick, version in ((set(), "0.2.0"), ({"0.2.0"}, "0.1.0")):
        shutil.copytree(software.place("0.1.0"), software.place("0.2.0"), dirs_exist_ok=True)
        (software.place("0.2.0") / "bin/lianjian-station").write_text("0.2.0")
        software.point("steady", "0.1.0")
        software.point("current", "0.2.0")
        software.note(Trial("0.2.0", "0.1.0"))
        done = settle(software, Fake(software, sick=sick), lambda _: None)
        assert done is not None
        assert (done.version, software.current, software.steady) == (version,) * 3


def test_what_is_missing_or_damaged_is_not_installed(box: Box, software: Software) -> None:
    release = _offer(box, "0.2.0")
    wheel = box.home.large(release.wheels[0].sha256)
    good = wheel.read_bytes()
    wheel.write_bytes(good[:-1] + b"x")
    with pytest.raises(Refused, match="damaged"):
        _update(box, software, Fake(software))
    wheel.unlink()
    with pytest.raises(Refused, match="not arrived"):
        _update(box, software, Fake(software))
    assert software.current == "0.1.0"
    box.sync()
    assert _update(box, software, Fake(software)).state == "updated"


def test_too_far_on_or_too_young_a_python_is_refused(box: Box, software: Software) -> None:
    _offer(box, "0.3.0", follows="0.2")
    with pytest.raises(Refused, match="comes in between"):
        _update(box, software, Fake(software))
    _offer(box, "0.4.0", python="4.0")
    with pytest.raises(Refused, match="needs Python"):
        _update(box, software, Fake(software))


def test_a_full_disk_is_refused_before_anything(
    box: Box, software: Software, monkeypatch: pytest.MonkeyPatch
) -> None:
    _offer(box, "0.2.0")
    usage = shutil.disk_usage(software.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    with pytest.raises(Refused, match="MB left"):
        _update(box, software, Fake(software))
    assert _versions(software) == {"0.1.0"}


def test_the_keeper_can_wait_thirty_days_and_no_longer(box: Box, software: Software) -> None:
    """Asking again does not move the end; another release may be held anew."""
    _offer(box, "0.2.0")
    machine = Fake(software)
    releases.hold(box.home, "0.2.0", 20, box.hub.now)
    assert _update(box, software, machine).state == "held"
    box.hub.wait(days=19)
    releases.hold(box.home, "0.2.0", 30, box.hub.now)
    box.hub.wait(days=10, hours=23)
    assert _update(box, software, machine).state == "held"
    box.hub.wait(hours=2)
    assert _update(box, software, machine).state == "updated"
    with pytest.raises(Refused, match="30 days"):
        releases.hold(box.home, "0.3.0", 31, box.hub.now)
    _offer(box, "0.3.0")
    releases.hold(box.home, "0.3.0", 5, box.hub.now)
    assert _update(box, software, machine).state == "held"
    releases.hold(box.home, "0.3.0", 0, box.hub.now + timedelta(hours=1))
    box.hub.wait(hours=2)
    assert _update(box, software, machine).state == "updated"


@pytest.mark.slow
@pytest.mark.parametrize("sick", [set(), {"0.2.0"}])
def test_killed_at_any_step_there_is_one_whole_release(box: Box, software: Software, sick: set[str]) -> None:
    """SIGKILL at the n-th call into the updater: what ``current`` names is complete and runs, at most two are there, and the
    next run arrives where an undisturbed one does."""
    _offer(box, "0.2.0")
    saved = box.hub.home / "saved"
    shutil.copytree(software.path, saved, symlinks=True)
    killed = calls = 0
    while True:
        calls += 11
        shutil.rmtree(software.path)
        shutil.copytree(saved, software.path, symlinks=True)
        if not _update_and_die(box, software, sick, calls):
            break
        killed += 1
        current = software.current
        assert current in {"0.1.0", "0.2.0"}
        assert software.is_complete(current)
        assert (software.path / "current/bin/lianjian-station").read_text() == current
        assert software.is_complete(software.steady)
        assert len(_versions(software)) <= 2
        machine = Fake(software, sick=sick)
        for _ in range(2):
            _update(box, software, machine)
        assert software.current == ("0.1.0" if sick else "0.2.0")
        assert software.is_complete(software.current)
    assert killed > 20


def _update_and_die(box: Box, software: Software, sick: set[str], calls: int) -> bool:
    child = os.fork()
    if child == 0:
        left = calls

        def count(frame: object, event: str, _: object) -> None:
            nonlocal left
            left -= event in {"call", "c_call"}
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(count)
        try:
            _update(box, software, Fake(software, sick=sick))
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


# -- with real wheels, a real environment, a real process


def _wheel(folder: Path, name: str, version: str, contents: dict[str, str]) -> None:
    """A wheel as the binary distribution format has it."""
    info = f"{name}-{version}.dist-info"
    contents = contents | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in contents.items():
            archive.writestr(path, text)
            found = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
            rows.append(f"{path},sha256={found},{len(text.encode())}")
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,", ""]))


def _small_program(version: str, code: str) -> dict[str, str]:
    return {
        "lianjian_small.py": f"import sys\ndef main():\n    {code}\n",
        f"lianjian-{version}.dist-info/entry_points.txt": "[console_scripts]\nlianjian-station = lianjian_small:main\n",
    }


def _publish(box: Box, folder: Path) -> None:
    _, told = of_wheels({path.name: path.read_bytes() for path in folder.glob("*.whl")}, notes=NOTES)
    box.hub.publish(software=told)
    box.sync()


@pytest.mark.slow
@pytest.mark.costly
def test_the_real_wheel_of_this_project_and_then_a_broken_one(
    box: Box, software: Software, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """This project's own wheel, through the feed, into an environment of its own, tested on this store, in place and
    answering; the next release is broken and does not get there."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(wheels),
    ]
    source = tmp_path / "source"
    kept = shutil.ignore_patterns("*.egg-info", "__pycache__", "fonts", "pictures")
    shutil.copytree(ROOT / "src", source / "src", ignore=kept)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    told = (source / "pyproject.toml").read_text().replace('version = "0.1.0"', 'version = "0.2.0"')
    lines = [line for line in told.splitlines() if not line.startswith("license-files")]
    (source / "pyproject.toml").write_text("\n".join(lines))
    subprocess.run([*build, str(source)], check=True, capture_output=True, cwd=tmp_path)
    # What the program needs stands in for the wheels of its dependencies: they are not to be had without a network.
    _wheel(wheels, "station_needs", "1.0", {"needs.pth": sysconfig.get_path("purelib")})
    _publish(box, wheels)
    machine = Debian(box.home.path, software.path)
    done = update(box.home, software, _offered(box), machine, box.hub.now, log=lambda _: None)
    assert (done.state, done.version) == ("updated", "0.2.0")
    program = str(software.path / "current/bin/lianjian-station")
    asked = subprocess.run(
        [program, "--home", box.home.path, "selftest", "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(asked.stdout) == {"version": "0.2.0", "stories": 1}
    for version, code in (("0.3.0", "sys.exit('it breaks')"), ("0.3.1", "import nothing_there")):
        broken = tmp_path / version
        broken.mkdir()
        _wheel(broken, "lianjian", version, _small_program(version, code))
        _publish(box, broken)
        done = update(box.home, software, _offered(box), machine, box.hub.now, log=lambda _: None)
        assert (done.state, software.current) == ("bad", "0.2.0")
        assert "own test" in str(done.why)
    assert subprocess.run([program, "--home", box.home.path, "selftest"], check=False).returncode == 0
    # and by the command line, as the timer runs it
    small = tmp_path / "small"
    small.mkdir()
    _wheel(small, "lianjian", "0.4.0", _small_program("0.4.0", "print('all is well')"))
    _publish(box, small)
    words = ["--home", str(box.home.path), "--software", str(software.path), "--json"]
    capsys.readouterr()
    assert main(["update", *words, "--check"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "state": "check",
        "version": "0.2.0",
        "offered": "0.4.0",
        "why": "",
    }
    assert main(["update", *words]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["state"] == "updated"
    assert _versions(software) == {"0.2.0", "0.4.0"}


def test_selftest_changes_nothing_and_finds_a_store_it_cannot_read(
    box: Box, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(box.home.path)]
    before = box.seen()
    assert main(["selftest", *home]) == 0
    assert box.seen() == before
    for ending in ("-wal", "-shm"):
        box.home.database.with_name("feed.db" + ending).unlink(missing_ok=True)
    box.home.database.write_bytes(b"junk" * 5_000)
    capsys.readouterr()
    assert main(["selftest", *home]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_holding_by_the_command_line(
    box: Box, software: Software, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--home", str(box.home.path), "--software", str(software.path)]
    assert main(["update", *words, "--hold", "3"]) == 1
    _offer(box, "0.2.0")
    assert main(["update", *words, "--hold", "31"]) == 1
    assert main(["update", *words, "--hold", "3"]) == 0
    capsys.readouterr()
    assert main(["update", *words]) == 0
    assert capsys.readouterr().out == "新版本 0.2.0 按站长的要求推迟着，现在是 0.1.0。\n"
    assert main(["update", "--home", str(box.home.path), "--software", str(software.path / "none")]) == 1
