"""What entries are about, in words and with an address, as far as the reader may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from lianjian.apps.coordination.queries import duty
from lianjian.apps.projects.queries import commitment_card, project_card
from lianjian.kernel.refusals import NotThere
from lianjian.web.mobile.subjects import read_about

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lianjian.apps.coordination.queries import LogLine
    from lianjian.foundation.actor import Actor

Subject = tuple[str, str] | None
"""Words and address, None where there is nothing to show."""


def targets_of(by: Actor, lines: Sequence[LogLine], today: date) -> list[tuple[LogLine, Subject]]:
    """Each entry with its subject. Each subject is looked up once."""
    found: dict[str, Subject] = {}
    answers: list[tuple[LogLine, Subject]] = []
    for line in lines:
        key = line.target_key
        if key and key not in found:
            found[key] = subject(by, key, today)
        answers.append((line, found.get(key)))
    return answers


def subject(by: Actor, key: str, today: date) -> Subject:
    """The words and the address of ``duty:5``, ``commitment:7`` or ``project:3``."""
    about = read_about(key)
    if about is None or about.key is None:
        return None
    try:
        if about.what == "duty":
            return duty(by, about.key, today).line.what, reverse("mobile:duty", args=[about.key])
        if about.what == "commitment":
            words = commitment_card(by, about.key, today).line.text
            return words, reverse("mobile:commitment", args=[about.key])
        return project_card(by, about.key, today).line.title, reverse("mobile:project", args=[about.key])
    except NotThere:
        return None


def whose(by: Actor, key: str, today: date) -> int | None:
    """The organisation whose business a duty or a commitment is, None for anything else."""
    about = read_about(key)
    if about is None or about.key is None:
        return None
    try:
        if about.what == "duty":
            return duty(by, about.key, today).line.organisation
        if about.what == "commitment":
            line = commitment_card(by, about.key, today).line
            return line.giver if line.giver in by.organisations else line.receiver
    except NotThere:
        return None
    return None


def named(by: Actor, key: str, today: date) -> str:
    """The words of a subject that stands on no list of the reader's, its bare key where it may not be seen."""
    found = subject(by, key, today)
    return found[0] if found else key
