from __future__ import annotations

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Registers the kit's templates, static files, tags and catalogue."""

    name = "lianjian.web.kit"
    label = "kit"
