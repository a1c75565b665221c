"""What the verbs of keys share: the store, cards, passphrases, and proposals as files."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from lianjian.cli.setting_up import require_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lianjian_feed.changing import Changing
    from lianjian_feed.holders import Holder
    from lianjian_feed.keys import KeyStore, RoleKey
    from lianjian_feed.proposals import Proposal
    from lianjian_feed.standing import RoleStanding


@contextmanager
def refusing() -> Iterator[None]:
    """What the feed's package refuses, as one line in the language of the machine."""
    from lianjian_feed.refusals import Refused, in_chinese

    try:
        yield
    except Refused as refused:
        is_english = os.environ.get("LIANJIAN_LANGUAGE", "").startswith("en")
        raise click.ClickException(str(refused) if is_english else in_chinese(refused)) from refused


def now() -> datetime:
    return datetime.now(UTC)


def feed_keys() -> Path:
    from lianjian.settings import environment

    require_home()
    return environment.read().home / "keys" / "feed"


def store() -> KeyStore:
    from lianjian_feed.keys import KeyStore

    return KeyStore.open(feed_keys())


def changing(*, begin: bool = False) -> Changing:
    from lianjian_feed.changing import Changing
    from lianjian_feed.keys import KeyStore

    path = feed_keys()
    if begin and not (path / "store.json").exists():
        return Changing(KeyStore.create(path, roots=0, threshold=0))
    return Changing(KeyStore.open(path))


def holders_of(cards: tuple[Path, ...]) -> list[Holder]:
    from lianjian_feed.holders import read_card

    return [read_card(card) for card in cards]


def held_keys(store: KeyStore) -> dict[str, Any]:
    """The public keys of every holder whose card is kept, by key id."""
    from lianjian_feed.changing import HOLDERS
    from lianjian_feed.holders import Holder

    cards = [Holder.parse(path.read_bytes()) for path in sorted((store.path / HOLDERS).glob("*.card"))]
    return {card.public.keyid: card.public for card in cards}


def holder_named(who: str) -> str:
    """The key id of a holder of the root, by name or by the beginning of the number."""
    from lianjian_feed import standing

    return standing.holder_named(standing.standing(store(), now()), who).keyid


def unlocked(stick: Path, passphrase_file: Path | None) -> RoleKey:
    from lianjian_feed.holders import unlock

    return unlock(stick, passphrase(passphrase_file, confirm=False))


def passphrase(passphrase_file: Path | None, *, confirm: bool) -> str:
    if passphrase_file is not None:
        return passphrase_file.read_text(encoding="utf-8").split("\n", 1)[0]
    told: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm)
    return told


def write(path: Path, data: bytes) -> None:
    from lianjian_feed.durable import write_file

    write_file(path, data)


def say(proposal: Proposal) -> None:
    """What it changes, why, and whose signatures are there."""
    from lianjian_feed.proposals import changes

    for said, values in changes(proposal):
        click.echo(said.format(**values))
    if proposal.why:
        click.echo(f"why: {proposal.why}")
    for need in proposal.needs():
        click.echo(f"{need.what}: {len(need.have)} of {need.threshold} signatures")


def role_told(role: RoleStanding) -> dict[str, Any]:
    return {
        "role": role.role,
        "version": role.version,
        "expires": role.expires,
        "days": role.days,
        "threshold": role.threshold,
        "alarm": role.alarm,
        "note": role.note,
        "keys": [
            {
                "number": keeper.number,
                "holder": keeper.name,
                "here": keeper.is_here,
                "drilled": keeper.drilled or None,
            }
            for keeper in role.keepers
        ],
    }
