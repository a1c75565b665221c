"""Columns at the desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column as TableColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import SnippetViewSet

from lianjian.apps.newsroom.models import Column


class ColumnViewSet(SnippetViewSet):
    """The standing headings: seen by all of the newsroom, changed by the network administrator."""

    model = Column
    base_url_path = "columns"
    icon = "list-ul"
    menu_label = _("Columns")
    menu_name = "columns"
    menu_order = 200
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", TableColumn("get_kind_display", label=_("Kind")), "slug", "about", "place"]
    search_backend_name = None
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("kind"),
        FieldPanel("about"),
        FieldPanel("place"),
    ]

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The first crumb in the language of who looks; Wagtail reads it once, when the server starts."""
        return WagtailAdminTemplateMixin.breadcrumbs_items
