"""What a villager may ask about, which fields may leave for it, and what each field is for.

Minimisation is by this table and nothing else: a field that its category does not list never leaves a village, whatever
was typed (Personal Information Protection Law of the PRC, articles 6 and 19: the least scope, the shortest term).
"""

from __future__ import annotations

from dataclasses import dataclass

from lianjian_feed.refusals import Refused, chinese

MAX_TEXT = 4000  # characters of what is asked
MAX_FIELD = 80  # characters of any other field
MAX_DAYS = 365  # of a consent

#: Field -> why it leaves, said to the villager beside the field.
FIELDS = {
    "text": "what is asked, so that it can be answered",
    "name": "so that whoever answers knows whom to ask for",
    "phone": "so that whoever answers can call back",
    "place": "so that whoever comes finds the field or the house",
}

#: What a villager may agree to. ``answer`` is what asking means; the others are asked for one by one.
PURPOSES = {
    "answer": "to be answered by the addressee",
    "visit": "somebody may come to the village for it",
    "pass-on": "the addressee may pass it on to another in the network who can answer better",
}


@dataclass(frozen=True)
class Category:
    """A kind of request: its name for people, and the fields that may leave for it."""

    slug: str
    name: str  # msgid
    fields: tuple[str, ...]


CATEGORIES = {
    found.slug: found
    for found in (
        Category("farming", "Crops and animals", ("text", "phone", "place")),
        Category("market", "Selling produce", ("text", "name", "phone")),
        Category("jobs", "Work and training", ("text", "name", "phone")),
        Category("benefits", "Allowances and insurance", ("text", "name", "phone")),
        Category("health", "Illness and care", ("text", "phone")),
        Category("school", "School and children", ("text", "phone")),
        Category("law", "Law and disputes", ("text", "phone")),
        Category("fraud", "Fraud", ("text", "phone")),
        Category("works", "Roads, water, power", ("text", "phone", "place")),
        Category("proposal", "A proposal for the village", ("text",)),
        Category("other", "Something else", ("text", "phone")),
    )
}


def minimised(category: str, given: dict[str, str], agreed: set[str]) -> dict[str, str]:
    """What of ``given`` may leave: fields of the category that are filled in and agreed to.

    Raises Refused where the category is unknown, or nothing that can be answered would be left.
    """
    if category not in CATEGORIES:
        raise Refused("There is no kind of request called {name}.", name=repr(category)[:40])
    allowed = CATEGORIES[category].fields
    left = {name: given[name].strip() for name in allowed if name in agreed and given.get(name, "").strip()}
    if "text" not in left:
        raise Refused("Nothing is written of what is asked.")
    return left


def is_fields(told: object, category: object) -> bool:
    """Whether ``told`` are fields that may leave for ``category``, each within its bounds."""
    if not isinstance(told, dict) or not isinstance(category, str) or category not in CATEGORIES:
        return False
    if not set(told) <= set(CATEGORIES[category].fields) or "text" not in told:
        return False
    return all(
        isinstance(value, str) and 0 < len(value) <= (MAX_TEXT if name == "text" else MAX_FIELD)
        for name, value in told.items()
    )


def said(msgid: str, language: str) -> str:
    """A name or a purpose of this table in ``language`` (``zh`` or ``en``)."""
    return chinese().get(msgid, msgid) if language == "zh" else msgid
