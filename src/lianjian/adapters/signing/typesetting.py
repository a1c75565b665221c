"""Setting the picture of a signature with typst: what a person is called comes in as data, never as markup."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from lianjian.adapters.documents import pdf

if TYPE_CHECKING:
    from datetime import datetime

HERE = Path(__file__).parent


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(pdf.HERE / "fonts")]
    )


def typeset(name: str, data: dict[str, Any], *, moment: datetime) -> bytes:
    """The PDF (PDF/A-2b) of the source ``name`` beside this file, which reads ``data`` as JSON."""
    compiler = typst.Compiler(
        str(HERE / name),
        root=str(HERE),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    made = compiler.compile(
        format="pdf", pdf_standards="a-2b", timestamp=int(moment.timestamp()), pdf_tags=False
    )
    if not isinstance(made, bytes):
        msg = f"{name} came out as several files"
        raise TypeError(msg)
    return made
