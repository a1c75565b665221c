"""Files that prove something: the rule of the whole house, under the name that this room's neighbours know."""

from __future__ import annotations

from lianjian.kernel.evidence import MOST_FILES, Evidence, File, check_evidence

__all__ = ["MOST_FILES", "Evidence", "File", "check_evidence"]
