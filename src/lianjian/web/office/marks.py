"""Labels and marks of what follows from an agreement: commitments, groups, projects, outcomes, endowments, needs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.rules.duties import DUTY_LABELS, DutyState
from lianjian.apps.coordination.rules.groups import GROUP_ROLE_LABELS
from lianjian.apps.coordination.rules.rhythm import PERIOD_LABELS
from lianjian.apps.exchange.rules.endowments import ENDOWMENT_LABELS
from lianjian.apps.exchange.rules.needs import NEED_LABELS, NeedState
from lianjian.apps.projects.rules.commitments import STANDING_LABELS, Standing
from lianjian.apps.projects.rules.joint import CONTRIBUTION_LABELS, KIND_LABELS, STAGE_LABELS, Stage
from lianjian.apps.projects.rules.outcomes import OUTCOME_LABELS, OutcomeState
from lianjian.kernel.quantities import UNIT_LABELS

UNIT_WORDS = {str(unit): _(label) for unit, label in UNIT_LABELS.items()}
STANDING_WORDS = {standing: _(label) for standing, label in STANDING_LABELS.items()}
PART_WORDS = {str(role): _(label) for role, label in GROUP_ROLE_LABELS.items()}
PERIOD_WORDS = {str(period): _(label) for period, label in PERIOD_LABELS.items()}
DUTY_WORDS = {state: _(label) for state, label in DUTY_LABELS.items()}
PROJECT_WORDS = {str(kind): _(label) for kind, label in KIND_LABELS.items()}
STAGE_WORDS = {str(stage): _(label) for stage, label in STAGE_LABELS.items()}
GIVEN_WORDS = {str(kind): _(label) for kind, label in CONTRIBUTION_LABELS.items()}
OUTCOME_WORDS = {state: _(label) for state, label in OUTCOME_LABELS.items()}
ENDOWMENT_WORDS = {str(kind): _(label) for kind, label in ENDOWMENT_LABELS.items()}
NEED_WORDS = {state: _(label) for state, label in NEED_LABELS.items()}

STANDING_MARKS = {
    Standing.RUNNING: "due",
    Standing.LATE: "late",
    Standing.AWAITING: "wait",
    Standing.KEPT: "ok",
    Standing.KEPT_LATE: "ok",
    Standing.BROKEN: "stop",
    Standing.RELEASED: "withdrawn",
}
NEED_MARKS = {NeedState.OPEN: "due", NeedState.MET: "ok", NeedState.GIVEN_UP: "withdrawn"}
DUTY_MARKS = {DutyState.OPEN: "due", DutyState.DONE: "ok", DutyState.CANCELLED: "withdrawn"}
OUTCOME_MARKS = {OutcomeState.REPORTED: "wait", OutcomeState.VERIFIED: "ok", OutcomeState.DISPUTED: "stop"}


def stage_mark(stage: str) -> str:
    """A project in operation has landed, a closed one is over, the others are on their way."""
    return {Stage.RUNNING: "ok", Stage.CLOSED: "withdrawn", Stage.GIVEN_UP: "stop"}.get(Stage(stage), "due")
