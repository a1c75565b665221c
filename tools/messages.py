"""Collect and compile the Chinese catalogues, one for each room (needs Debian's gettext).

.venv/bin/python tools/messages.py [ROOM ...]
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HUB = ROOT / "src" / "lianjian"
OWN_CATALOGUE = sorted(
    folder
    for parent in ("apps", "web")
    for folder in (HUB / parent).iterdir()
    if (folder / "apps.py").exists()
)
SHARED = [HUB / "apps" / "parties", HUB / "web" / "entrance"]
"""Their texts lie in the hub's own catalogue (src/lianjian/locale), with those of the kernel, the floor and the commands."""
ROOMS = [HUB, *(room for room in OWN_CATALOGUE if room not in SHARED)]


def collect(room: Path) -> None:
    """Bring a room's .po up to date with its code and templates, and compile it."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lianjian.settings.testing"}
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "-l",
        "zh_Hans",
        "--no-obsolete",
        "--no-wrap",
        "--add-location=file",
    ]
    (room / "locale").mkdir(exist_ok=True)
    others = [other for other in ROOMS if other != room and other.is_relative_to(room)]
    for other in others:
        command += ["--ignore", f"{other.relative_to(room)}/*"]
    subprocess.run(command, cwd=room, env=environment, check=True)
    for po in (room / "locale").rglob("*.po"):
        subprocess.run(["msgfmt", "--check-header", "-o", str(po.with_suffix(".mo")), str(po)], check=True)


if __name__ == "__main__":
    wanted = {Path(word).resolve() for word in sys.argv[1:]}
    for one in ROOMS:
        if not wanted or one in wanted:
            collect(one)
