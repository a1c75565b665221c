"""``lianjian newsroom``: bring the archive home, list stories, review and publish."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict

import click

from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.apps.newsroom.rules.steps import Step
from lianjian.cli.bringing_home import house_called, import_archive_, import_report
from lianjian.cli.setting_up import json_option, print_json, set_up, somebody
from lianjian.kernel.refusals import Refused, gettext_noop


@click.group()
def newsroom() -> None:
    """Import, list, review and publish stories."""
    set_up()


newsroom.add_command(import_archive_)
newsroom.add_command(import_report)


@newsroom.command(name="index-archive")
@click.option("--newsroom", "house", default="", help="The key of the media centre, where there are several.")
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks for it.")
@json_option
def index_archive_(*, house: str, username: str | None, as_json: bool) -> None:
    """Let copies be found of stories that were imported before copies were looked for. Running it again does no harm."""
    from lianjian.apps.newsroom.actions.index_archive import index_archive

    items = index_archive(by=somebody(username), newsroom=house_called(house))
    if as_json:
        print_json({"items": items})
    else:
        click.echo(f"items      {items}")


@newsroom.command(name="part-copy")
@click.argument("copy", type=int)
@click.option("--as", "username", required=True, help="The sign-in name of the person who says so.")
@json_option
def part_copy_(*, copy: int, username: str, as_json: bool) -> None:
    """Say that what was kept as a copy of a story is another story: it becomes a draft of its own."""
    from lianjian.apps.newsroom.actions.part_copy import part_copy

    item = part_copy(by=somebody(username), copy=copy)
    if as_json:
        print_json({"story": item.story_id, "source_sha256": item.source_sha256})
    else:
        click.echo(f"story      {item.story_id}")


@newsroom.command(name="repair-again")
@click.argument("items", nargs=-1, type=int)
@click.option("--all", "every", is_flag=True, help="All items that another version repaired.")
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks.")
@json_option
def repair_again_(*, items: tuple[int, ...], every: bool, username: str | None, as_json: bool) -> None:
    """Repair archive items anew with the present huanyuan, and propose what reads differently.

    Nothing is overwritten: an editor accepts or declines each proposal at the desk.
    """
    import huanyuan
    from lianjian.apps.newsroom.actions.repair_again import repair_again
    from lianjian.apps.newsroom.queries.provenance import items_of_other_versions

    if every == bool(items):
        raise click.UsageError("Name the items, or say --all.")
    by = somebody(username)
    if every:
        items = tuple(items_of_other_versions(by, huanyuan.__version__).values_list("pk", flat=True))
    with click.progressbar(length=len(items), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        outcomes = repair_again(by=by, items=items, progress=lambda _: bar.update(1))
    states = Counter(outcome.state for outcome in outcomes)
    if as_json:
        print_json({"huanyuan": huanyuan.__version__, "items": [asdict(outcome) for outcome in outcomes]})
    else:
        for state in ("proposed", "same", "known", "current", "assembled"):
            click.echo(f"{state:<10} {states[state]}")


@newsroom.command(name="stories")
@click.option(
    "--state",
    type=click.Choice([str(stage) for stage in Stage]),
    default=None,
    help="Only those in this state.",
)
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks.")
@json_option
def stories_(*, state: str | None, username: str | None, as_json: bool) -> None:
    """List the stories of the newsroom, the newest first."""
    from lianjian.apps.newsroom.queries import stories, summary

    rows = [summary(story) for story in stories(somebody(username)).iterator(chunk_size=500)]
    if state:
        rows = [row for row in rows if row["state"] == state]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:>6}  {row['state']:<10} {row['column'] or '-':<20} {row['title']}")


@newsroom.command()
@click.argument("story", type=int)
@click.option("--as", "username", required=True, help="The sign-in name of the person who submits.")
def submit(*, story: int, username: str) -> None:
    """Freeze the latest text of a story and ask for its reviews."""
    from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review

    submit_for_review(by=somebody(username), story=story)


@newsroom.command()
@click.argument("story", type=int)
@click.option("--as", "username", required=True, help="The sign-in name of the reviewer.")
@click.option("--send-back", is_flag=True, help="Send it back instead of accepting it; say why in --comment.")
@click.option("--comment", default="", help="What the reviewer has to say.")
@click.option(
    "--step",
    type=click.Choice([str(step) for step in Step]),
    default=None,
    help="Which of the six steps; without it the first that is open to this person.",
)
def review(*, story: int, username: str, send_back: bool, comment: str, step: str | None) -> None:
    """Accept the latest text of a story at one of its six steps, or send it back, as the person named. Authors cannot."""
    from lianjian.apps.newsroom.actions.review_story import review_story
    from lianjian.apps.newsroom.rules.steps import Verdict

    verdict = Verdict.SENT_BACK if send_back else Verdict.ACCEPTED
    review_story(by=somebody(username), story=story, verdict=verdict, comment=comment, step=step or "")


class _Reviewers(click.Command):
    """Takes ``--reviewer A B`` for ``--reviewer A --reviewer B``: click's options have a fixed number of values."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spelled: list[str] = []
        option, is_due, has_story = "", False, False
        for word in args:
            if is_due:
                is_due = False
            elif word.startswith("-"):
                option, _, value = word.partition("=")
                is_due = not value and option in {"--reviewer", "--as"}
            elif option == "--reviewer" and (has_story or not word.isdigit()):
                spelled.append(option)
            else:
                has_story = True
            spelled.append(word)
        return super().parse_args(ctx, spelled)


