"""One-time links: a random token of which only the fingerprint is kept."""

from __future__ import annotations

import hmac

from lianjian.kernel.keys import fingerprint


def fits(token: str, kept: str) -> bool:
    """Whether ``token`` is the one whose fingerprint was kept; takes the same time either way."""
    return hmac.compare_digest(fingerprint(token.encode()), kept)
