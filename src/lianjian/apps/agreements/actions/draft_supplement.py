from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._drafting import judge_deed
from lianjian.apps.agreements.actions._editing import lock_agreement
from lianjian.apps.agreements.events import SupplementDrafted
from lianjian.apps.agreements.models import Agreement, AgreementParty, Clause
from lianjian.apps.agreements.queries.paper import BELOW, bound_parties, paper_of
from lianjian.apps.agreements.rules.dating import check_term, moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.signing import Kind, State
from lianjian.apps.agreements.rules.supplements import Deed, opening_clauses, ordinal_name
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.parties.queries import organisation_names, organisations
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
    from lianjian.foundation.actor import Actor


@transaction.atomic
def draft_supplement(
    *,
    by: Actor,
    agreement: int,
    kind: str,
    clauses: Sequence[ClauseDraft] = (),
    newcomers: Sequence[PartyDraft] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    title: str = "",
    key: str | None = None,
    now: datetime | None = None,
) -> Agreement:
    """Begin an amendment, a renewal (``ends_on`` is the new last day) or an accession (``newcomers`` join) of an
    agreement in force: one more text, numbered among its supplements, that every party bound today signs, and the
    newcomers with them.

    A negotiator of a bound party may, and that party holds its pen. Without ``clauses`` it begins with the usual
    ones of its kind. ``key`` makes sending the same form twice one draft.
    """
    parent = lock_agreement(by, agreement)
    if kind not in set(Kind) - {Kind.AGREEMENT}:
        raise Refused(gettext_noop("There is no supplement of that kind."), field="kind")
    if parent.parent_id is not None or paper_of(parent).state is not State.EFFECTIVE:
        raise Refused(
            gettext_noop("Only an agreement in force is supplemented."),
            cure=gettext_noop("Change a draft itself; amend the agreement, not its supplement."),
        )
    rows = Agreement.objects.across_organisations(BELOW).filter(parent=parent)
    if key is not None and (there := rows.filter(key=key).first()) is not None:
        return there
    if key is not None and Agreement.objects.across_organisations("keys are counted once").filter(key=key):
        raise Refused(gettext_noop("The key is taken."), field="key")
    bound = list(bound_parties(parent))
    speaking = [p.organisation_id for p in bound if by.holds(*NEGOTIATORS, organisation=p.organisation_id)]
    if not speaking:
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary of a party can do this.")
        )
    named = [party.organisation for party in newcomers]
    _check_newcomers(Kind(kind), named, [party.organisation_id for party in bound])
    check_term(starts_on, ends_on)
    ordinal = (rows.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0) + 1
    own = [key for key in speaking if key in by.organisations]
    supplement = Agreement.objects.create(
        key=key or uuid.uuid4().hex,
        kind=kind,
        parent=parent,
        ordinal=ordinal,
        title=clean_line(title or f"{parent.title[:100]}{ordinal_name(ordinal)}", field="title"),
        initiative_id=parent.initiative_id,
        drafted_by_id=(own or speaking)[0],
        state=State.DRAFT,
        starts_on=starts_on,
        ends_on=ends_on if kind == Kind.RENEWAL else None,
        notice_days=parent.notice_days,
        created_at=moment_of(by, now, wall=timezone.now()),
    )
    parties = [(p.organisation_id, p.role) for p in bound]
    parties += [
        (p.organisation, clean_line(p.role, field="role", longest=60, needed=False)) for p in newcomers
    ]
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=supplement, organisation_id=key, role=role, position=place)
        for place, (key, role) in enumerate(parties, start=1)
    )
    names = organisation_names(named, full=True)
    words = list(clauses) or opening_clauses(Kind(kind), [names[key] for key in named], ends_on)
    Clause.objects.bulk_create(
        Clause(
            agreement=supplement,
            position=place,
            heading=clean_line(clause.heading, field="heading", needed=False),
            text=clean(clause.text, field="text", needed=clause.deed != Deed.REMOVES),
            **judge_deed(supplement, clause.deed, clause.target),
        )
        for place, clause in enumerate(words, start=1)
    )
    told = SupplementDrafted(
        agreement=parent.pk,
        supplement=supplement.pk,
        kind=kind,
        ordinal=ordinal,
        organisations=[key for key, _role in parties],
    )
    tell(told, by=by)
    return supplement


def _check_newcomers(kind: Kind, named: list[int], bound: list[int]) -> None:
    """Raises Refused unless an accession, and only that, names organisations of the register that are not bound."""
    if kind is not Kind.ACCESSION:
        if named:
            raise Refused(gettext_noop("Only an accession lets others join."), field="newcomers")
        return
    if not named:
        raise Refused(gettext_noop("An accession names who joins."), field="newcomers")
    if len(set(named)) != len(named):
        raise Refused(gettext_noop("An organisation is named twice among the parties."), field="newcomers")
    if set(named) & set(bound):
        raise Refused(gettext_noop("This organisation is a party already."), field="newcomers")
    if organisations().filter(pk__in=named).count() != len(named):
        raise Refused(gettext_noop("A party is not in the register."), field="newcomers")
