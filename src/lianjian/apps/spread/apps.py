from __future__ import annotations

from django.apps import AppConfig


class SpreadConfig(AppConfig):
    name = "lianjian.apps.spread"
    label = "spread"
    default_auto_field = "django.db.models.BigAutoField"
