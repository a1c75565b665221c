"""What agreements need from outside."""

from __future__ import annotations

from typing import Protocol


class CodeSender(Protocol):
    """Sends one-time codes to telephones: a contract with a message service, or the console."""

    name: str

    def send(self, *, to: str, code: str, minutes: int) -> None:
        """Hand over one code; ``to`` are eleven digits, ``minutes`` how long it is valid. Raises Unreachable where the
        service did not take it. Nothing of either may be kept or logged, except by the console, which is for trying."""
