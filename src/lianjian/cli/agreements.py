"""``lianjian agreements``: verify a document that somebody brings, and write out all that proves an agreement."""

from __future__ import annotations

from pathlib import Path

import click

from lianjian.cli.setting_up import json_option, print_json, set_up, somebody
from lianjian.kernel.refusals import Refused, gettext_noop

LARGEST = 20 * 1024 * 1024


@click.group()
def agreements() -> None:
    """Verify documents of agreements, and export them with their evidence."""
    set_up()


@agreements.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def verify(*, file: Path, as_json: bool) -> None:
    """Say what a PDF is: which text, who signed it when, whether it was changed.

    Exit 0 where it is, byte for byte, a document of this installation; exit 1 where it is anything else.
    """
    from lianjian.apps.agreements.ports import paper_office
    from lianjian.apps.agreements.queries import Verdict, judge_file

    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(gettext_noop("The file is larger than 20 MB. No document of ours is."))
    found = judge_file(data)
    told = {
        "verdict": found.verdict,
        "file_sha256": found.sha256,
        "text_sha256": found.text.sha256 if found.text else None,
        "title": found.text.title if found.text and found.text.public else None,
        "version": found.text.version if found.text and found.text.public else None,
        "newest": found.text.newest if found.text and found.text.public else None,
        "later_signatures": found.later,
        "signatures": [
            {
                "organisation": one.read.organisation,
                "person": one.read.person,
                "role": one.read.role,
                "said_at": one.read.said_at,
                "standing": one.standing,
                "issuer": one.read.issuer,
                "stamp": one.read.stamp,
                "stamped_at": one.read.stamped_at,
                "stamped_by": one.read.stamped_by or None,
            }
            for one in found.signatures
        ],
        "licensed_certificates": paper_office().licensed,
    }
    if as_json:
        print_json(told)
    else:
        click.echo(f"{found.verdict}  {told['title'] or ''}  {told['text_sha256'] or '-'}")
        for one in found.signatures:
            stamp = f"{one.read.stamp} {one.read.stamped_at or ''} {one.read.stamped_by}".strip()
            click.echo(
                f"  {one.standing:<9} {one.read.organisation} {one.read.person} {one.read.said_at or '-'}  {stamp}"
            )
    if found.verdict not in {Verdict.GENUINE, Verdict.UNSIGNED}:
        raise Refused(gettext_noop("This file is no document as this installation made it."))


@agreements.command()
@click.option("--url", default=None, help="The address of a time-stamping authority (RFC 3161).")
@click.option(
    "--roots",
    default=None,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The certificates that are trusted for it, PEM.",
)
@click.option("--user", default="", help="What opens it, where something does; the password is asked for.")
@click.option("--off", is_flag=True, help="Ask it no more; stamps that were made stay known.")
def stamping(*, url: str | None, roots: Path | None, user: str, off: bool) -> None:
    """Say who vouches for the time of signatures, name a time-stamping authority, or turn it off.

    An authority is kept only after a stamp on trial that leads to the certificates given. The hub reads it when it starts.
    """
    from dataclasses import replace

    from lianjian.adapters.signing.office import stamping_file
    from lianjian.adapters.signing.stamping import StampingAuthority, authority_at, keep_authority, tried

    path = stamping_file()
    held = authority_at(path)
    if url is not None:
        if roots is None:
            raise Refused(gettext_noop("Name the certificates that are trusted for it: --roots FILE."))
        password = click.prompt("password", hide_input=True, default="", err=True) if user else ""
        pem = roots.read_text(encoding="utf-8")
        known = held.roots if held is not None else ""
        name = tried(StampingAuthority(url, pem, user, password))
        both = pem if known in pem else f"{pem.rstrip()}\n{known}"
        keep_authority(path, StampingAuthority(url, both, user, password))
        click.echo(f"{url}  {name}")
    elif off and held is not None:
        keep_authority(path, replace(held, url="", user="", password=""))
        click.echo("-")
    elif held is not None and held.url:
        click.echo(f"{held.url}  {tried(held)}")
    else:
        click.echo("-")


@agreements.command()
@click.argument("key")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write into."
)
@click.option("--as", "username", default=None, help="The sign-in name of the person who exports.")
def export(*, key: str, out: Path, username: str | None) -> None:
    """Write an agreement's newest text as PDF, .docx and canonical JSON, its scans, and the evidence of its signatures.

    KEY is the agreement's key, or the number in the address of its page, as in /office/agreements/7/.
    evidence.json says for each signature how it came about; SHA256SUMS is checked with `sha256sum -c`.
    """
    from lianjian.apps.agreements.actions.prepare_document import prepare_document
    from lianjian.apps.agreements.ports import paper_office
    from lianjian.apps.agreements.queries import (
        agreement_called,
        document_bytes,
        evidence_of,
        open_scan_file,
        scans_of,
        text_of,
    )
    from lianjian.kernel.keys import canonical_json, fingerprint

    by = somebody(username)
    agreement = agreement_called(by, key)
    text, words = text_of(by, agreement)
    prepare_document(by=by, text=text)
    office = paper_office()
    files = {
        "agreement.pdf": document_bytes(by, text),
        "agreement.docx": office.word(words),
        "agreement.json": words.canonical,
        "evidence.json": canonical_json(
            {
                "text_sha256": words.sha256,
                "licensed_certificates": office.licensed,
                "authority": office.roots(),
                "signatures": evidence_of(by, agreement),
            }
        ),
    }
    for card in scans_of(by, agreement):
        for number, page in enumerate(card.pages, start=1):
            _line, opened = open_scan_file(by, page.id)
            suffix = "jpg" if page.media_type == "image/jpeg" else "pdf"
            with opened:
                files[f"scan-{card.id}-{card.state}-{number}.{suffix}"] = opened.read()
    out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (out / name).write_bytes(data)
    sums = "".join(f"{fingerprint(data)}  {name}\n" for name, data in files.items())
    (out / "SHA256SUMS").write_text(sums, encoding="utf-8")
    click.echo(f"{len(files)}  {out}")
