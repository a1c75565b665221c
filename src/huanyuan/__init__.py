"""huanyuan (还原): repair of mangled Chinese text, as a plain library and a command. Imports nothing of ours."""

from __future__ import annotations

from huanyuan.assembling import Assembled, assemble
from huanyuan.decoding import Decoded, decode
from huanyuan.findings import Edit, Refused, Repair, Uncertain
from huanyuan.repairing import repair

__version__ = "0.1.0"

__all__ = [
    "Assembled",
    "Decoded",
    "Edit",
    "Refused",
    "Repair",
    "Uncertain",
    "__version__",
    "assemble",
    "decode",
    "repair",
]
