"""What was recognised in an item of the archive, as the proofreading page shows it: always as a guess."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from lianjian.apps.newsroom.actions.take_over_guess import GUESSED, LINES, OF_BLOCKS
from lianjian.apps.newsroom.models.archive_decision import ArchiveDecision
from lianjian.apps.parties.queries import divisions_matching
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.newsroom.rules.drafts import Draft

FIELD_WORDS = {
    "title": gettext_noop("Title"),
    "subtitle": gettext_noop("Subtitle"),
    "byline": gettext_noop("Byline"),
    "source": gettext_noop("Source"),
    "happened_on": gettext_noop("Day"),
    "division": gettext_noop("Place"),
    "caption": gettext_noop("Caption"),
    "heading": gettext_noop("Heading"),
    "kicker": gettext_noop("Kicker"),
    "photographer": gettext_noop("Photographer"),
    "editor": gettext_noop("Page editor"),
    "published_on": gettext_noop("Day of publication"),
}
SURE_WORDS = {
    "sure": gettext_noop("as good as certain"),
    "likely": gettext_noop("likely"),
    "weak": gettext_noop("weak"),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"\d{6,12}")


def shown_guesses(
    guesses: Sequence[dict[str, Any]], draft: Draft, decisions: Sequence[ArchiveDecision]
) -> list[dict[str, Any]]:
    """Each guess with its words, what its field holds in the draft, what a form offers, and who took it over last."""
    last: dict[int, ArchiveDecision] = {}
    for decision in decisions:  # the newest first
        if decision.guess is not None and decision.verb == ArchiveDecision.Verb.GUESS:
            last.setdefault(decision.guess, decision)
    codes = {guess["value"] for guess in guesses if guess["field"] == "division"} | {draft.division}
    codes |= {code for guess in guesses for code in guess.get("candidates", ())}
    paths = {code: path for code in codes if _CODE.fullmatch(code) for path in [_path_of(code)] if path}
    texts = {block.caption or block.text for block in draft.blocks}
    found = []
    for number, guess in enumerate(guesses):
        field, value, taken = guess["field"], guess["value"], last.get(number)
        known = taken.words if taken is not None else value
        there = _there(field, known, draft, texts)
        found.append(
            {
                "number": number,
                "where": f"guess-{number}",
                "field": field,
                "word": gettext(FIELD_WORDS[field]) if field in FIELD_WORDS else field,
                "value": value,
                "path": paths.get(value, "") or _other_words(guess),
                "candidates": [
                    {"code": code, "path": paths[code]}
                    for code in guess.get("candidates", ())
                    if code in paths and code != value
                ],
                "sure": guess.get("sure", ""),
                "sure_word": gettext(SURE_WORDS[guess["sure"]]) if guess.get("sure") in SURE_WORDS else "",
                "why": guess.get("why", ""),
                "marked": isinstance(guess.get("at"), int) and guess["at"] >= 0 and bool(guess.get("len")),
                "there": paths.get(there, there) if field == "division" else there,
                "same": bool(there) and there == value,
                "offered": _offered(field, known, paths),
                "kind": {"happened_on": "date", "division": "division"}.get(field, "text"),
                "fits": field in GUESSED,
                "decision": taken,
            }
        )
    return found


def _other_words(guess: dict[str, Any]) -> str:
    """What the text says for it, where that is not what the guess shows anyway."""
    words = str(guess.get("words", ""))
    return "" if words == guess["value"] else words


def _there(field: str, known: str, draft: Draft, texts: set[str]) -> str:
    if field in LINES:
        return str(getattr(draft, field))
    if field == "happened_on":
        return draft.happened_on.isoformat() if draft.happened_on else ""
    if field == "division":
        return draft.division
    return known if field in OF_BLOCKS and known in texts else ""


def _offered(field: str, known: str, paths: dict[str, str]) -> str:
    """What stands in the field at first: the guess, in the form that its field takes."""
    if field == "happened_on":
        return known if _DAY.fullmatch(known) else ""
    if field == "division":
        code = known.split(maxsplit=1)[0] if known else ""
        return f"{code} {paths[code]}" if code in paths else ""
    return known


def _path_of(code: str) -> str:
    return next((row.path for row in divisions_matching(code) if row.code == code), "")
