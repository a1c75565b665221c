"""``lianjian synergy``: what the parties achieved together, by unit, down to the outcomes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lianjian.cli.setting_up import json_option, print_json, set_up, somebody
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from fractions import Fraction

    from lianjian.apps.synergy.queries import SynergyReport
    from lianjian.apps.synergy.rules.measuring import Figure, UnitSynergy

DAY = click.DateTime(["%Y-%m-%d"])
DIGITS = 6


@click.group()
def synergy() -> None:
    """What the parties achieved together beyond what each could alone."""
    set_up()


@synergy.command()
@click.option(
    "--party", "parties", multiple=True, help="Only among these parties (repeat it): key or number."
)
@click.option("--from", "since", type=DAY, help="The first day, as in 2026-01-01.")
@click.option("--to", "until", type=DAY, help="The last day, as in 2026-12-31.")
@click.option("--as", "username", default=None, help="See what this person may see (the default sees all).")
@click.option(
    "--pdf",
    "pdf",
    type=click.Path(dir_okay=False, writable=True),
    help="Write the report to this file, as a PDF to print.",
)
@json_option
def report(
    *,
    parties: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    username: str | None,
    pdf: str | None,
    as_json: bool,
) -> None:
    """Print, for each unit, what each party achieved alone, all together, the index and the shares.

    With --json: "units" has one entry a unit, with "alone" (v({i}) of each party), "together" (v(N)), "index"
    (n * v(N) / sum of v({i}); null, with the reason, where it is undefined) and "shares" (Shapley values). Each figure
    is a number with the keys of the "outcomes" behind it; "exact" is the fraction it is rounded from. Only verified
    outcomes count, and units are never added.
    """
    from django.utils.translation import gettext

    from lianjian.apps.synergy import queries

    if since and until and until < since:
        raise click.UsageError("--to lies before --from.")
    found = queries.report(
        somebody(username),
        since=since.date() if since else None,
        until=until.date() if until else None,
        parties=frozenset(_party(given) for given in parties) if parties else None,
    )
    if pdf is not None:
        _write(pdf, found, since, until)
    if as_json:
        print_json(_as_json(found))
        return
    if pdf is not None:
        click.echo(gettext("Written to %(path)s.") % {"path": pdf})
        return
    if not found.units:
        click.echo(gettext("No verified outcome lies in what was asked for: nothing is known."))
    for unit in found.units:
        _print(unit, found.names)


def _write(path: str, found: SynergyReport, since: datetime | None, until: datetime | None) -> None:
    from django.utils import timezone

    from lianjian.adapters.documents.pdf import pdf_of
    from lianjian.apps.synergy.queries import synergy_paper
    from lianjian.kernel.clock import civil_date

    document = synergy_paper(
        found,
        since=since.date() if since else None,
        until=until.date() if until else None,
        dated=civil_date(timezone.now()),
    )
    try:
        Path(path).write_bytes(pdf_of(document))
    except OSError as broken:
        raise Refused(
            gettext_noop("The file could not be written: %(reason)s"),
            field="pdf",
            reason=broken.strerror or "?",
        ) from broken


def _party(given: str) -> int:
    from lianjian.apps.parties.queries import organisations

    rows = organisations()
    found = rows.filter(key=given).first() or (
        rows.filter(pk=int(given)).first() if given.isdecimal() else None
    )
    if found is None:
        raise Refused(gettext_noop("There is no organisation “%(key)s”."), field="party", key=given)
    return found.pk


def _as_json(found: SynergyReport) -> dict[str, Any]:
    return {
        "units": [_unit(unit, found.names) for unit in found.units],
        "outcomes": [
            {
                "id": one.id,
                "unit": one.unit,
                "value": _number(one.value),
                "parties": one.parties,
                "happened_on": one.happened_on,
                "text": one.text,
                "evidence": one.evidence,
                "link": one.link,
            }
            for one in found.outcomes.values()
        ],
    }


def _unit(unit: UnitSynergy, names: Mapping[int, str]) -> dict[str, Any]:
    from django.utils.translation import gettext

    from lianjian.apps.synergy.rules.measuring import UNDEFINED_LABELS

    return {
        "unit": unit.unit,
        "parties": [{"id": party, "name": names.get(party, "")} for party in unit.parties],
        "alone": [{"party": party, **_figure(unit.alone[party])} for party in unit.parties],
        "together": _figure(unit.together),
        "index": None if unit.index is None else _number(unit.index),
        "index_exact": None if unit.index is None else str(unit.index),
        "undefined": unit.undefined,
        "reason": gettext(UNDEFINED_LABELS[unit.undefined]) if unit.undefined else None,
        "shares": [{"party": party, **_figure(unit.shares[party])} for party in unit.parties],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": _number(figure.value),
        "exact": str(figure.value),
        "outcomes": figure.outcomes,
    }


def _number(value: Any) -> int | float:
    """The nearest JSON number: whole where it is whole."""
    whole = int(value)
    return whole if whole == value else round(float(value), DIGITS)


def _print(unit: UnitSynergy, names: Mapping[int, str]) -> None:
    from django.utils.translation import gettext

    from lianjian.apps.synergy.rules.measuring import UNDEFINED_LABELS
    from lianjian.kernel.quantities import UNIT_LABELS, Unit

    def plain(value: Fraction) -> str:
        return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.2f}"

    told = gettext("%(unit)s: %(parties)s parties together %(value)s, from %(count)s outcomes.") % {
        "unit": gettext(UNIT_LABELS[Unit(unit.unit)]),
        "parties": len(unit.parties),
        "value": plain(unit.together.value),
        "count": len(unit.together.outcomes),
    }
    if unit.index is not None:
        index = gettext("Index %(index)s.") % {"index": f"{float(unit.index):.2f}"}
    else:
        reason = gettext(UNDEFINED_LABELS[unit.undefined]) if unit.undefined else ""
        index = gettext("No index: %(reason)s") % {"reason": reason}
    click.echo(f"{told} {index}")
    for party in unit.parties:
        click.echo(
            gettext("  %(party)s: alone %(alone)s, share %(share)s")
            % {
                "party": names.get(party, party),
                "alone": plain(unit.alone[party].value),
                "share": plain(unit.shares[party].value),
            }
        )
