"""LIANJIAN_* environment variables, read once and typed. A value that makes no sense stops the start with one line."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


class EnvironmentRefusedError(SystemExit):
    """A variable is missing or senseless; the message names it and the cure. Exit code 1."""

    def __init__(self, message: str) -> None:
        super().__init__(f"lianjian: {message}")


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server that takes our letters. ``implicit`` TLS from the first byte (smtps), else STARTTLS where ``tls``."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    implicit: bool
    sender: str


@dataclass(frozen=True, slots=True)
class Environment:
    """All that the installation tells us from outside."""

    home: Path
    database_url: str
    secret_key: str
    hosts: tuple[str, ...]
    base_url: str
    site_name: str
    map_approval: str
    behind_tls: bool
    guest_names_days: int
    films: bool
    """Whether films of stories are made by themselves; on a small machine they wait until somebody makes them."""
    read_back: bool = True
    """Whether the hub asks the open network: links of texts, and pages that people named as published."""
    websub_hub: str = ""
    """The WebSub hub that the feeds name and that is told of changes, "" for none (decision 0035)."""
    mail: Mail | None = None


def read() -> Environment:
    """The environment as it stands now."""
    home = Path(os.environ.get("LIANJIAN_HOME") or "var").absolute()
    base_url = (
        os.environ.get("LIANJIAN_BASE_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}"
    ).rstrip("/")
    if not re.fullmatch(r"https?://[^/\s]+", base_url):
        raise EnvironmentRefusedError(
            f"LIANJIAN_BASE_URL is {base_url!r}; it must look like https://example.org, without a path"
        )
    hosts = tuple(host.strip() for host in os.environ.get("LIANJIAN_HOSTS", "").split(",") if host.strip())
    own = urlsplit(base_url).hostname or ""
    return Environment(
        home=home,
        database_url=os.environ.get("LIANJIAN_DATABASE_URL", ""),
        secret_key=_secret_key(home),
        hosts=tuple(dict.fromkeys((*hosts, own, "127.0.0.1", "localhost"))),
        base_url=base_url,
        map_approval=os.environ.get("LIANJIAN_MAP_APPROVAL", "")[:60],
        site_name=os.environ.get("LIANJIAN_SITE_NAME") or "驻友",
        behind_tls=base_url.startswith("https://"),
        guest_names_days=_days("LIANJIAN_GUEST_NAMES_DAYS", 90),
        films=_on("LIANJIAN_FILMS"),
        read_back=_on("LIANJIAN_READ_BACK"),
        websub_hub=hub_address(os.environ.get("LIANJIAN_WEBSUB_HUB", "")),
        mail=mail_server(os.environ.get("LIANJIAN_SMTP_URL", ""), os.environ.get("LIANJIAN_MAIL_FROM", "")),
    )


def mail_server(url: str, sender: str) -> Mail | None:
    """``smtp://user:password@host:587`` (STARTTLS), ``smtps://user:password@host:465``, or ``smtp://127.0.0.1:25`` on this
    machine without either; None where there is none, and letters lie in files."""
    if not url:
        return None
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    own = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    known = parts.scheme in {"smtp", "smtps"} and parts.hostname and port != -1
    if not known or parts.path.strip("/"):
        raise EnvironmentRefusedError("LIANJIAN_SMTP_URL must look like smtps://user:password@host:465")
    user = unquote(parts.username or "")
    return Mail(
        host=parts.hostname or "",
        port=port or (465 if parts.scheme == "smtps" else 587),
        user=user,
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtp" and not own,
        implicit=parts.scheme == "smtps",
        sender=sender or (user if "@" in user else f"lianjian@{parts.hostname}"),
    )


def hub_address(given: str) -> str:
    """The address of a hub, "" for none. It is told the secret addresses of feeds: https, or http on this machine."""
    if not given:
        return ""
    parts = urlsplit(given)
    own = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not (own or parts.scheme == "https") or not parts.hostname or parts.username or parts.password:
        raise EnvironmentRefusedError("LIANJIAN_WEBSUB_HUB must look like https://hub.example.org/")
    return given


def _days(name: str, otherwise: int) -> int:
    """A number of days from 1 to 3650, ``otherwise`` where the environment says nothing."""
    given = os.environ.get(name) or str(otherwise)
    if not (given.isascii() and given.isdigit() and len(given) <= len("3650") and 1 <= int(given) <= 3650):  # noqa: PLR2004 - ten years
        raise EnvironmentRefusedError(f"{name} is {given!r}; it must be a number of days from 1 to 3650")
    return int(given)


def _on(name: str) -> bool:
    """Whether something is done that is done unless the environment says "off"."""
    given = os.environ.get(name) or "on"
    if given not in {"on", "off"}:
        raise EnvironmentRefusedError(f"{name} is {given!r}; it must be on or off")
    return given == "on"


def database(url: str, home: Path) -> dict[str, object]:
    """Django's database entry: SQLite under ``home`` where ``url`` is empty, else ``postgresql://user:password@host:port/name``.

    SQLite takes its write lock at BEGIN (IMMEDIATE): with the default DEFERRED, 551 of 600 concurrent
    read-modify-write transactions failed with "database is locked" when it was measured; with this, none. PostgreSQL compiles
    no query (JIT): what a page asks is over sooner than its compilation.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "lianjian.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
                    "PRAGMA cache_size=-20000; PRAGMA foreign_keys=ON;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise EnvironmentRefusedError(
            "LIANJIAN_DATABASE_URL must look like postgresql://user:password@host:5432/name"
        )
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c jit=off"},
    }


def _secret_key(home: Path) -> str:
    """The signing key of sessions: from the environment, else the file that ``lianjian init`` made, else one for this
    process only (commands before init need none)."""
    if given := os.environ.get("LIANJIAN_SECRET_KEY"):
        return given
    kept = home / "keys" / "secret-key"
    if kept.is_file():
        return kept.read_text(encoding="utf-8").strip()
    return secrets.token_urlsafe(48)
