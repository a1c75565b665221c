"""The report on synergy as a document: figures by unit, the method in plain words, the outcomes with what they rest on."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, ngettext

from lianjian.apps.projects.queries import verifiers_of
from lianjian.apps.synergy.rules.measuring import UNDEFINED_LABELS
from lianjian.kernel.documents import Document, Heading, Items, Paragraph, Table
from lianjian.kernel.quantities import UNIT_LABELS, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lianjian.apps.synergy.queries.measured import Behind, SynergyReport
    from lianjian.apps.synergy.rules.measuring import UnitSynergy
    from lianjian.kernel.documents import Block

MOST_PARTIES = 60
MOST_OUTCOMES = 200
"""Rows of a table of one unit: a paper is read, the rest stands in the network. What is cut is said."""


def synergy_paper(report: SynergyReport, *, since: date | None, until: date | None, dated: date) -> Document:
    """The report in the language of the moment. Outcomes whose words the reader of the report may not see stand there as
    numbers."""
    checked = verifiers_of(report.outcomes)
    blocks: list[Block] = [Paragraph(_span(since, until))]
    for unit in sorted(report.units, key=lambda one: one.index is None):
        blocks.extend(_unit(unit, report, checked))
    if not report.units:
        blocks.append(Paragraph(gettext("No verified outcome lies in what was asked for: nothing is known.")))
    blocks.extend(_method())
    return Document(
        title=gettext("Report on synergy"),
        blocks=tuple(blocks),
        dated=dated,
        language="zh" if (get_language() or "").startswith("zh") else "en",
    )


def plain(value: Fraction) -> str:
    """A whole number as it is, any other with two places."""
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.2f}"


def _span(since: date | None, until: date | None) -> str:
    days = {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
    if since and until:
        return gettext("Outcomes that happened from %(since)s to %(until)s and were verified.") % days
    if since:
        return gettext("Outcomes that happened from %(since)s on and were verified.") % days
    if until:
        return gettext("Outcomes that happened until %(until)s and were verified.") % days
    return gettext("All outcomes that were verified.")


def _unit(unit: UnitSynergy, report: SynergyReport, checked: Mapping[int, str]) -> list[Block]:
    word = gettext(UNIT_LABELS[Unit(unit.unit)])
    alone = sum((figure.value for figure in unit.alone.values()), Fraction(0))
    said = ngettext(
        "%(n)s party, %(together)s %(unit)s from %(count)s outcomes.",
        "%(n)s parties together: %(together)s %(unit)s from %(count)s outcomes.",
        len(unit.parties),
    ) % {
        "n": len(unit.parties),
        "together": plain(unit.together.value),
        "unit": word,
        "count": len(unit.together.outcomes),
    }
    if unit.index is not None:
        index = gettext(
            "Each alone, added up: %(alone)s. Index: %(n)s × %(together)s ÷ %(alone)s = %(index)s."
        ) % {
            "alone": plain(alone),
            "n": len(unit.parties),
            "together": plain(unit.together.value),
            "index": f"{float(unit.index):.2f}",
        }
    else:
        reason = gettext(UNDEFINED_LABELS[unit.undefined]) if unit.undefined else ""
        index = gettext("The index is undefined. %(reason)s") % {"reason": reason}
    return [
        Heading(word),
        Paragraph(f"{said}{'' if get_language() != 'en' else ' '}{index}"),
        *_parties(unit, report.names),
        *_outcomes(unit, report, checked),
    ]


def _parties(unit: UnitSynergy, names: Mapping[int, str]) -> list[Block]:
    order = sorted(unit.parties, key=lambda party: (-unit.shares[party].value, party))
    rows = tuple(
        (
            names.get(party, ""),
            plain(unit.alone[party].value) if unit.alone[party].outcomes else "—",
            plain(unit.shares[party].value),
        )
        for party in order[:MOST_PARTIES]
    )
    table = Table(
        columns=(gettext("Party"), gettext("Alone"), gettext("Share by Shapley")),
        rows=rows,
        numbers=frozenset({1, 2}),
        widths=(2, 1, 1),
    )
    return [table, *_cut(len(order), MOST_PARTIES)]


def _outcomes(unit: UnitSynergy, report: SynergyReport, checked: Mapping[int, str]) -> list[Block]:
    lines = sorted(
        (report.outcomes[key] for key in unit.together.outcomes), key=lambda one: (-one.value, one.id)
    )
    rows = tuple(_outcome(one, report.names, checked) for one in lines[:MOST_OUTCOMES])
    table = Table(
        columns=(gettext("Outcome"), gettext("Quantity"), gettext("Needed all of"), gettext("Day"),
                 gettext("Proof"), gettext("Verified by")),
        rows=rows,
        numbers=frozenset({1}),
        widths=(8, 4, 6, 6, 6, 4),
    )  # fmt: skip
    return [table, *_cut(len(lines), MOST_OUTCOMES)]


def _outcome(one: Behind, names: Mapping[int, str], checked: Mapping[int, str]) -> tuple[str, ...]:
    return (
        one.text if one.text is not None else gettext("Its words are for its parties."),
        f"{one.value:,}",
        "、".join(names.get(key, "") for key in one.parties),
        one.happened_on.isoformat(),
        (one.evidence or "—") if one.text is not None else "",
        checked.get(one.id, "") if one.text is not None else "",
    )


def _cut(count: int, most: int) -> list[Block]:
    if count <= most:
        return []
    told = gettext("The first %(most)s of %(count)s.") % {"most": most, "count": count}
    return [Paragraph(told, small=True)]


def _method() -> list[Block]:
    return [
        Heading(gettext("How this is measured")),
        Items(
            (
                gettext("Only outcomes that somebody of another party has verified count, each once."),
                gettext("An outcome counts for the set of parties whose contributions it needed; v(S) is the value of the "
                        "outcomes whose parties all lie in S."),
                gettext("The index of n parties is n × v(N) ÷ the sum of v({i}); where no party has anything of its own in a "
                        "unit it is undefined, which is not nought."),
                gettext("A party's share divides each outcome equally among its parties, or by weights that all of them agreed "
                        "to: the Shapley value (L. S. Shapley, A Value for n-Person Games, 1953)."),
                gettext("Units are never added to one another."),
            ),
            numbered=True,
        ),
    ]  # fmt: skip
