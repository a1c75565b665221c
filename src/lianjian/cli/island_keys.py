"""``lianjian islands keys``: who signs the stations' feed. Thin: what happens is in ``lianjian_feed``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianjian.cli.island_key_files import (
    changing,
    held_keys,
    holder_named,
    holders_of,
    now,
    passphrase,
    refusing,
    role_told,
    say,
    store,
    unlocked,
    write,
)
from lianjian.cli.setting_up import json_option, print_json

if TYPE_CHECKING:
    from lianjian_feed.proposals import Proposal

ONLINE = ("timestamp", "snapshot", "targets")

_file = click.Path(path_type=Path, dir_okay=False)
_stick = click.Path(path_type=Path, file_okay=False)
_cards = click.option(
    "--card",
    "cards",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    required=True,
    help="Card of a holder (holder.card); once for each.",
)
_threshold = click.option("--threshold", type=int, required=True, help="How many of them must sign.")
_out = click.option(
    "--out", type=_file, required=True, help="File for the proposal, which carries no secret."
)
_why = click.option("--why", default="", help="The reason, which the holders read before they sign.")
_passphrase = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Read the passphrase from the first line of this file instead of asking for it.",
)


@click.group()
def keys() -> None:
    """Hold, change and prove the keys that sign the stations' feed. The guide is docs/operating/keys.md."""


@keys.command()
@json_option
def status(*, as_json: bool) -> None:
    """Say who signs for what, until when, and what has to be done."""
    from lianjian_feed.standing import standing

    with refusing():
        found = standing(store(), now())
    if as_json:
        print_json({"roles": [role_told(role) for role in found.roles], "todo": list(found.todo)})
        return
    for role in found.roles:
        until = f"{role.expires:%Y-%m-%d}, {role.days} days" if role.expires else "-"
        click.echo(f"{role.role}: version {role.version}, good until {until}; {role.threshold} of")
        for keeper in role.keepers:
            whose = keeper.name or ("this hub" if keeper.is_here else "not here")
            drilled = f", drill {keeper.drilled[:10]}" if keeper.drilled else ""
            click.echo(f"    {keeper.number}  {whose}{drilled}")
    for said in found.todo:
        click.echo(f"! {said}", err=True)


@keys.group()
def holder() -> None:
    """Make a holder's key. Works on any machine, without an installation and without a line."""


@holder.command("make")
@click.argument("directory", type=_stick)
@click.option("--name", required=True, help="The holder's name, which the others will see.")
@_passphrase
def make(directory: Path, name: str, passphrase_file: Path | None) -> None:
    """Make a key in DIRECTORY, on a stick of the holder's own; the card beside it goes to the hub."""
    from lianjian_feed.holders import CARD, make_holder

    with refusing():
        made = make_holder(directory, name, passphrase(passphrase_file, confirm=True), now())
    click.echo(f"{directory / CARD}: give this file to the hub; its number is {made.number}")


@keys.command()
@_cards
@_threshold
@_out
@_why
def ceremony(cards: tuple[Path, ...], threshold: int, out: Path, why: str) -> None:
    """Begin a root of the holders whose cards are named, and of nobody else.

    A network that has a root already keeps its stations: the root in force agrees by signing, too.
    """
    with refusing():
        holders = holders_of(cards)
        proposal = changing(begin=True).ceremony(holders, threshold, why=why)
        write(out, proposal.to_bytes())
    if threshold == len(holders):
        click.echo("! without a holder in reserve, one lost stick ends every change of keys", err=True)
    say(proposal)


@keys.command()
@_out
@_why
@click.option(
    "--add",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="Card of a holder who comes in.",
)
@click.option("--remove", multiple=True, help="Name or number of a holder who goes.")
@click.option("--threshold", type=int, help="How many must sign from then on; as now unless given.")
@click.option(
    "--rotate",
    type=click.Choice(ONLINE),
    multiple=True,
    help="Role of this hub that gets a new key.",
)
def propose(
    out: Path,
    why: str,
    add: tuple[Path, ...],
    remove: tuple[str, ...],
    threshold: int | None,
    rotate: tuple[str, ...],
) -> None:
    """Write the next root for the holders to sign. Without any change it only renews the term of the root."""
    with refusing():
        gone = [holder_named(who) for who in remove]
        proposal = changing().propose(
            add=holders_of(add), remove=gone, threshold=threshold, rotate=rotate, why=why
        )
        write(out, proposal.to_bytes())
    say(proposal)


