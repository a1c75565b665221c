"""What a loaded demonstration holds, as values that two loadings must share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from django.db.models import Field


Contents = dict[str, list[tuple[str, ...]]]
ROOMS = ("parties", "agreements", "coordination", "projects", "exchange", "newsroom", "matrix", "spread")
DRAWN = {
    "token", "secret", "root", "key", "sealed", "feed_token", "content", "content_text", "public_key", "file", "path",
    "small_path", "password", "upto", "source_key", "target_key", "story", "settled_by", "stored_by", "sha256",
    "text_sha256", "salt", "etag", "nonce", "file_hash", "made_until", "frozen_json", "options", "uid", "body",
    "parent", "object_id",
}  # fmt: skip
"""Names of fields that hold keys, hashes of texts with keys in them, or chance."""


def contents(begun: datetime) -> Contents:
    """The rows of every table of the domain without keys; a moment since ``begun`` is "now"."""
    found: Contents = {}
    for label in ROOMS:
        for model in apps.get_app_config(label).get_models():
            fields = [f for f in model._meta.concrete_fields if _kept(f)]
            rows = model._base_manager.values_list(*(f.attname for f in fields))
            found[f"{label}.{model.__name__}"] = sorted(
                tuple(_plain(value, begun) for value in row) for row in rows
            )
    return found


def _kept(field: Field[Any, Any]) -> bool:
    return not field.primary_key and not field.is_relation and field.name not in DRAWN


def _plain(value: Any, begun: datetime) -> str:
    if isinstance(value, datetime):
        return "now" if value.astimezone(UTC) >= begun else value.astimezone(UTC).isoformat()
    if isinstance(value, date | Decimal):
        return str(value)
    return repr(value)
