"""Labels of the rules in the language of the interface, and the mark that goes with each state."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianjian.apps.agreements.rules.attesting import SCAN_LABELS, ScanState
from lianjian.apps.agreements.rules.ending import ENDING_LABELS
from lianjian.apps.agreements.rules.methods import METHOD_LABELS
from lianjian.apps.agreements.rules.negotiating import (
    PROPOSAL_KIND_LABELS,
    PROPOSAL_LABELS,
    STAND_LABELS,
    ProposalState,
    StandKind,
)
from lianjian.apps.agreements.rules.responses import CALL_LABELS, RESPONSE_LABELS, CallState, ResponseState
from lianjian.apps.agreements.rules.signing import KIND_LABELS as AGREEMENT_KINDS
from lianjian.apps.agreements.rules.signing import STATE_LABELS, State
from lianjian.apps.parties.rules.kinds import KIND_LABELS
from lianjian.apps.parties.rules.roles import ROLE_LABELS

KIND_WORDS = {str(kind): _(label) for kind, label in KIND_LABELS.items()}
ROLE_WORDS = {str(role): _(label) for role, label in ROLE_LABELS.items()}
STATE_WORDS = {state: _(label) for state, label in STATE_LABELS.items()}
CALL_WORDS = {state: _(label) for state, label in CALL_LABELS.items()}
ANSWER_WORDS = {state: _(label) for state, label in RESPONSE_LABELS.items()}

AGREEMENT_MARKS = {
    State.DRAFT: "hand",
    State.SIGNING: "wait",
    State.PARTIAL: "wait",
    State.EFFECTIVE: "ok",
    State.ENDED: "withdrawn",
    State.WITHDRAWN: "withdrawn",
}
CALL_MARKS = {CallState.DRAFT: "hand", CallState.PUBLISHED: "ok", CallState.CLOSED: "withdrawn"}
ANSWER_MARKS = {
    ResponseState.RECEIVED: "hand",
    ResponseState.CHECKED: "wait",
    ResponseState.INVITED: "wait",
    ResponseState.JOINED: "ok",
    ResponseState.DECLINED: "withdrawn",
}
STEP_WORDS = {
    ResponseState.CHECKED: _("Checked"),
    ResponseState.INVITED: _("Invite"),
    ResponseState.JOINED: _("Let it join"),
    ResponseState.DECLINED: _("Decline"),
}

MOMENT_WORDS = {
    "drafted": _("drafted"),
    "frozen": _("text fixed"),
    "signed": _("signed"),
    "reopened": _("reopened by a change"),
    "effective": _("in force"),
    "ended": _("ended"),
    "withdrawn": _("withdrawn"),
    "proposed": _("proposed"),
    "taken-over": _("proposal taken over"),
    "declined": _("proposal declined"),
    "supplement": _("supplement begun"),
    "amended": _("amended"),
    "renewed": _("renewed"),
    "joined": _("a party joined"),
    "notice": _("notice given"),
    "notice-back": _("notice taken back"),
    "left": _("a party left"),
    "end-proposed": _("end proposed"),
    "end-back": _("proposal to end taken back"),
    "end-consented": _("consented to the end"),
    "announced": _("end announced"),
    "pen-offered": _("pen offered"),
    "pen-accepted": _("pen taken over"),
    "pen-declined": _("pen declined"),
    "pen-taken-back": _("offer of the pen taken back"),
    "pen-decided": _("pen given by decision"),
    **{str(how): _(label) for how, label in ENDING_LABELS.items()},
}
ENDING_WORDS = {str(how): _(label) for how, label in ENDING_LABELS.items()}
KINDS = {kind: _(label) for kind, label in AGREEMENT_KINDS.items()}
STAND_WORDS = {str(kind): _(label) for kind, label in STAND_LABELS.items()}
STAND_MARKS = {str(StandKind.AGREES): "ok", str(StandKind.OBJECTS): "stop"}
PROPOSAL_WORDS = {state: _(label) for state, label in PROPOSAL_LABELS.items()}
PROPOSAL_KIND_WORDS = {kind: _(label) for kind, label in PROPOSAL_KIND_LABELS.items()}
PROPOSAL_MARKS = {
    ProposalState.OPEN: "wait",
    ProposalState.TAKEN: "ok",
    ProposalState.DECLINED: "stop",
    ProposalState.WITHDRAWN: "withdrawn",
    ProposalState.ASIDE: "withdrawn",
    ProposalState.OVERTAKEN: "withdrawn",
}
SCAN_WORDS = {state: _(label) for state, label in SCAN_LABELS.items()}
SCAN_MARKS = {ScanState.WAITING: "wait", ScanState.ACCEPTED: "ok", ScanState.REFUSED: "stop"}
METHOD_WORDS = {str(method): _(label) for method, label in METHOD_LABELS.items()}
