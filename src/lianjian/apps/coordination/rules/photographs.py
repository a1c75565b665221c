"""Photographs as they are kept: the rule of the whole house, under the name that this room's neighbours know."""

from __future__ import annotations

from lianjian.kernel.photographs import (
    FORMATS,
    LARGEST_FILE,
    LONG_SIDE,
    MOST_PIXELS,
    SMALL_SIDE,
    Photograph,
    redraw,
)

__all__ = ["FORMATS", "LARGEST_FILE", "LONG_SIDE", "MOST_PIXELS", "SMALL_SIDE", "Photograph", "redraw"]
