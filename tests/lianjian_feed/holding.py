"""Holders of keys for tests: people whose stick is in memory, and signs at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner

from lianjian_feed import holders, statements
from lianjian_feed.changing import Changing
from lianjian_feed.keys import RoleKey
from tests.lianjian_feed.simulators import START

if TYPE_CHECKING:
    from lianjian_feed.proposals import Proposal
    from tests.lianjian_feed.simulators import Hub


@dataclass(frozen=True)
class Person:
    """Somebody with a key."""

    holder: holders.Holder
    key: RoleKey

    @classmethod
    def named(cls, name: str) -> Person:
        private = Ed25519PrivateKey.generate()
        told = {"made_at": START.isoformat(), "name": name}
        card = statements.sign(holders.FORMAT, told, private)
        return cls(holders.Holder.parse(card), RoleKey("holder", CryptoSigner(private)))

    @property
    def keyid(self) -> str:
        return self.key.public.keyid


def people(count: int) -> list[Person]:
    """So many holders."""
    return [Person.named(f"保管人{number}") for number in range(1, count + 1)]


def changing(hub: Hub) -> Changing:
    """Changes at this hub, by its clock."""
    return Changing(hub.keys, now=lambda: hub.now)


def signed(proposal: Proposal, *by: Person) -> Proposal:
    """The proposal with these people's signatures."""
    for person in by:
        proposal = proposal.sign(person.key)
    return proposal


def hand_over(hub: Hub, holders: list[Person], threshold: int) -> None:
    """The ceremony, with the first of them signing."""
    proposal = changing(hub).ceremony([person.holder for person in holders], threshold)
    changing(hub).apply([signed(proposal, *holders[:threshold])])
