"""What a draft is made of, as forms and files hand it over."""

from __future__ import annotations

from dataclasses import dataclass

from lianjian.apps.parties.rules.roles import SIGNATORIES, STEWARDS

NEGOTIATORS = STEWARDS | SIGNATORIES
"""Roles that may draft, edit and freeze an agreement for their organisation."""


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A party: the key of its organisation and what it is in this agreement, in words."""

    organisation: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """A clause as typed. ``heading`` may be empty. ``source`` is the key of the template's words it was made from; in a
    supplement ``deed`` and ``target`` say what it does to which clause (``rules.supplements``)."""

    heading: str
    text: str
    source: int | None = None
    deed: str = ""
    target: int = 0
