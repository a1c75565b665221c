"""The accounts to try, as the demonstration wrote them down at ``LIANJIAN_HOME/demonstration``."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

_ACCOUNT = re.compile(r"^ {2}(\S+)\s+([a-z0-9.-]+)\s+(\S+（.*）)$")
_PASSWORD = re.compile(r"密码都是 ([\w-]+)")


def accounts_to_try() -> list[tuple[str, str, str]]:
    """Who, user name and password of one person for each way of working; [] where this is no demonstration."""
    try:
        told = (Path(settings.HOME) / "demonstration").read_text(encoding="utf-8")
    except OSError:
        return []
    password = _PASSWORD.search(told)
    if password is None:
        return []
    found = (_ACCOUNT.match(line) for line in told.splitlines())
    return [(f"{one[1]} {one[3]}", one[2], password[1]) for one in found if one]
