"""``lianjian newsroom``: bring the archive home, list stories, review and publish."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.apps.newsroom.rules.steps import Step
from lianjian.cli.setting_up import json_option, print_json, set_up, somebody
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lianjian.apps.newsroom.actions.import_archive import Outcome
    from lianjian.apps.newsroom.rules.archive.sources import Source, TurnedAway


@click.group()
def newsroom() -> None:
    """Import, list, review and publish stories."""
    set_up()


@newsroom.command(name="import-archive")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--column", default="", help="The column (its slug) into which the stories go.")
@click.option("--newsroom", "house", default="", help="The key of the media centre, where there are several.")
@click.option("--as", "username", default=None, help="The sign-in name of the person who imports.")
@json_option
def import_archive_(
    *, paths: tuple[Path, ...], column: str, house: str, username: str | None, as_json: bool
) -> None:
    """Bring texts home as drafts: txt, html, docx, jsonl, zip, and folders of them.

    Mangled Chinese is repaired; the original bytes and every change are kept. Running it again changes nothing and goes
    on where it was cut short. Exit 1 where nothing could be read.
    """
    from lianjian.apps.newsroom.actions.import_archive import import_archive
    from lianjian.foundation.wording import explain

    by = somebody(username)
    files = list(_files(paths))
    meter = _meter(len(files)) if sys.stderr.isatty() else None
    report = import_archive(
        by=by, sources=_sources(files), column=column, newsroom=_house(house), progress=meter
    )
    if meter is not None:
        click.echo("", err=True)
    if as_json:
        print_json(report.as_json(explain))
    else:
        for key, number in report.figures().items():
            click.echo(f"{key:<10} {number}")
    for outcome in report.outcomes:
        if outcome.reason is not None:
            click.echo(f"{outcome.name}: {' '.join(explain(outcome.reason).split())}", err=True)
    if report.count("refused") == len(report.outcomes):
        raise Refused(gettext_noop("Nothing was imported: no file could be read."))


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

    set_newsroom_rules(by=somebody(username), newsroom=_house(house), apart=apart, reason=reason)


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


def _house(key: str) -> int | None:
    if not key:
        return None
    from lianjian.apps.parties.queries import organisation

    found = organisation(key)
    if found is None:
        raise Refused(gettext_noop("There is no organisation with the key “%(key)s”."), key=key)
    return int(found.pk)


def _files(paths: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    """Files with the names under which they are reported, folders walked in a fixed order."""
    for path in paths:
        if not path.is_dir():
            yield path.name, path
            continue
        for folder, below, names in os.walk(path):
            below.sort()
            for name in sorted(names):
                found = Path(folder) / name
                yield found.relative_to(path.parent).as_posix(), found


def _sources(files: list[tuple[str, Path]]) -> Iterator[Source | TurnedAway]:
    from lianjian.apps.newsroom.rules.archive.sources import TurnedAway
    from lianjian.apps.newsroom.rules.archive.unpacking import is_litter, unpack

    for name, path in files:
        if is_litter(name):
            continue
        try:
            with path.open("rb") as stream:
                yield from unpack(name, stream)
        except FileNotFoundError:
            yield TurnedAway(name, Refused(gettext_noop("There is no such file.")))
        except OSError as failure:
            yield TurnedAway(
                name,
                Refused(gettext_noop("It cannot be opened: %(why)s."), why=failure.strerror or str(failure)),
            )


def _meter(files: int) -> Callable[[Outcome], None]:
    done = {"imported": 0, "duplicate": 0, "refused": 0}

    def show(outcome: Outcome) -> None:
        done[outcome.state] += 1
        figures = "  ".join(f"{key} {number}" for key, number in done.items())
        click.echo(f"\r{figures}  ({files} files)  {outcome.name[-40:]:<40}", nl=False, err=True)

    return show
