"""``lianjian matrix film``: the upright video of a story, made while one waits."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from lianjian.cli.setting_up import json_option, print_json, set_up, somebody
from lianjian.kernel.refusals import Refused, gettext_noop


@click.command()
@click.argument("story", type=int)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Also copy the film to FILE."
)
@click.option(
    "--narration",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="A recording that the film follows: MP3, M4A, WAV or Ogg, at most ten minutes.",
)
@click.option(
    "--preview", is_flag=True, help="Of the latest text, marked as a preview, not of the published one."
)
@click.option("--as", "username", default=None, help="The sign-in name of the person who has it made.")
@json_option
def film(
    *,
    story: int,
    out: Path | None,
    narration: Path | None,
    preview: bool,
    username: str | None,
    as_json: bool,
) -> None:
    """Make the film of a story anew and wait for it: of its published text, or with --preview of its latest.

    Takes about as long as the film lasts. The film is kept for the desk and the channels; --out copies it.
    """
    set_up()
    from django.utils import timezone

    from lianjian.apps.matrix.actions.ask_for_film import ask_for_film
    from lianjian.apps.matrix.actions.return_broken_films import return_broken_films
    from lianjian.apps.matrix.actions.set_narration import set_narration
    from lianjian.apps.matrix.queries import film_card, film_file
    from lianjian.apps.matrix.tasks.filming import make_in_process, maker_name
    from lianjian.apps.newsroom.queries import published

    by = somebody(username)
    return_broken_films(by=somebody(None), now=timezone.now(), ended="")  # no worker may run that would do it
    public = published(story)
    revision = 0 if preview or public is None else public.revision
    if narration is not None:
        row = set_narration(by=by, story=story, revision=revision, recording=narration.read_bytes())
    else:
        row = ask_for_film(by=by, story=story, revision=revision)
    if row.state != "ready":
        click.echo("The film is being made …", err=True)
        make_in_process(row.pk, maker_name(), by=by, with_parent=False)
    card = film_card(by, story, revision)
    if card is None or not card.ready:
        raise Refused(
            gettext_noop("The film is not ready: %(why)s"),
            why=(card.why or card.word) if card is not None else "",
        )
    path, _ = film_file(by, story, revision, "film")
    if out is not None:
        shutil.copyfile(path, out)
    if as_json:
        print_json(
            {
                "story": story,
                "revision": revision,
                "path": str(out or path),
                "sha256": card.sha256,
                "bytes": card.size,
                "seconds": card.seconds,
                "left_out": card.left_out,
                "missing": card.missing,
            }
        )
        return
    click.echo(f"{out or path}  {card.seconds:.1f} s  {(card.size or 0) / 1e6:.1f} MB")


@click.command(name="make-film", hidden=True)
@click.argument("row", type=int)
@click.option("--worker", required=True, help="The name in which it is made.")
def make_film(*, row: int, worker: str) -> None:
    """Make one waiting film and end; the worker starts this."""
    set_up()
    from lianjian.apps.matrix.tasks.filming import make_in_process

    make_in_process(row, worker, by=somebody(None), with_parent=True)
