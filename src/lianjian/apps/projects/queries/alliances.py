"""Reading industry alliances: members, shared brand, products, the calendar of supply and demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lianjian.apps.projects.models import Alliance, AllianceMember, Demand, Picture, Product
from lianjian.apps.projects.queries.commitments import FileLine
from lianjian.apps.projects.rules.alliances import LIVING_PARTS, GoodsUnit, PartState
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.supply import Row, Season, calendar_of
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class AllianceLine:
    """An alliance in a list. ``part`` is how the reader's own organisation stands to it, None where it has no part."""

    id: int
    key: str
    name: str
    about: str
    keeper: int
    keeper_name: str
    founded_on: date
    brand: str
    public: bool
    members: int
    products: int
    part: PartState | None


@dataclass(frozen=True, slots=True)
class PartLine:
    """An organisation's part in an alliance."""

    organisation: int
    organisation_key: str
    organisation_name: str
    state: PartState
    invited_on: date
    joined_on: date | None
    left_on: date | None
    brand_since: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product; ``amount`` and prices None where unknown. ``picture`` is the key of one, None for none."""

    id: int
    organisation: int
    organisation_key: str
    organisation_name: str
    name: str
    unit: GoodsUnit
    first_month: int
    last_month: int
    amount: Decimal | None
    lowest_price: Decimal | None
    highest_price: Decimal | None
    about: str
    claim: str
    public: bool
    picture: int | None
    files: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class DemandLine:
    """What somebody looks for; ``amount`` None where unknown."""

    id: int
    organisation: int
    organisation_name: str
    name: str
    unit: GoodsUnit
    first_month: int
    last_month: int
    amount: Decimal | None
    about: str
    public: bool


@dataclass(frozen=True, slots=True)
class AllianceCard:
    """An alliance with what ``by`` may see of it. ``mark`` is the key of its picture."""

    line: AllianceLine
    brand_rules: str
    mark: int | None
    members: tuple[PartLine, ...]
    products: tuple[ProductLine, ...]
    demands: tuple[DemandLine, ...]
    calendar: tuple[Row, ...]


def alliances(by: Actor, *, limit: int | None = None, offset: int = 0) -> list[AllianceLine]:
    """The alliances ``by`` may see, newest first; the public ones too. Two queries."""
    rows = Alliance.objects.by(by)[offset : None if limit is None else offset + limit]
    return _lines(by, rows)


def count_alliances(by: Actor) -> int:
    """How many those are. One query."""
    return Alliance.objects.by(by).count()


def alliance_card(by: Actor, alliance: int) -> AllianceCard:
    """One alliance with members, products, demands and the calendar made of them. Raises NotThere."""
    row = Alliance.objects.by(by).filter(pk=alliance).first()
    if row is None:
        raise NotThere
    return _card(by, row)


def alliances_joined(by: Actor, organisation: int) -> list[AllianceLine]:
    """The alliances in which an organisation is a member, as far as ``by`` sees them. Three queries."""
    parts = AllianceMember.objects.by(by).filter(organisation=organisation, state=PartState.MEMBER)
    return _lines(by, Alliance.objects.by(by).filter(pk__in=parts.order_by().values("alliance")))


def public_alliances(*, limit: int | None = None, offset: int = 0) -> list[AllianceLine]:
    """What everybody sees: public alliances with their public products."""
    return alliances(Actor.visitor(), limit=limit, offset=offset)


def public_alliances_count() -> int:
    """How many those are."""
    return count_alliances(Actor.visitor())


def public_alliance(key: str) -> AllianceCard:
    """A public alliance by the word in its address, with what is public of it. Raises NotThere."""
    row = Alliance.objects.by(Actor.visitor()).filter(key=key).first()
    if row is None:
        raise NotThere
    return _card(Actor.visitor(), row)


def public_products_of(
    organisation: int, *, limit: int | None = None, offset: int = 0
) -> list[tuple[ProductLine, str]]:
    """The public products of a member, by name, each with the word in the address of its alliance. A constant number of
    queries."""
    rows = _public_goods(organisation)[offset : None if limit is None else offset + limit]
    found = _products(rows)
    keys = dict(rows.values_list("pk", "alliance__key"))
    return [(one, keys[one.id]) for one in found]


def public_products_count(organisation: int) -> int:
    """How many those are. One query."""
    return _public_goods(organisation).count()


def _public_goods(organisation: int) -> QuerySet[Product]:
    return Product.objects.by(Actor.visitor()).filter(organisation=organisation)


def public_product(product: int) -> tuple[ProductLine, AllianceLine]:
    """A public product with its alliance. Raises NotThere."""
    visitor = Actor.visitor()
    rows = Product.objects.by(visitor).filter(pk=product)
    found = _products(rows)
    if not found:
        raise NotThere
    row = rows.values_list("alliance", flat=True).get()
    return found[0], _lines(visitor, Alliance.objects.by(visitor).filter(pk=row))[0]


def _card(by: Actor, row: Alliance) -> AllianceCard:
    goods = Product.objects.by(by).filter(alliance=row, withdrawn_on=None)
    wanted = Demand.objects.by(by).filter(alliance=row, withdrawn_on=None)
    products = _products(goods)
    demands = [_demand(one) for one in wanted.select_related("organisation")]
    parts = AllianceMember.objects.by(by).filter(alliance=row).select_related("organisation")
    mark = Picture.objects.across_organisations("below the alliance in hand").filter(alliance=row)
    return AllianceCard(
        line=_lines(by, Alliance.objects.by(by).filter(pk=row.pk))[0],
        brand_rules=row.brand_rules,
        mark=mark.values_list("pk", flat=True).first(),
        members=tuple(_part(one) for one in parts),
        products=tuple(products),
        demands=tuple(demands),
        calendar=tuple(calendar_of(map(_season, products), map(_season, demands))),
    )


def _season(one: ProductLine | DemandLine) -> Season:
    return Season(one.name, one.unit, one.first_month, one.last_month, one.amount)


def _lines(by: Actor, rows: QuerySet[Alliance]) -> list[AllianceLine]:
    goods = Q(products__withdrawn_on=None)
    if not by.organisations and not by.network_wide:
        goods &= Q(products__public=True)
    counted = rows.select_related("keeper").annotate(
        joined=Count("members", filter=Q(members__state=PartState.MEMBER), distinct=True),
        goods=Count("products", filter=goods, distinct=True),
    )
    found = list(counted)
    own = AllianceMember.objects.across_organisations("the reader's own parts").filter(
        alliance__in=[row.pk for row in found],
        organisation__in=by.organisations,
        state__in=LIVING_PARTS,
    )
    parts = dict(own.order_by("state").values_list("alliance", "state")) if by.organisations else {}
    return [
        AllianceLine(
            id=row.pk,
            key=row.key,
            name=row.name,
            about=row.about,
            keeper=row.keeper_id,
            keeper_name=row.keeper.short_name,
            founded_on=row.founded_on,
            brand=row.brand,
            public=row.public,
            members=row.joined,
            products=row.goods,
            part=PartState(parts[row.pk]) if row.pk in parts else None,
        )
        for row in found
    ]


def _part(row: AllianceMember) -> PartLine:
    return PartLine(
        organisation=row.organisation_id,
        organisation_key=row.organisation.key,
        organisation_name=row.organisation.short_name,
        state=PartState(row.state),
        invited_on=row.invited_on,
        joined_on=row.joined_on,
        left_on=row.left_on,
        brand_since=row.brand_since,
        reason=row.reason,
    )


def _products(rows: QuerySet[Product]) -> list[ProductLine]:
    found = rows.select_related("organisation").prefetch_related("files", "pictures")
    return [
        ProductLine(
            id=row.pk,
            organisation=row.organisation_id,
            organisation_key=row.organisation.key,
            organisation_name=row.organisation.short_name,
            name=row.name,
            unit=GoodsUnit(row.unit),
            first_month=row.first_month,
            last_month=row.last_month,
            amount=_tidy(row.amount),
            lowest_price=_tidy(row.lowest_price),
            highest_price=_tidy(row.highest_price),
            about=row.about,
            claim=row.claim,
            public=row.public,
            picture=next((one.pk for one in row.pictures.all()), None),
            files=tuple(FileLine(f.pk, f.name, f.media_type) for f in row.files.all()),
        )
        for row in found
    ]


def _demand(row: Demand) -> DemandLine:
    return DemandLine(
        id=row.pk,
        organisation=row.organisation_id,
        organisation_name=row.organisation.short_name,
        name=row.name,
        unit=GoodsUnit(row.unit),
        first_month=row.first_month,
        last_month=row.last_month,
        amount=_tidy(row.amount),
        about=row.about,
        public=row.public,
    )


def _tidy(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else tidy(amount)
