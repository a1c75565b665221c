"""What members of an alliance offer and look for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.coordination.rules.photographs import LARGEST_FILE
from lianjian.apps.projects.actions.change_product import change_product
from lianjian.apps.projects.actions.list_product import list_product
from lianjian.apps.projects.actions.state_demand import state_demand
from lianjian.apps.projects.actions.withdraw_demand import withdraw_demand
from lianjian.apps.projects.actions.withdraw_product import withdraw_product
from lianjian.apps.projects.queries import alliance_card
from lianjian.apps.projects.rules.alliances import PartState
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit.seasons import MONTH_CHOICES
from lianjian.web.office.alliances import page_of
from lianjian.web.office.choosing import ProofField, houses, number_field, offer, proof, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.supplying import GOODS_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import AllianceCard

UNITS = [("", "—"), *GOODS_WORDS.items()]


class SeasonForm(OfficeForm):
    """A product, its unit and its season."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Your organisation"), coerce=int)
    name = forms.CharField(
        label=gettext_lazy("Product"),
        max_length=60,
        help_text=gettext_lazy("The same word as the others use: then supply and demand meet."),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=UNITS)
    first_month = forms.TypedChoiceField(label=gettext_lazy("First month"), choices=MONTH_CHOICES, coerce=int)
    last_month = forms.TypedChoiceField(
        label=gettext_lazy("Last month"),
        choices=MONTH_CHOICES,
        coerce=int,
        help_text=gettext_lazy("It may lie in the next year, as in November to February."),
    )
    amount = number_field(
        gettext_lazy("Amount in a whole season"),
        help_text=gettext_lazy("Left empty it is unknown, which is not nothing."),
    )
    about = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=300)
    public = forms.BooleanField(label=gettext_lazy("Show it to everybody on the public site"), required=False)


class DemandForm(SeasonForm):
    """What is looked for."""

    field_order = ["organisation", "name", "unit", "first_month", "last_month", "amount", "about", "public"]


class ProductForm(SeasonForm):
    """What is offered."""

    lowest_price = number_field(gettext_lazy("Lowest price, yuan for one unit"))
    highest_price = number_field(gettext_lazy("Highest price, yuan for one unit"))
    claim = forms.CharField(
        label=gettext_lazy("Organic, or a mark it bears"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Only with its certificate: add it below."),
    )
    files = ProofField(label=gettext_lazy("Certificate, as photo or PDF"), required=False)  # type: ignore[assignment] # a field of that name
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    field_order = [
        "organisation",
        "name",
        "unit",
        "first_month",
        "last_month",
        "amount",
        "lowest_price",
        "highest_price",
        "claim",
        "files",
        "picture",
        "about",
        "public",
    ]


NAMES = (
    "organisation",
    "name",
    "unit",
    "first_month",
    "last_month",
    "amount",
    "about",
    "public",
    "client_key",
)

PRICES = ("lowest_price", "highest_price", "claim")


@in_office
def offered(request: HttpRequest, alliance: int) -> HttpResponse:
    """Put a product on the list."""
    card, own = _joined(request, alliance)
    form = ProductForm(request.POST or None, request.FILES or None)
    offer(form, "organisation", houses(own))

    def deed(values: dict[str, Any]) -> str:
        picture = values["picture"]
        list_product(
            by=actor_of(request),
            alliance=alliance,
            files=proof(values["files"]),
            picture=picture.read(LARGEST_FILE + 1) if picture else None,
            **{name: values[name] for name in (*NAMES, *PRICES)},
        )
        messages.success(request, _("The product is on the list."))
        return reverse("office:alliance", args=[alliance])

    page = page_of(card, _("List a product"))
    return run(request, form, deed, action=_("Put it on the list"), wide=True, **page)


class ChangeForm(ProductForm):
    """The same for a product that is on the list; whose it is stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["organisation"]
        self.fields["picture"].help_text = _("It replaces the one before. Left empty, that one stays.")
        self.fields["files"].help_text = _("Added to those that are there. Another mark needs a new one.")


@in_office
def changed(request: HttpRequest, alliance: int, product: int) -> HttpResponse:
    """Say anew what a product of ours is; enquiries about it stay with it."""
    card, own = _joined(request, alliance)
    line = next((one for one in card.products if one.id == product and one.organisation in own), None)
    if line is None:
        raise NotThere
    names = [name for name in (*NAMES, *PRICES) if name not in {"organisation", "client_key"}]
    there = {name: getattr(line, name) for name in names}
    there |= {name: f"{there[name]:f}" for name in ("amount", *PRICES[:2]) if there[name] is not None}
    form = ChangeForm(request.POST or None, request.FILES or None, initial=there)

    def deed(values: dict[str, Any]) -> str:
        picture = values["picture"]
        change_product(
            by=actor_of(request),
            product=product,
            files=proof(values["files"]),
            picture=picture.read(LARGEST_FILE + 1) if picture else None,
            **{name: values[name] for name in names},
        )
        messages.success(request, _("Saved. What it said before stays in the trail."))
        return reverse("office:alliance", args=[alliance])

    page = page_of(card, _("Change a product"))
    page["of"] = f"{line.name} · {line.organisation_name}"
    return run(request, form, deed, action=_("Save"), wide=True, **page)


@in_office
def sought(request: HttpRequest, alliance: int) -> HttpResponse:
    """Say what is looked for."""
    card, own = _joined(request, alliance)
    form = DemandForm(request.POST or None)
    offer(form, "organisation", houses(own))

    def deed(values: dict[str, Any]) -> str:
        state_demand(by=actor_of(request), alliance=alliance, **{name: values[name] for name in NAMES})
        messages.success(request, _("Written down. The members see it."))
        return reverse("office:alliance", args=[alliance])

    page = page_of(card, _("Say what you look for"))
    return run(request, form, deed, action=_("Write it down"), wide=True, **page)


@require_POST
@in_office
def product_gone(request: HttpRequest, alliance: int, product: int) -> HttpResponse:
    """Take a product off the list."""
    withdraw_product(by=actor_of(request), product=product)
    messages.success(request, _("It is off the list."))
    return redirect("office:alliance", alliance)


@require_POST
@in_office
def demand_gone(request: HttpRequest, alliance: int, demand: int) -> HttpResponse:
    """Nothing is looked for any more."""
    withdraw_demand(by=actor_of(request), demand=demand)
    messages.success(request, _("It is off the list."))
    return redirect("office:alliance", alliance)


def _joined(request: HttpRequest, alliance: int) -> tuple[AllianceCard, list[int]]:
    """The alliance and my organisations that are members. Raises NotThere where there are none."""
    actor = actor_of(request)
    card = alliance_card(actor, alliance)
    members = {one.organisation for one in card.members if one.state is PartState.MEMBER}
    own = [key for key in spoken_for(actor) if key in members]
    if not own:
        raise NotThere
    return card, own
