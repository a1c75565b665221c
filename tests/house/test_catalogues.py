"""Both languages are complete."""

from __future__ import annotations

import polib
import pytest

from tests.house.reading import ROOT, short

CATALOGUES = sorted((ROOT / "src").rglob("locale/zh_Hans/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=short)
def test_chinese_is_complete(path) -> None:
    """No untranslated, fuzzy or obsolete message."""
    catalogue = polib.pofile(str(path))
    assert len(catalogue) > 0
    assert not [entry.msgid for entry in catalogue.untranslated_entries()]
    assert not [entry.msgid for entry in catalogue.fuzzy_entries()]


@pytest.mark.parametrize("path", CATALOGUES, ids=short)
def test_compiled_catalogue_is_fresh(path) -> None:
    """The .mo beside the .po holds the same translations: an installation has no msgfmt."""
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    kept = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in compiled}
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            continue
        assert kept.get((entry.msgctxt, entry.msgid)) == (entry.msgstr or entry.msgstr_plural), entry.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=short)
def test_placeholders_survive_translation(path) -> None:
    """A translation has no %(name)s or {name} that its message does not fill."""
    import re

    places = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    for entry in polib.pofile(str(path)):
        if entry.obsolete or entry.msgid_plural:
            continue
        assert set(places.findall(entry.msgstr)) <= set(places.findall(entry.msgid)), entry.msgid


def test_a_message_has_one_translation() -> None:
    """Django lays all catalogues into one: where two rooms mean two things by one word, one of them says which."""
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            if not entry.obsolete and "django.po" in path.name and "lianjian/" in short(path):
                words = entry.msgstr or " / ".join(entry.msgstr_plural.values())
                said.setdefault((entry.msgctxt, entry.msgid), {})[words] = short(path)
    assert not {key: rooms for key, rooms in said.items() if len(rooms) > 1}
