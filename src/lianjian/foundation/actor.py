"""Who acts: a person with the mandates held today, the system itself, or a visitor. Every verb and query takes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class HeldMandate:
    """A role in an organisation that holds at the moment of acting. Who ``enters_only`` reads what the organisation reads
    and enters figures; nothing else is done in its name."""

    organisation: int
    role: str
    enters_only: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose behalf something is read or done.

    ``network_wide`` actors (the network administrator, the system itself) see every organisation.
    """

    kind: Literal["person", "system", "visitor"]
    name: str
    account: int | None = None
    person: int | None = None
    mandates: frozenset[HeldMandate] = frozenset()
    network_wide: bool = False

    @classmethod
    def system(cls, name: str) -> Actor:
        """The system acting by itself: ``name`` says which part, as in "matrix.dispatcher"."""
        return cls(kind="system", name=name, network_wide=True)

    @classmethod
    def visitor(cls) -> Actor:
        """Somebody who is not signed in: sees what is public and nothing else."""
        return cls(kind="visitor", name="")

    @property
    def organisations(self) -> frozenset[int]:
        """Keys of the organisations in which a mandate is held today."""
        return frozenset(mandate.organisation for mandate in self.mandates)

    def roles_in(self, organisation: int) -> frozenset[str]:
        """The roles held today in one organisation."""
        return frozenset(m.role for m in self.mandates if m.organisation == organisation)

    def holds(self, *roles: str, organisation: int | None = None) -> bool:
        """Whether any of ``roles`` is held today, in ``organisation`` or in any. True for network-wide actors."""
        if self.network_wide:
            return True
        return any(
            m.role in roles and (organisation is None or m.organisation == organisation)
            for m in self.mandates
        )

    def acts_for(self, organisation: int) -> bool:
        """Whether a mandate to act is held today in ``organisation``. True for network-wide actors."""
        return self.network_wide or organisation in self.acting_for

    @property
    def acting_for(self) -> frozenset[int]:
        """Keys of the organisations in whose name more is done today than entering figures."""
        return frozenset(mandate.organisation for mandate in self.mandates if not mandate.enters_only)

    @property
    def label(self) -> str:
        """How the log names the actor: kind and key, no personal data."""
        if self.kind == "person":
            return f"person:{self.person}"
        return f"{self.kind}:{self.name}" if self.name else self.kind
