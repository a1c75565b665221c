from __future__ import annotations

from pathlib import Path

import click

from lianjian.cli.setting_up import json_option, print_json


@click.command("publish-software")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="WHEEL-DIR")
@click.option("--notes-zh", default="", help="What is new, in Chinese, for the keeper.")
@click.option("--notes-en", default="", help="What is new, in English.")
@click.option("--from", "follows", default="0.0", help="The lowest version that may be followed directly.")
@click.option(
    "--bundle",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write a tar from which a new station is installed.",
)
@json_option
def publish_software(
    folder: Path, notes_zh: str, notes_en: str, follows: str, bundle: Path | None, *, as_json: bool
) -> None:
    """Sign the wheels in WHEEL-DIR as the stations' newest release.

    The folder holds the wheel of lianjian and of everything it needs on a station, for each kind of machine there is. Stations
    fetch them with the next edition, try the release beside the one that runs, and take it when it works.
    """
    from lianjian.adapters.ferry.software_publishing import publish_software as sign
    from lianjian.adapters.ferry.software_publishing import write_bundle

    release, signed = sign(folder, notes={"zh": notes_zh, "en": notes_en}, follows=follows)
    told = {
        "release": release.version,
        "wheels": len(release.wheels),
        "bytes": release.size,
        "version": signed.version,
    }
    if bundle is not None:
        told["bundle"] = write_bundle(release, folder, bundle)
    if as_json:
        print_json(told)
        return
    click.echo(
        f"release {release.version}: {len(release.wheels)} wheels, {release.size} bytes, in edition {signed.version}"
    )
