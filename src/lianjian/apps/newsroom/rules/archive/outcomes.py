"""What became of what was handed over."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.apps.newsroom.rules.archive.lines import Cut


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: imported, copy (of a story that is there), duplicate (of bytes or words that are there) or
    refused. ``reason`` is the refusal of the latter; ``cut`` are the words that were left out as page furniture."""

    name: str
    state: str
    sha256: str = ""
    story: int | None = None
    title: str = ""
    repaired: bool = False
    families: tuple[str, ...] = ()
    uncertain: int = 0
    cut: tuple[Cut, ...] = ()
    reason: Refused | None = None


@dataclass(slots=True)
class ImportReport:
    """What became of everything that was handed over, in order; ``run`` is the number under which it is kept."""

    outcomes: list[Outcome] = field(default_factory=list)
    run: int = 0

    def count(self, state: str) -> int:
        """How many sources ended in ``state``."""
        return sum(outcome.state == state for outcome in self.outcomes)

    def figures(self) -> dict[str, int]:
        """The totals: imported (repaired and uncertain among them), duplicate (other copies of a story among them), refused;
        these three are all sources. ``cut``: how many had lines cut off."""
        imported = [outcome for outcome in self.outcomes if outcome.state == "imported"]
        return {
            "imported": len(imported),
            "repaired": sum(outcome.repaired for outcome in imported),
            "uncertain": sum(bool(outcome.uncertain) for outcome in imported),
            "duplicate": self.count("duplicate") + self.count("copy"),
            "copies": self.count("copy"),
            "refused": self.count("refused"),
            "cut": sum(bool(outcome.cut) for outcome in self.outcomes),
        }

    def as_json(self, explain: Callable[[Refused], str]) -> dict[str, Any]:
        """The report for machines; ``explain`` puts refusals, and why words were cut off, into words."""
        rows = []
        for outcome in self.outcomes:
            row = {**asdict(outcome), "reason": explain(outcome.reason) if outcome.reason else ""}
            row["cut"] = [{"line": cut.line, "why": explain(Refused(cut.why))} for cut in outcome.cut]
            rows.append(row)
        return {"run": self.run, **self.figures(), "items": rows}


def reason_as_json(refused: Refused) -> dict[str, Any]:
    """A refusal that can be kept and said later in any language."""
    values = {key: value if isinstance(value, int) else str(value) for key, value in refused.values.items()}
    return {"msgid": refused.message, "cure": refused.cure, "values": values}


def reason_of(kept: dict[str, Any]) -> Refused | None:
    """The refusal that was kept; None where nothing was."""
    if not kept:
        return None
    return Refused(kept["msgid"], cure=kept.get("cure", ""), **kept.get("values", {}))
