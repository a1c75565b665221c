from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks, seen_and_locked
from lianjian.apps.agreements.actions._talking import check_drafted, clause_of, key_of
from lianjian.apps.agreements.events import ChangeProposed
from lianjian.apps.agreements.models import Proposal
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.negotiating import ProposalKind, check_words
from lianjian.apps.agreements.rules.numerals import article
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def propose_change(
    *,
    by: Actor,
    agreement: int,
    organisation: int,
    kind: str,
    clause: int | None = None,
    heading: str = "",
    text: str = "",
    reason: str = "",
    seen_words: str = "",
    client_key: str | None = None,
    now: datetime | None = None,
) -> Proposal:
    """Propose other words for a clause, a new clause after it (at the end where ``clause`` is None), or its removal.

    ``seen_words`` is the key of the clause's words that were read; on other words the proposal is refused, and the
    form keeps what was typed. The same ``client_key`` again is the same proposal.
    """
    row = seen_and_locked(by, agreement)
    check_speaks(by, row, organisation, *NEGOTIATORS)
    rows = Proposal.objects.across_organisations("below the agreement in hand").filter(agreement=row)
    if client_key and (sent := rows.filter(client_key=client_key).first()) is not None:
        return sent
    check_drafted(row)
    if kind not in set(ProposalKind):
        raise Refused(gettext_noop("Say what you propose."), field="kind")
    about = clause_of(row, clause) if clause is not None else None
    if about is None and kind != ProposalKind.NEW:
        raise Refused(gettext_noop("Say which clause you mean."), field="kind")
    if about is not None and kind != ProposalKind.NEW:
        check_words(seen_words, key_of(about))
    removes = kind == ProposalKind.REMOVE
    name = "" if removes else clean_line(heading, field="heading", needed=False)
    words = "" if removes else clean(text, field="text")
    if kind == ProposalKind.CHANGE and about is not None and (name, words) == (about.heading, about.text):
        raise Refused(gettext_noop("These are the words that stand there already."), field="text")
    changes = about is not None and kind != ProposalKind.NEW
    proposal = Proposal.objects.create(
        agreement=row,
        clause=about,
        clause_name=article(about.position) if about is not None else "",
        kind=kind,
        organisation_id=organisation,
        person_id=by.person if organisation in by.organisations else None,
        before_heading=about.heading if about is not None and changes else "",
        before_text=about.text if about is not None and changes else "",
        heading=name,
        text=words,
        reason=clean(reason, field="reason", longest=2000, needed=removes),
        made_at=moment_of(by, now, wall=timezone.now()),
        client_key=client_key or None,
    )
    tell(ChangeProposed(agreement=row.pk, proposal=proposal.pk, organisation=organisation, kind=kind), by=by)
    return proposal
