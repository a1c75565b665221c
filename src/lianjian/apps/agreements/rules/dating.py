"""When a deed counts as done: the rule of the whole house, under the name that this room's neighbours know."""

from __future__ import annotations

from lianjian.foundation.dating import SLACK, check_term, moment_of

__all__ = ["SLACK", "check_term", "moment_of"]
