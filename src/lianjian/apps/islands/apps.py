from __future__ import annotations

from django.apps import AppConfig


class IslandsConfig(AppConfig):
    name = "lianjian.apps.islands"
    label = "islands"
    default_auto_field = "django.db.models.BigAutoField"
