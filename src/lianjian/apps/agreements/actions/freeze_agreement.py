from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._drafting import judge_supplement
from lianjian.apps.agreements.actions._editing import lock_agreement
from lianjian.apps.agreements.actions._settling import settle_what_stands
from lianjian.apps.agreements.events import AgreementFrozen
from lianjian.apps.agreements.models import AgreementText
from lianjian.apps.agreements.queries.paper import open_text, paper_of, words_of
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.signing import State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def freeze_agreement(
    *,
    by: Actor,
    agreement: int,
    seen_revision: int | None = None,
    settled: Collection[int] = (),
    aside: Collection[int] = (),
    now: datetime | None = None,
) -> AgreementText:
    """Fix the words under their SHA-256 and open them for signature. Freezing a frozen text gives the
    same text back.

    Any party's negotiator may. ``settled`` are the keys of objections and ``aside`` those of open proposals that
    whoever freezes names as dealt with: one that stands and is not named is refused with its clause (decision 0020).
    Raises Refused with fewer than two parties or without a clause, and where a supplement does not do what its kind
    promises.
    """
    row = lock_agreement(by, agreement)
    there = open_text(row)
    if there is not None and State(row.state) in {State.SIGNING, State.PARTIAL, State.EFFECTIVE}:
        return there
    if seen_revision is not None and seen_revision != row.revision:
        raise Refused(
            gettext_noop("Somebody else has changed this agreement since you opened it."),
            cure=gettext_noop("Open it again, and enter your change into the new text."),
        )
    moment = moment_of(by, now, wall=timezone.now())
    words = words_of(row)
    judge_supplement(row, words)
    settle_what_stands(by, row, settled, aside, moment)
    paper = paper_of(row).freeze(words.sha256, clauses=len(words.clauses))
    text = AgreementText.objects.create(
        agreement=row,
        version=words.version,
        sha256=words.sha256,
        canonical=words.canonical.decode(),
        readable=words.readable,
        frozen_at=moment,
        frozen_by_id=by.person,
    )
    row.state = paper.state
    row.save(update_fields=["state"])
    told = AgreementFrozen(
        agreement=row.pk, version=text.version, sha256=text.sha256, organisations=sorted(paper.parties)
    )
    tell(told, by=by)
    return text
