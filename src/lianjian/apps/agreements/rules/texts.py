"""Plain text as people type it: the rule of the whole house, under the name that this room's neighbours know."""

from __future__ import annotations

from lianjian.kernel.texts import LONGEST, clean, clean_line

__all__ = ["LONGEST", "clean", "clean_line"]
