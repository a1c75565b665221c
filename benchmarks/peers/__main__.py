"""python -m benchmarks.peers MODULE fill COUNT | work"""

from __future__ import annotations

import importlib
import sys

if __name__ == "__main__":
    peer = importlib.import_module(f"benchmarks.peers.{sys.argv[1]}")
    getattr(peer, sys.argv[2])(*(int(word) for word in sys.argv[3:]))
