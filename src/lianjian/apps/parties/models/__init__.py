from __future__ import (
    annotations,
)

from lianjian.apps.parties.models.division import (
    Division,
)
from lianjian.apps.parties.models.handover import (
    Acting,
    ByWord,
    Handover,
    HandoverItem,
)
from lianjian.apps.parties.models.honour import (
    Honour,
    HonourProof,
)
from lianjian.apps.parties.models.mandate import (
    Mandate,
)
from lianjian.apps.parties.models.merge import (
    Merge,
    belonging,
)
from lianjian.apps.parties.models.organisation import (
    Organisation,
)
from lianjian.apps.parties.models.people_merge import (
    Apart,
    PersonMerge,
)
from lianjian.apps.parties.models.person import (
    Account,
    Person,
)
from lianjian.apps.parties.models.posting import (
    Posting,
)
from lianjian.apps.parties.models.table import (
    Table,
)

__all__ = [
    "Account",
    "Acting",
    "Apart",
    "ByWord",
    "Division",
    "Handover",
    "HandoverItem",
    "Honour",
    "HonourProof",
    "Mandate",
    "Merge",
    "Organisation",
    "Person",
    "PersonMerge",
    "Posting",
    "Table",
    "belonging",
]