@newsroom.command(cls=_Reviewers)
@click.argument("story", type=int)
@click.option(
    "--reviewer",
    "reviewers",
    multiple=True,
    metavar="WHO...",
    help="The sign-in names of persons who reviewed it.",
)
@click.option("--as", "username", default=None, help="The sign-in name of the person who publishes.")
@json_option
def publish(*, story: int, reviewers: tuple[str, ...], username: str | None, as_json: bool) -> None:
    """Make the latest text of a story public. Refuses where the three reviews and three proofs are not there.

    Each person named with --reviewer must hold one of the six steps of this very text.
    """
    from lianjian.apps.newsroom.actions.publish_story import publish_story
    from lianjian.apps.newsroom.queries import standing_reviewers, story_of, summary

    by = somebody(username)
    standing = set(standing_reviewers(by, story).values())
    for reviewer in reviewers:
        if somebody(reviewer).person not in standing:
            raise Refused(
                gettext_noop("“%(name)s” has not accepted this text."),
                cure=gettext_noop(
                    "After any change it has to be reviewed again, by somebody who did not write it."
                ),
                name=reviewer,
            )
    publish_story(by=by, story=story)
    done = summary(story_of(by, story))
    if as_json:
        print_json(done)
    else:
        click.echo(f"{done['id']}  {done['state']}  {done['title']}")


@newsroom.command(name="record")
@click.argument("story", type=int)
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks.")
@json_option
def record_(*, story: int, username: str | None, as_json: bool) -> None:
    """Print the record of a story: who took which of the six steps when, who wrote, what went public and what came back."""
    from lianjian.apps.newsroom.queries import record

    told = record(somebody(username), story)
    if as_json:
        print_json(told)
        return
    click.echo(f"{told['story']}  {told['state']}  {told['title']}")
    for one in told["reviews"]:
        words = (one["at"][:16], one["step"], one["verdict"], one["name"], one["text_sha256"][:12])
        click.echo("  ".join((*words, one["comment"])).rstrip())


@newsroom.command()
@click.option("--newsroom", "house", default="", help="The key of the media centre, where there are several.")
@click.option(
    "--six-people/--two-lanes", "apart", required=True, help="Six different people, or two steps each."
)
@click.option("--reason", required=True, help="Why; it stands on the record of each story.")
@click.option("--as", "username", required=True, help="The sign-in name of the leader of the newsroom.")
def rules(*, house: str, apart: bool, reason: str, username: str) -> None:
    """Say whether six different people take the six steps of a text, or one person may hold one review and one proof."""
    from lianjian.apps.newsroom.actions.set_newsroom_rules import set_newsroom_rules

    set_newsroom_rules(by=somebody(username), newsroom=house_called(house), apart=apart, reason=reason)


@newsroom.command(name="publish-due")
@json_option
def publish_due(*, as_json: bool) -> None:
    """Let out the scheduled texts whose hour has come, as the worker does. Exit 1 where one broke and is to be tried again."""
    from lianjian.apps.newsroom.actions.publish_due_stories import publish_due_stories

    fired = publish_due_stories(by=somebody(None))
    figures = {"published": fired.published, "held": fired.held, "broken": fired.broken}
    if as_json:
        print_json(figures)
    else:
        for word, stories in figures.items():
            click.echo(f"{word:<10} {' '.join(map(str, stories)) or '-'}")
    if fired.broken:
        raise Refused(gettext_noop("A scheduled text broke on its way out; it is tried again."))


@newsroom.command()
@click.argument("story", type=int)
@click.option("--reason", required=True, help="Why; outlets and stations are told.")
@click.option("--as", "username", default=None, help="The sign-in name of the person who withdraws.")
def withdraw(*, story: int, reason: str, username: str | None) -> None:
    """Take a published story back."""
    from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story

    withdraw_story(by=somebody(username), story=story, reason=reason)
