"""What is said about a clause: an objection, other words, a new clause, a removal, a remark, an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.web.office.forming import OfficeForm

if TYPE_CHECKING:
    from lianjian.apps.agreements.queries import Talks


class SpeakingForm(OfficeForm):
    """Something said for a party; which one is asked only where there are several."""

    seen_words = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, houses: tuple[tuple[int, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.TypedChoiceField(
            label=_("Your organisation"),
            choices=houses,
            coerce=int,
            initial=houses[0][0] if houses else None,
            widget=forms.HiddenInput if len(houses) == 1 else forms.Select,
        )
        self.order_fields(["organisation"])


class ObjectionForm(SpeakingForm):
    """Why a party objects."""

    reason = forms.CharField(
        label=gettext_lazy("Why, and what would be acceptable"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WordsForm(SpeakingForm):
    """Other words for a clause."""

    heading = forms.CharField(label=gettext_lazy("Name of the clause"), required=False, max_length=120)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 10}))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewClauseForm(WordsForm):
    """A clause that is not there yet, and where it is to stand."""

    def __init__(self, *args: Any, talk: Talks, **kwargs: Any) -> None:
        super().__init__(*args, houses=talk.speaks_for, **kwargs)
        places = [(one.id, f"{one.name} {one.heading}") for one in talk.clauses]
        self.fields["after"] = forms.TypedChoiceField(
            label=_("After which clause"),
            choices=[("", _("at the end")), *places],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.order_fields(["organisation", "after"])


class RemovalForm(SpeakingForm):
    """Why a clause is to go."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CommentForm(SpeakingForm):
    """A remark, to one's own house or to all."""

    text = forms.CharField(
        label=gettext_lazy("Remark"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=[
            ("all", gettext_lazy("all parties")),
            ("inner", gettext_lazy("only my own organisation")),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )


class AnswerForm(OfficeForm):
    """Why a proposal is declined."""

    answer = forms.CharField(
        label=gettext_lazy("What you answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
