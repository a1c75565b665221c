from __future__ import annotations

from tests.apps.matrix.conftest import _own_adapters, committed, served_here

__all__ = ["_own_adapters", "committed", "served_here"]
