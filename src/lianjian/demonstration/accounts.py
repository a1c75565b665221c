"""The list of accounts: it lies at ``LIANJIAN_HOME/demonstration``, is printed at the start, and marks the installation
as a demonstration (``web.surroundings``). Made from the data files alone, so that it can be written again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from lianjian.apps.parties.queries import organisations
from lianjian.demonstration import reading

PASSWORD = "demo-lianjian"  # noqa: S105 - known to everybody on purpose: nothing real lies behind it
SHOWN = (
    ("编辑", "su-nianci"),
    ("第二审", "ke-yawen"),
    ("第一书记", "chen-wangshu"),
    ("组长", "lin-shouqian"),
    ("联络员", "chen-xiaolan"),
    ("专家", "zheng-siqi"),
    ("村里站长", "zhang-xiaoman"),
    ("网络管理员", "wu-jianchuan"),
)
"""One person for each way of working with the system."""
STATION = "zhangyang"
STATION_PORT = 8080


def mark() -> Path:
    """The file."""
    return Path(settings.HOME) / "demonstration"


def write_mark() -> None:
    """Write the list, whole or not at all."""
    fresh = mark().with_name("demonstration.new")
    fresh.write_text("\n".join(lines(reading.network())) + "\n", encoding="utf-8")
    fresh.replace(mark())


def finish() -> None:
    """Write what a loading that was stopped right after it had committed has not: the list of accounts. The worker
    publishes the edition by itself."""
    if not mark().exists() and organisations().filter(demonstration=True).exists():
        write_mark()


def lines(told: dict[str, Any]) -> list[str]:
    """The list: what this is, one account for each role, the others in a sentence, the commands of a station."""
    people = {person["key"]: person for person in told["person"]}
    houses = {house["key"]: house for house in told["organisation"]}
    shown = [(role, people[key]) for role, key in SHOWN]
    others = [p for p in told["person"] if p["username"] and p["key"] not in dict(SHOWN).values()]
    example = others[-1]
    return [
        told["network"]["notice"],
        f"演示账号，密码都是 {PASSWORD}，在 {settings.BASE_URL}/sign-in/ 登录：",
        *(
            f"  {_wide(role, 12)}{p['username']:<14}{p['name']}（{'；'.join(_seats(p, told, houses))}）"
            for role, p in shown
        ),
        f"另有 {len(others)} 人，用户名是姓名的拼音，例如{example['name']}是 {example['username']}。",
        "",
        "想看断网也能用的村级服务站，另开一个终端：",
        *(f"  {command}" for command in _station(houses[STATION], people["zhang-xiaoman"])),
        f"然后打开 http://127.0.0.1:{STATION_PORT}/ ，把这边停掉，那边照样能看。",
    ]


def _seats(person: dict[str, Any], told: dict[str, Any], houses: dict[str, Any]) -> list[str]:
    """Where somebody sits today; a posting first."""
    posted = [
        f"{houses[posting['village']]['short_name']}驻村第一书记，第{posting['batch']}批"
        for posting in told["posting"]
        if posting["person"] == person["key"] and posting["until_days_ahead"] > 0
    ]
    held = [m for m in person["mandates"] if m.get("until_days_ahead", 0) >= 0]
    return posted + [f"{houses[m['organisation']]['short_name']}，{m['title']}" for m in held]


def _station(village: dict[str, Any], keeper: dict[str, Any]) -> list[str]:
    program = Path(sys.executable).with_name("lianjian-station")
    home = Path(settings.HOME) / "station"
    trust = Path(settings.HOME) / "feed" / "metadata" / "1.root.json"
    return [
        f"{program} init --home {home} --hub {settings.BASE_URL}/islands/feed --trust {trust} \\",
        f"    --village {village['short_name']} --division {village['division']} --keeper {keeper['name']}",
        f"{program} --home {home} sync",
        f"{program} --home {home} serve --port {STATION_PORT}",
    ]


def _wide(text: str, columns: int) -> str:
    """Padded to so many columns of a terminal, where a Chinese character takes two."""
    return text + " " * (columns - 2 * len(text))
