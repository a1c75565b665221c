"""Stories at the desk. Panels live here: the newsroom itself knows nothing of Wagtail's admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, TitleColumn, UpdatedAtColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.snippets.views.snippets import SnippetViewSet

from lianjian.apps.matrix.queries import standings
from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.queries import state_of, stories
from lianjian.apps.newsroom.rules.stages import STAGE_LABELS, Stage
from lianjian.web.acting import actor_of
from lianjian.web.desk import story_views
from lianjian.web.desk.forms import StoryForm
from lianjian.web.desk.scoping import InMyNewsroom

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class StageColumn(Column):
    """Where a story stands: a shape, then a word."""

    cell_template_name = "desk/stage_cell.html"

    def get_value(self, instance: Story) -> dict[str, Any]:
        """The state, and whether a newer draft of a public story waits."""
        state = state_of(instance)
        newer = state == Stage.PUBLISHED and instance.stage != Stage.PUBLISHED
        return {
            "state": str(state),
            "word": gettext(STAGE_LABELS[state]),  # type: ignore[index]
            "newer": gettext(STAGE_LABELS[Stage(instance.stage)]) if newer else "",
        }


class LedgerColumn(Column):
    """At how many outlets a story is public and at how many it waits for us, as a way to its ledger."""

    cell_template_name = "desk/ledger_cell.html"

    def get_cell_context_data(self, instance: Story, parent_context: Any) -> dict[str, Any]:
        """The figures of all stories of the page are read together, once."""
        context = super().get_cell_context_data(instance, parent_context)
        table = parent_context["table"]
        if not hasattr(table, "standings"):
            shown = [story.pk for story in table.data]
            table.standings = standings(actor_of(parent_context["request"]), shown)
        return {**context, "story": instance.pk, "standing": table.standings.get(instance.pk)}


class StoryFilters(WagtailFilterSet):
    """By state, column and party."""

    stage = django_filters.ChoiceFilter(
        label=_("State"), choices=[(stage.value, _(label)) for stage, label in STAGE_LABELS.items()]
    )

    class Meta:
        model = Story
        fields = ["stage", "column", "party"]


class StoryViewSet(SnippetViewSet):
    """List, editor, history, comparison and preview of stories, each only within one's newsroom."""

    model = Story
    base_url_path = "stories"
    icon = "doc-full"
    menu_label = _("Stories")
    menu_name = "stories"
    menu_order = 100
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 30
    list_export: list[str] = []
    search_backend_name = None
    search_fields = ["title", "byline", "digest"]
    list_display = [
        TitleColumn(
            "title",
            label=_("Title"),
            accessor=str,  # a story without a title still needs words to click on
            sort_key="title",
            url_name="wagtailsnippets_newsroom_story:edit",
        ),
        StageColumn("stage", label=_("State"), sort_key="stage"),
        LedgerColumn("ledger", label=_("Outlets")),
        Column("column", label=_("Column"), sort_key="column__place"),
        Column("party", label=_("Party")),
        Column("byline", label=_("Byline")),
        # Wagtail's own label is read once, in the language in which the server starts
        UpdatedAtColumn(label=_("Updated")),
    ]
    filterset_class = StoryFilters

    index_view_class = story_views.StoryIndex
    add_view_class = story_views.CreateStory
    edit_view_class = story_views.EditStory
    delete_view_class = story_views.DeleteStory
    unpublish_view_class = story_views.WithdrawStory
    confirm_workflow_cancellation_view_class = story_views.ConfirmTakingBack

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("title", required_on_save=True),  # drafts are found by it
                            FieldPanel("subtitle"),
                            FieldPanel("digest", widget=AdminAutoHeightTextInput(attrs={"rows": 2})),
                        ],
                        heading=_("Title and digest"),
                    ),
                    FieldPanel("column"),
                    FieldPanel("cover"),
                    FieldPanel("body"),
                ],
                heading=_("Text"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("byline"), FieldPanel("source")]),
                    FieldRowPanel([FieldPanel("happened_on"), FieldPanel("party")]),
                    FieldPanel("division"),
                ],
                heading=_("Who, where, when"),
            ),
            ObjectList([FieldPanel("loudspeaker")], heading=_("Loudspeaker")),
            ObjectList([FieldPanel("go_live_at")], heading=_("Time of publication")),
        ],
        base_form_class=StoryForm,
    )

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The first crumb in the language of who looks; Wagtail reads it once, when the server starts."""
        return WagtailAdminTemplateMixin.breadcrumbs_items

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        """The stories of one's newsrooms."""
        return stories(actor_of(request))

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        """Every view on a story asks first whose it is."""
        scoped = type(view_class.__name__, (InMyNewsroom, view_class), {"__module__": view_class.__module__})
        return super().construct_view(scoped, **kwargs)

    def register_chooser_viewset(self) -> None:
        """Stories are not chosen from other forms; Wagtail's chooser would list those of other newsrooms."""
