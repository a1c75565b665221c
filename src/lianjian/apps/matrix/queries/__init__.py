"""Reading the matrix: outlets, the ledger of a story, the kit of a hand-off, the feeds."""

from __future__ import annotations
