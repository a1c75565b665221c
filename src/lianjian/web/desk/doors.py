"""Which of Wagtail's addresses the desk opens, and for which row each of them asks first.

Wagtail knows no newsrooms: its reports, choosers, bulk pages and its admin API would show rows of every organisation. So
nothing is open that does not stand here, and an address that a new version of Wagtail brings stays shut until somebody
has looked at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.queries import pictures, stories
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import ResolverMatch

    from lianjian.foundation.actor import Actor

_PICTURE = "wagtailimages"
_CHOOSER = "wagtailimages_chooser"
_DOORS = {
    "wagtailadmin_editing_sessions": "ping release",
    "wagtailsnippets_newsroom_story": (
        "list list_results add edit delete usage history history_results preview_on_add preview_on_edit "
        "revisions_view revisions_revert revisions_compare revisions_unschedule unpublish lock unlock "
        "confirm_workflow_cancellation workflow_history workflow_history_detail"
    ),
    "wagtailsnippets_newsroom_column": "list list_results add edit delete usage history history_results",
    _PICTURE: (
        "index index_results edit delete add image_usage add_multiple edit_multiple delete_multiple "
        "create_multiple_from_uploaded_image delete_upload_multiple"
    ),
    _CHOOSER: "choose choose_results chosen chosen_multiple create",
}
_PLAIN = "home account logout sprite javascript_catalog dismissibles"
OPEN = frozenset(
    [f"{space}:{name}" for space, names in _DOORS.items() for name in names.split()]
    + [f"wagtailadmin_{name}" for name in _PLAIN.split()]
)
"""Names of Wagtail's views. Stories guard themselves (``scoping.py``); pictures and editing sessions are asked for here."""


def require_open(request: HttpRequest, actor: Actor) -> None:
    """Raise NotThere where the address is shut, or stands for a row of another newsroom."""
    match = request.resolver_match
    if match is None or not (match.view_name in OPEN or match.view_name.startswith("desk_")):
        raise NotThere
    if match.namespace in {_PICTURE, _CHOOSER}:
        _require_pictures(request, match, actor)
    elif match.view_name == "wagtailadmin_editing_sessions:ping":
        _require_session(match, actor)


def _require_pictures(request: HttpRequest, match: ResolverMatch, actor: Actor) -> None:
    asked = {str(match.kwargs[name]) for name in ("image_id", "pk") if name in match.kwargs}
    if match.view_name == f"{_CHOOSER}:chosen_multiple":
        asked.update(request.GET.getlist("id"))
    if not asked:
        return
    if actor.network_wide:
        return
    if not all(whole_number(key) for key in asked) or pictures(actor).filter(pk__in=asked).count() != len(
        asked
    ):
        raise NotThere


def _require_session(match: ResolverMatch, actor: Actor) -> None:
    """Who else edits is told of one's own newsroom's stories only."""
    key = str(match.kwargs["object_id"])
    if (match.kwargs["app_label"], match.kwargs["model_name"]) != ("newsroom", "story"):
        raise NotThere
    if whole_number(key) is None or not stories(actor).filter(pk=key).exists():
        raise NotThere