@keys.command()
@click.argument("proposal", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--stick", type=_stick, required=True, help="Folder with the holder's key.")
@click.option("--yes", is_flag=True, help="Do not ask whether the change is wanted.")
@_passphrase
def sign(proposal: Path, stick: Path, passphrase_file: Path | None, *, yes: bool) -> None:
    """Sign PROPOSAL (or a drill) with the key on a stick. Works on any machine, offline; shows first what would change."""
    from lianjian_feed import drilling
    from lianjian_feed.proposals import Proposal, read_json

    with refusing():
        data = proposal.read_bytes()
        asked: Proposal | drilling.Drill
        if read_json(data).get("format") == drilling.FORMAT:
            asked = drilling.Drill.parse(data)
            click.echo(f"a drill of {asked.made_at[:10]}: it changes nothing")
        else:
            asked = Proposal.parse(data)
            say(asked)
        if not yes:
            click.confirm("Sign this?", abort=True)
        key = unlocked(stick, passphrase_file)
        write(proposal, asked.sign(key).to_bytes())
    click.echo(f"signed; take {proposal} to the hub or to the next holder")


@keys.command()
@click.argument(
    "copies", type=click.Path(path_type=Path, exists=True, dir_okay=False), nargs=-1, required=True
)
def apply(copies: tuple[Path, ...]) -> None:
    """Make the change that a proposal asks for, once enough holders signed; COPIES signed apart are joined."""
    from lianjian_feed.proposals import Proposal

    with refusing():
        done = changing().apply([Proposal.parse(path.read_bytes()) for path in copies])
    say(done)
    click.echo("done; publish now, so that stations follow: lianjian islands publish")


@keys.command()
@click.argument("role")
@click.option("--out", type=_file, help="File for the proposal where holders must sign.")
@_why
def rotate(role: str, out: Path | None, why: str) -> None:
    """Give ROLE (timestamp, snapshot, targets, or an organisation) a new key in place of its old one."""
    from lianjian_feed import layout

    with refusing():
        change = changing()
        if role not in (*ONLINE, "root"):
            change.rotate(layout.role_of(role))
        elif role != "root" and out is not None:
            proposal = change.propose(rotate=[role], why=why)
            write(out, proposal.to_bytes())
            say(proposal)
            return
        else:
            change.rotate(role)
    click.echo("done; publish now, so that stations follow: lianjian islands publish")


@keys.command()
@click.argument("who")
@click.option("--out", type=_file, help="File for the proposal, where WHO is a holder of the root.")
@_why
def revoke(who: str, out: Path | None, why: str) -> None:
    """Let a lost or stolen key sign no more. WHO is an organisation, or a holder of the root by name or number.

    An organisation whose key lies on this hub gets a new one at once; one that holds its own keys is taken from the list
    until it has new ones.
    """
    from lianjian_feed import layout

    with refusing():
        change = changing()
        if out is not None:
            proposal = change.propose(remove=[holder_named(who)], why=why)
            write(out, proposal.to_bytes())
            say(proposal)
            return
        if change.is_held_here(who):
            change.rotate(layout.role_of(who))
            click.echo(f"{who} has a new key")
        else:
            change.drop(who)
            click.echo(
                f"{who} is off the list until it has new keys: lianjian islands keys organisation own {who}"
            )
    click.echo("done; publish now, so that stations follow: lianjian islands publish")


@keys.command()
@click.argument("file", type=_file)
@json_option
def drill(file: Path, *, as_json: bool) -> None:
    """The yearly drill. Writes a challenge to FILE, which each holder signs; then reads who did, and records when.

    Nothing is changed, and what is signed can be used for nothing else.
    """
    from lianjian_feed import drilling
    from lianjian_feed.standing import standing

    with refusing():
        kept = store()
        roles = standing(kept, now()).roles
        if not file.exists():
            write(file, drilling.Drill.begin(roles[0].version if roles else 0, now()).to_bytes())
            click.echo(f"{file}: have each holder sign it, `lianjian islands keys sign {file} --stick DIR`")
            return
        found = drilling.Drill.parse(file.read_bytes())
        held = held_keys(kept)
        proved = set(found.proved(held.values()))
        drilling.keep(kept.path, found, proved, now())
    keepers = {keeper.keyid: keeper for role in roles for keeper in role.keepers if keeper.name}
    told = [
        {"name": keeper.name, "number": keeper.number, "signed": keyid in proved}
        for keyid, keeper in keepers.items()
    ]
    if as_json:
        print_json({"made_at": found.made_at, "holders": told})
    else:
        for one in told:
            click.echo(f"{'✓' if one['signed'] else '✗'} {one['name']}  {one['number']}")
    if not all(one["signed"] for one in told):
        raise click.exceptions.Exit(1)


@keys.group()
def organisation() -> None:
    """Let an organisation hold its own keys, and bring it what it has to sign."""


@organisation.command()
@click.argument("name")
@_cards
@_threshold
@_out
@_why
def own(name: str, cards: tuple[Path, ...], threshold: int, out: Path, why: str) -> None:
    """Give the organisation NAME keys of its own: its people sign the proposal, and `apply` hands over."""
    with refusing():
        proposal = changing().entrust(name, holders_of(cards), threshold, why=why)
        write(out, proposal.to_bytes())
    say(proposal)


@organisation.command()
@click.argument("name")
@_out
def prepare(name: str, out: Path) -> None:
    """Write what the last publication could not sign for NAME; signed and applied, the next one takes it in."""
    from lianjian_feed.waiting import asked

    with refusing():
        found = asked(store().path, name)
        write(out, found.to_bytes())
    say(found)
