from __future__ import annotations

from pathlib import Path

import click

from lianjian.cli.island_software import publish_software
from lianjian.cli.setting_up import json_option, print_json, set_up


@click.group()
def islands() -> None:
    """Sign and publish the feed of the village stations."""
    set_up()


islands.add_command(publish_software)


@islands.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the static feed.",
)
@json_option
def publish(out: Path, *, as_json: bool) -> None:
    """Sign what is published now and write the static feed that any web server or stick can carry.

    The hub's own feed is brought up to date first, and the folder becomes a copy of it. A folder that holds other files
    and no feed is refused; in a folder with a feed, only the feed's own files are touched.
    """
    from lianjian.adapters.ferry.feed_writing import ServedFeed, check_copy, copy_feed
    from lianjian.apps.islands.actions.publish_edition import publish_edition
    from lianjian.foundation.actor import Actor

    check_copy(out)
    edition, _ = publish_edition(by=Actor.system("command-line"), writer=ServedFeed())
    copied = copy_feed(out)
    told = {
        "version": copied.version,
        "root": str(copied.root),
        "stories": edition.stories,
        "bytes": copied.bytes,
    }
    if as_json:
        print_json(told)
        return
    click.echo(
        f"edition {copied.version}: {edition.stories} stories, {copied.bytes} bytes; trust file {copied.root}"
    )


@islands.command()
@json_option
def status(*, as_json: bool) -> None:
    """Say which edition this hub serves to the stations now."""
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
