from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MatrixConfig(AppConfig):
    name = "lianjian.apps.matrix"
    label = "matrix"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_catalogue_into_rows, sender=self, dispatch_uid="matrix.catalogue")


def _catalogue_into_rows(*, using: str, **_: Any) -> None:
    """After an installation or upgrade the outlets follow the catalogue. A migration could not: it would
    freeze the catalogue of its day."""
    # models can be imported only once all apps are ready
    from django.db import connections  # noqa: PLC0415

    from lianjian.apps.matrix.actions.ensure_outlets import ensure_outlets  # noqa: PLC0415
    from lianjian.foundation.actor import Actor  # noqa: PLC0415

    wanted = {"matrix_outlet", "foundation_event_record", "parties_organisation"}
    if using == "default" and wanted <= set(connections[using].introspection.table_names()):
        ensure_outlets(by=Actor.system("matrix.catalogue"))
