from __future__ import annotations

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "lianjian.apps.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
