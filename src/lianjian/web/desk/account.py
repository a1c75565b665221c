"""The account page: how the desk looks and in which language, and the password. Names come from the register of people."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views import account


class OwnAccount(account.AccountView):
    """Wagtail's page without what is not the desk's: names that must be filled in, a portrait, mails."""

    def get_panels(self) -> list[Any]:
        """Language, appearance and password."""
        kept = (account.LocaleSettingsPanel, account.ThemeSettingsPanel, account.ChangePasswordPanel)
        return [panel for panel in super().get_panels() if isinstance(panel, kept)]
