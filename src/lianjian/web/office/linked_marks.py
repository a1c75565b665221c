"""Labels and marks of the double link (双联): branch links, alliances, enquiries; and of shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.projects.rules.alliances import PART_LABELS, PartState
from lianjian.apps.projects.rules.branch_links import LINK_LABELS, LinkState
from lianjian.apps.projects.rules.enquiries import ENQUIRY_LABELS, STEP_LABELS, EnquiryState
from lianjian.apps.projects.rules.joint import OPENING_LABELS
from lianjian.apps.projects.rules.shares import RECEIPT_LABELS, ReceiptState
from lianjian.apps.projects.rules.stages import NEEDS

if TYPE_CHECKING:
    from collections.abc import Mapping

LINK_WORDS = {state: gettext_lazy(label) for state, label in LINK_LABELS.items()}
LINK_MARKS = {
    LinkState.PROPOSED: "wait",
    LinkState.LINKED: "ok",
    LinkState.DECLINED: "stop",
    LinkState.ENDED: "withdrawn",
}
MEMBER_WORDS = {state: gettext_lazy(label) for state, label in PART_LABELS.items()}
MEMBER_MARKS = {
    PartState.INVITED: "wait",
    PartState.MEMBER: "ok",
    PartState.DECLINED: "stop",
    PartState.LEFT: "withdrawn",
}
ENQUIRY_WORDS = {state: gettext_lazy(label) for state, label in ENQUIRY_LABELS.items()}
ENQUIRY_MARKS: Mapping[EnquiryState, str] = {
    EnquiryState.NEW: "hand",
    EnquiryState.TAKEN: "wait",
    EnquiryState.ANSWERED: "wait",
    EnquiryState.SOLD: "ok",
    EnquiryState.VISIT: "ok",
    EnquiryState.NOT_POSSIBLE: "stop",
    EnquiryState.NO_ANSWER: "unknown",
    EnquiryState.WITHDRAWN: "withdrawn",
}
STEP_WORDS = {kind: gettext_lazy(label) for kind, label in STEP_LABELS.items()}
RECEIPT_WORDS = {state: gettext_lazy(label) for state, label in RECEIPT_LABELS.items()}
RECEIPT_MARKS = {
    ReceiptState.AWAITED: "wait",
    ReceiptState.RECEIVED: "ok",
    ReceiptState.NOT_RECEIVED: "stop",
}
OPENING_WORDS = {str(state): gettext_lazy(label) for state, label in OPENING_LABELS.items()}
NEED_WORDS = {stage: gettext_lazy(words) for stage, words in NEEDS.items()}


def linked_tabs(here: str, waiting: int | None = None) -> list[tuple[Any, str, bool, int | None]]:
    """The three registers of the double link; how many enquiries are ``waiting`` for the reader
    stands beside their tab: none is no number, for those of others stand there too."""
    tabs = [
        ("alliances", _("Industry alliances"), None),
        ("branch-links", _("Branch links"), None),
        ("enquiries", _("Enquiries"), waiting or None),
    ]
    return [(word, reverse(f"office:{name}"), name == here, count) for name, word, count in tabs]
