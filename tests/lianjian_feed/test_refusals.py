"""Every refusal this package can utter has its Chinese, with the same holes."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import lianjian_feed
from lianjian_feed.fields import CATEGORIES, FIELDS, PURPOSES
from lianjian_feed.refusals import Refused, chinese, in_chinese
from lianjian_feed.reporting import SENTENCES, in_words, is_known

KINDS = {"Refused", "Unreachable", "NotThere", "Expired", "Forked"}


def uttered(folder: Path) -> set[str]:
    """The msgids in the code under ``folder``."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS:
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path}:{node.lineno}: a msgid is a literal"
                assert isinstance(first.value, str)
                found.add(first.value)
    return found


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_refusal_has_its_chinese() -> None:
    """No sentence without translation, none translated that nobody says, and the holes agree."""
    said = uttered(Path(lianjian_feed.__file__).parent)
    named = {found.name for found in CATEGORIES.values()} | set(FIELDS.values()) | set(PURPOSES.values())
    assert said | named | SENTENCES == set(chinese())
    assert all(holes(msgid) == holes(text) for msgid, text in chinese().items())


def test_a_refusal_inside_a_refusal_is_translated_too() -> None:
    """Reasons keep their language."""
    inner = Refused("The pack is damaged.")
    outer = Refused("{path} of {name}: {reason}", path="a", name="b", reason=inner)
    assert in_chinese(outer) == "b 的 a：更新包坏了，没有采用。"
    assert str(outer) == "a of b: The pack is damaged."


def test_a_report_is_said_in_words_with_its_holes_open() -> None:
    """In the language of who reads it; what only a newer station knows stays as it was told."""
    assert in_words("The disk is nearly full ({free} MB left).", "zh-hans").startswith("磁盘")
    assert (
        in_words("The disk is nearly full ({free} MB left).", "en") == "The disk is nearly full (… MB left)."
    )
    assert in_words("The disk is full ({free} MB left): make room, then sync again.", "zh").count("…") == 1
    assert (in_words("Something new {x}", "zh"), is_known("Something new {x}")) == ("Something new …", False)
