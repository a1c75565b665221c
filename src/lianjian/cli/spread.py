"""``lianjian spread``: reads, forwards and the two forward rates, the tree of a story, the counts made
anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lianjian.cli.setting_up import json_option, print_json, set_up, somebody
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lianjian.apps.spread.queries import Cascade, Report, Selection
    from lianjian.apps.spread.rules.rates import Rate

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def spread() -> None:
    """Reads, forwards and the two forward rates."""
    set_up()


def _selecting(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what a figure is about."""
    for option in (
        click.option("--to", "until", type=DAY, help="The last day, as in 2026-12-31."),
        click.option("--from", "since", type=DAY, help="The first day, as in 2026-01-01."),
        click.option("--party", help="Only stories of this party: its key or its number."),
        click.option("--column", help="Only stories of this column: its slug."),
        click.option("--outlet", help="Only chains that left from this outlet: its key."),
        click.option("--story", type=int, help="Only this story: its number."),
    ):
        command = option(command)
    return command


@spread.command()
@_selecting
@click.option("--as", "username", default=None, help="See what this person may see (the default sees all).")
@json_option
def report(*, username: str | None, as_json: bool, **given: Any) -> None:
    """Print reads, forwards and both forward rates, each with numerator and denominator.

    Reads and forwards are those our own pages saw. What platforms tell of theirs stands apart, with its
    definition, and is never added. Unknown is printed as unknown (null in JSON), which is not 0.
    """
    from lianjian.apps.spread import queries

    by = somebody(username)
    found = queries.report(by, _selection(**given))
    if as_json:
        print_json(_as_json(found))
        return
    for words, value in _lines(found):
        click.echo(f"{words:<34}{value}")


@spread.command()
@click.argument("story", type=int)
@click.option("--most", type=int, default=200, show_default=True, help="At most so many shares.")
@click.option("--as", "username", default=None, help="See what this person may see (the default sees all).")
@json_option
def cascade(*, story: int, most: int, username: str | None, as_json: bool) -> None:
    """Print the tree of those who carried a STORY on, the largest chains first.

    Only chains that left from our own pages: platforms tell totals, no chains.
    """
    from dataclasses import asdict

    from lianjian.apps.spread import queries

    tree = queries.cascade(somebody(username), story, limit=most)
    if as_json:
        print_json(asdict(tree))
        return
    _draw(tree)


@spread.command()
@json_option
def recompute(*, as_json: bool) -> None:
    """Make the day counts anew from the events and print how many had been wrong."""
    from dataclasses import asdict

    from lianjian.apps.spread.actions.recompute import recompute as make_anew
    from lianjian.foundation.actor import Actor

    verdict = make_anew(by=Actor.system("command-line"))
    if as_json:
        print_json(asdict(verdict))
        return
    click.echo(f"{verdict.cells} counts made anew, {verdict.differing} had been wrong")


def _selection(
    *,
    story: int | None,
    outlet: str | None,
    column: str | None,
    party: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Selection:
    from lianjian.apps.newsroom.queries import columns
    from lianjian.apps.spread.queries import Selection

    if column is not None and column not in {one.slug for one in columns()}:
        raise Refused(gettext_noop("There is no column “%(slug)s”."), field="column", slug=column)
    return Selection(
        story=story,
        outlet=outlet,
        column=column,
        party=None if party is None else _party(party),
        since=None if since is None else since.date(),
        until=None if until is None else until.date(),
    )


def _party(given: str) -> int:
    from lianjian.apps.parties.queries import organisations

    rows = organisations()
    found = rows.filter(key=given).first() or (
        rows.filter(pk=int(given)).first() if given.isdecimal() else None
    )
    if found is None:
        raise Refused(gettext_noop("There is no organisation “%(key)s”."), field="party", key=given)
    return found.pk


def _as_json(found: Report) -> dict[str, Any]:
    return {
        "reads": found.seen.reads,
        "forwards": found.seen.forwards,
        "hidden": found.seen.hidden,
        "item_forward_rate": _rate(found.item_forward_rate),
        "read_forward_rate": _rate(found.read_forward_rate),
        "items_unknown": found.items_unknown,
        "outlets": len(found.outlets),
        "outlets_unknown": len(found.outlets_unknown),
        "outlets_unknown_keys": list(found.outlets_unknown),
        "counting_since": found.counting_since,
        "from": found.selection.since,
        "to": found.selection.until,
        "platform": [
            {
                "outlet": one.outlet,
                "metric": one.metric,
                "definition": one.definition,
                "value": one.value,
                "stories": one.stories,
                "latest_day": one.latest_day,
                "fetched_at": one.fetched_at,
                "sources": one.sources,
            }
            for one in found.platform
        ],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    """A rate with its parts; the value is null where a part is unknown or the denominator is 0."""
    value = rate.value
    return {
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "value": None if value is None else round(float(value), 6),
    }


def _lines(found: Report) -> list[tuple[str, str]]:
    from django.utils.translation import gettext

    unknown = gettext("too few to be shown") if found.seen.hidden else gettext("unknown")

    def figure(count: int | None) -> str:
        return unknown if count is None else f"{count:,}"

    def rate(parts: Rate) -> str:
        value = parts.value
        shown = unknown if value is None else f"{float(value):.2%}"
        return f"{shown}  ({figure(parts.numerator)} / {figure(parts.denominator)})"

    lines = [
        ("reads", figure(found.seen.reads)),
        ("forwards", figure(found.seen.forwards)),
        ("item forward rate", rate(found.item_forward_rate)),
        ("  of these items unknown", f"{found.items_unknown:,}"),
        ("read forward rate", rate(found.read_forward_rate)),
        ("outlets without any figure", f"{len(found.outlets_unknown)} / {len(found.outlets)}"),
        ("counting since", str(found.counting_since or gettext("unknown"))),
    ]
    told = [
        (f"{one.outlet} {one.metric}", f"{figure(one.value)}  ({one.stories}: {one.definition})")
        for one in found.platform
    ]
    return [*lines, *told]


def _draw(tree: Cascade) -> None:
    click.echo(f"{tree.title}: {tree.shares} / {tree.chains} / {tree.deepest}")
    for node in tree.nodes:
        more = f" +{node.folded}" if node.folded else ""
        below = f"{node.forwards_below} → {node.reads_below}"
        click.echo(f"{'  ' * node.depth}{node.outlet}  {below}{more}")
