"""A browser without a window: cookies, forms and redirects over the application, without a socket."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import anyio

if TYPE_CHECKING:
    from starlette.applications import Starlette

HOST = "station.lan"


@dataclass
class Seen:
    """An answer. ``path``: where redirects ended."""

    status: int
    text: str
    headers: dict[str, str]
    path: str

    @property
    def words(self) -> str:
        """The page without its tags."""
        return html.unescape(re.sub(r"<[^>]+>", " ", self.text))


@dataclass
class Guest:
    """Somebody at a browser. ``client``: where they are; anything but the loopback is a phone in the village network."""

    app: Starlette
    client: str = "192.168.1.23"
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)
    last: Seen | None = None

    def get(self, address: str) -> Seen:
        return self._ask("GET", address, b"", {})

    def post(
        self,
        address: str,
        told: dict[str, Any] | None = None,
        *,
        origin: str | None = f"http://{HOST}",
        body: bytes | None = None,
    ) -> Seen:
        """Send a form as it stands."""
        data = urlencode(told or {}, doseq=True).encode() if body is None else body
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if origin is not None:
            headers["origin"] = origin
        return self._ask("POST", address, data, headers)

    def fill(self, action: str = "", **told: Any) -> Seen:
        """Fill in the form of the page that is open (the one that goes to ``action``), its hidden fields too, and send it."""
        if self.last is None:
            raise AssertionError
        page = self.last
        forms = re.findall(r"<form\b([^>]*)>(.*?)</form>", page.text, re.DOTALL)
        for head, inside in forms:
            to = re.search(r'action="([^"]*)"', head)
            target = html.unescape(to[1]) if to else page.path
            is_wanted = target == action if action else "/leave" not in target
            if 'method="post"' in head and is_wanted:
                hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inside))
                return self.post(
                    target, {name: html.unescape(value) for name, value in hidden.items()} | told
                )
        raise AssertionError(page.text)

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Seen:
        for _ in range(5):
            status, text, got = self._once(method, address, body, headers)
            if status not in {302, 303}:
                break
            address, method, body, headers = urljoin(address, got["location"]), "GET", b"", {}
        self.last = Seen(status, text, got, urlsplit(address).path)
        return self.last

    def _once(
        self, method: str, address: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, str, dict[str, str]]:
        path, _, query = address.partition("?")
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        told: list[dict[str, Any]] = []
        asked: list[bool] = []
        sent = headers | {"host": HOST, "cookie": cookie}
        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": quote(path).encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in sent.items() if value],
            "scheme": "http",
            "server": (HOST, 80),
            "client": (self.client, 50_000),
            "http_version": "1.1",
        }

        async def receive() -> dict[str, Any]:
            if not asked:
                asked.append(True)
                return {"type": "http.request", "body": body, "more_body": False}
            await anyio.sleep_forever()
            raise AssertionError

        async def send(message: Any) -> None:
            told.append(message)

        anyio.run(self.app, scope, receive, send)
        found = [(name.decode(), value.decode()) for name, value in told[0]["headers"]]
        for name, value in found:
            if name == "set-cookie":
                self._keep(value)
        text = b"".join(message.get("body", b"") for message in told[1:]).decode(errors="replace")
        return int(told[0]["status"]), text, dict(found)

    def _keep(self, value: str) -> None:
        self.set_cookies.append(value)
        for name, morsel in SimpleCookie(value).items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value
