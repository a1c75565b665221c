from __future__ import annotations

from pathlib import Path

import click

from lianjian.cli.setting_up import json_option, print_json, set_up


@click.group()
def islands() -> None:
    """Sign and publish the feed of the village stations."""
    set_up()


@islands.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the static feed.",
)
@json_option
def publish(out: Path, *, as_json: bool) -> None:
    """Sign what is published now and write the static feed that any web server or stick can carry."""
    from lianjian.adapters.ferry.feed_writing import FolderFeed
    from lianjian.apps.islands.actions.publish_edition import publish_edition
    from lianjian.foundation.actor import Actor

    edition, signed = publish_edition(by=Actor.system("command-line"), writer=FolderFeed(out))
    told = {
        "version": signed.version,
        "root": str(signed.root),
        "stories": edition.stories,
        "bytes": signed.bytes,
    }
    if as_json:
        print_json(told)
        return
    click.echo(
        f"edition {signed.version}: {edition.stories} stories, {signed.bytes} bytes; trust file {signed.root}"
    )


@islands.command()
@json_option
def status(*, as_json: bool) -> None:
    """Say which edition the stations can get now."""
    from lianjian.apps.islands.queries import status as feed_status

    now = feed_status()
    told = {
        "version": now.version,
        "published_at": now.published_at,
        "stories": now.stories,
        "bytes": now.bytes,
    }
    if as_json:
        print_json(told)
        return
    if now.version is None:
        click.echo("Nothing has been published to the stations yet.")
        return
    click.echo(
        f"edition {now.version} of {now.published_at:%Y-%m-%d %H:%M}: {now.stories} stories, {now.bytes} bytes"
    )
