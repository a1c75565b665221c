"""Organisations that keep their own keys elsewhere: what waits for their signature, and what they brought back.

Beside the hub's keys: ``waiting/ORGANISATION.json`` (a proposal, made by each publication that cannot sign) and
``brought/ORGANISATION.json`` (signed metadata, taken in by the next publication). A word counts for the very catalogue that
it was made for: where content has changed since, it waits again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Targets
from tuf.api.serialization.json import JSONSerializer

from lianjian_feed import signing
from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.proposals import Proposal
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from lianjian_feed.catalogue import Claim

WAITING, BROUGHT = "waiting", "brought"


def ask(
    keys: Path, organisation: str, holding: signing.Holding, word: Metadata[Targets], *, now: datetime
) -> str:
    """Put the word where it can be fetched for signing; answers why nothing was published, in a sentence."""
    path = keys / WAITING / f"{organisation}.json"
    asked = Proposal(
        kind="organisation",
        made_at=now.isoformat(timespec="seconds"),
        why="",
        before=b"",
        next=word.to_bytes(JSONSerializer(compact=True)),
        organisation=organisation,
    )
    held = waiting(keys, organisation)
    if held is None or not _says_the_same(held.metadata, word):
        make_directory(path.parent, 0o700)
        write_file(path, asked.to_bytes(), mode=0o600)
    return f"{holding.threshold} of its keys must sign, and they are not here"


def waiting(keys: Path, organisation: str) -> Proposal | None:
    """What waits for the organisation's signature, if anything does."""
    try:
        return Proposal.parse((keys / WAITING / f"{organisation}.json").read_bytes())
    except (FileNotFoundError, Refused):
        return None


def asked(keys: Path, organisation: str) -> Proposal:
    """The same, refused where nothing waits."""
    found = waiting(keys, organisation)
    if found is None:
        raise Refused("Nothing waits for a signature of {name}.", name=organisation)
    return found


def bring(keys: Path, proposal: Proposal, holding: signing.Holding) -> None:
    """Keep a signed word for the next publication; refused where signatures are missing."""
    for need in proposal.needs(holding):
        if not need.is_met:
            raise Refused(
                "{have} of {need} signatures are there for {what}.",
                have=len(need.have),
                need=need.threshold,
                what=proposal.organisation,
            )
    make_directory(keys / BROUGHT, 0o700)
    write_file(keys / BROUGHT / f"{proposal.organisation}.json", proposal.signed, mode=0o600)
    (keys / WAITING / f"{proposal.organisation}.json").unlink(missing_ok=True)


def brought(
    keys: Path, organisation: str, holding: signing.Holding, version: int, claim: Claim, now: datetime
) -> bytes | None:
    """The organisation's own word on this very catalogue, in this version; nothing where it did not bring one."""
    try:
        data = (keys / BROUGHT / f"{organisation}.json").read_bytes()
        word: Metadata[Targets] = Metadata.from_bytes(data)
    except (FileNotFoundError, RepositoryError):
        return None
    wanted = signing.word_of(organisation, version, word.signed.expires, claim)
    is_good = _says_the_same(word, wanted) and word.signed.expires > now and is_met(holding, word)
    return data if is_good else None


def is_met(holding: signing.Holding, word: Metadata[Targets]) -> bool:
    """Whether enough of the keys signed."""
    good = 0
    for key in {str(key.keyval): key for key in holding.keys}.values():
        if key.keyid in word.signatures:
            try:
                key.verify_signature(word.signatures[key.keyid], word.signed_bytes)
            except Exception:  # noqa: BLE001, S112 - whatever is wrong with it, it does not count
                continue
            good += 1
    return good >= holding.threshold


def _says_the_same(one: Metadata[Targets], other: Metadata[Targets]) -> bool:
    return one.signed.version == other.signed.version and one.signed.targets == other.signed.targets
