"""Who looks after whom through a joint group: for the scopes of the apps above."""

from __future__ import annotations

from lianjian.apps.coordination.models.group import agreements_run_by, organisations_looked_after

__all__ = ["agreements_run_by", "organisations_looked_after"]
