from __future__ import annotations

from django.apps import AppConfig


class SynergyConfig(AppConfig):
    name = "lianjian.apps.synergy"
    label = "synergy"
    default_auto_field = "django.db.models.BigAutoField"
