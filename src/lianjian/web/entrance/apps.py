from __future__ import annotations

from django.apps import AppConfig

from lianjian.web.kit.proving import remember_sign_ins


class EntranceConfig(AppConfig):
    name = "lianjian.web.entrance"
    label = "entrance"

    def ready(self) -> None:
        """From now on every sign-in is remembered by its session as a proof of who it is."""
        remember_sign_ins()
