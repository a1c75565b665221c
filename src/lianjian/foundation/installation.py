"""Which installation this is, in one number that no change of its address changes."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from lianjian.foundation.models import Installation


def installation_key() -> UUID:
    """The number, drawn the first time somebody asks for it and kept in the database ever after."""
    row, _ = Installation.objects.get_or_create(pk=1, defaults={"key": uuid4()})
    return row.key


def lasting_name(what: str) -> str:
    """A name for ``what`` ("stories/12") of this installation as ``urn:uuid:…`` (RFC 9562, version 5): the same for
    ever, also where the site moves to another host."""
    return uuid5(installation_key(), what).urn
