"""Calls to the Baijiahao interface. The token goes in the form and never into an address, a log or an exception."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from lianjian.adapters.outlets.baijiahao.wire import scrub
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "https://baijiahao.baidu.com"
ROOT = "builderinner/open/resource"


class BaijiahaoRefusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """The platform answered with a number other than 0."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = scrub(message)
        super().__init__(f"{code} {self.message}")


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom to call. The token is good until somebody renews it in the back office."""

    app_id: str
    app_token: str
    base: str = HOST


class BaijiahaoClient:
    """One HTTP session."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def call(self, account: Account, path: str, form: Mapping[str, str]) -> Any:
        """POST JSON to ``<path>``; gives ``data`` of the answer. Raises BaijiahaoRefusal and Unreachable."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=30, connect=8)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        body = {"app_id": account.app_id, "app_token": account.app_token, **form}
        try:
            async with self._session.post(f"{account.base}/{ROOT}/{path}", json=body) as response:
                gateway = response.status >= 500  # noqa: PLR2004 - what stands behind it may have worked
                answer = json.loads(await response.read())
                code = int(answer["errno"]) if isinstance(answer, dict) else None
        except aiohttp.ClientConnectorError as failure:
            raise Unreachable(type(failure).__name__) from None
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as failure:
            raise Unreachable(type(failure).__name__, answered=False) from None
        if gateway or code is None:
            raise Unreachable("no JSON object", answered=False)
        if code:
            raise BaijiahaoRefusal(code, str(answer.get("errmsg", "")))
        return answer.get("data")

    async def close(self) -> None:
        """Give back the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
