"""``lianjian matrix versions`` and the verbs on other words for one outlet."""

from __future__ import annotations

import click

from lianjian.cli.setting_up import json_option, print_json, set_up, somebody
from lianjian.kernel.refusals import NotThere


@click.command()
@click.argument("story", type=int)
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks.")
@json_option
def versions(*, story: int, username: str | None, as_json: bool) -> None:
    """What each outlet gets of the latest text of a story, and how it differs."""
    set_up()
    from lianjian.apps.matrix.queries import versions as all_versions

    found = all_versions(somebody(username), story)
    if as_json:
        print_json([line.as_json() for line in found.lines])
        return
    click.echo(f"{found.story}  {found.title}")
    for line in found.lines:
        title, text = line.text("title"), line.text("text")
        own = f"  {line.words.standing}" if line.words else ""
        click.echo(
            f"  {line.outlet.key}  {line.manner}{own}  {title.length}/{title.most or '-'}  "
            f"{text.length}/{text.most or '-'}  {title.text}"
        )


@click.command()
@click.argument("story", type=int)
@click.argument("outlet")
@click.option("--title", default=None, help="Another title, for this outlet only; empty: the story's.")
@click.option("--digest", default=None, help="Another digest.")
@click.option("--author", default=None, help="Another byline.")
@click.option("--text", default=None, help="Another body text.")
@click.option("--as", "username", required=True, help="The sign-in name of the person who writes.")
def words(
    *,
    story: int,
    outlet: str,
    title: str | None,
    digest: str | None,
    author: str | None,
    text: str | None,
    username: str,
) -> None:
    """Write other words for one outlet. They go out when a reviewer who did not write them has accepted them."""
    set_up()
    from lianjian.apps.matrix.actions.write_own_words import write_own_words

    typed = {"title": title, "digest": digest, "author": author, "text": text}
    given = {name: said for name, said in typed.items() if said is not None}
    if not given:
        raise click.UsageError("Say at least one of --title, --digest, --author and --text.")
    kept = write_own_words(by=somebody(username), story=story, outlet=outlet, typed=given)
    click.echo(f"{outlet}  {kept.mark if kept is not None else '-'}")


@click.command("accept-words")
@click.argument("story", type=int)
@click.argument("outlet")
@click.option("--as", "username", required=True, help="The sign-in name of the reviewer.")
@click.option("--knowingly", is_flag=True, help="What the checks found in the words stays on purpose.")
def accept_words(*, story: int, outlet: str, username: str, knowingly: bool) -> None:
    """Let another person's words for one outlet out, as they are now. Their writer cannot."""
    set_up()
    from lianjian.apps.matrix.actions.accept_own_words import accept_own_words

    mark = _mark(story, outlet, username)
    accept_own_words(by=somebody(username), story=story, outlet=outlet, mark=mark, knowingly=knowingly)
    click.echo(f"{outlet}  accepted")


@click.command("return-words")
@click.argument("story", type=int)
@click.argument("outlet")
@click.option("--why", required=True, help="What should be different.")
@click.option("--as", "username", required=True, help="The sign-in name of the reviewer.")
def return_words(*, story: int, outlet: str, why: str, username: str) -> None:
    """Send another person's words for one outlet back."""
    set_up()
    from lianjian.apps.matrix.actions.return_own_words import return_own_words

    mark = _mark(story, outlet, username)
    return_own_words(by=somebody(username), story=story, outlet=outlet, mark=mark, why=why)
    click.echo(f"{outlet}  returned")


def _mark(story: int, outlet: str, username: str) -> str:
    from lianjian.apps.matrix.queries import version

    line = version(somebody(username), story, outlet)
    if line.words is None:
        raise NotThere
    return line.words.mark
