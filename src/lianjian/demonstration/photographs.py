"""Drawings as the photographs that people in the village would send: a JPEG of the drawn scene."""

from __future__ import annotations

import resvg_py

from lianjian.demonstration.pictures import draw

WIDTH = 720
"""Pixels: a phone of some years ago, small enough to load twenty of them in seconds."""


def photograph(scene: str, seed: int) -> bytes:
    """The scene as PNG, the same bytes for the same seed. Raises KeyError for an unknown scene."""
    return bytes(resvg_py.svg_to_bytes(svg_string=draw(scene, seed), width=WIDTH, background="#ffffff"))
