"""The publisher's side of WebSub (W3C Recommendation of 2018-01-23): the hub is told by a form with ``hub.mode=publish`` and
``hub.url``, one feed a call, as public hubs take it; the Recommendation leaves this to publisher and hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp

from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence


class Hub:
    """Tells one hub. Feeds' addresses are secrets: they reach no log and no exception."""

    async def tell(self, hub: str, topics: Sequence[str]) -> None:
        """``apps.matrix.tasks.pinging.HubTelling``."""
        timeout = aiohttp.ClientTimeout(total=20, connect=5)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            for topic in topics:
                form = {"hub.mode": "publish", "hub.url": topic}
                try:
                    async with session.post(hub, data=form, allow_redirects=False) as response:
                        status = response.status
                except (aiohttp.ClientError, TimeoutError) as failure:
                    raise Unreachable(type(failure).__name__) from None
                if not 200 <= status < 300:  # noqa: PLR2004 - what HTTP calls success
                    raise Unreachable(f"HTTP {status}")
