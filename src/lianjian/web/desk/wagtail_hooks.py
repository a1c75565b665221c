"""What the desk hangs into Wagtail's admin. Wagtail finds this module by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from lianjian.apps.matrix.queries import how_many_wait
from lianjian.web.acting import actor_of
from lianjian.web.desk import (
    accounts,
    archive,
    assignments,
    checks,
    codes,
    consents,
    coverage,
    deliveries,
    films,
    hand_off,
    held,
    importing,
    leads,
    ledger,
    network_ledger,
    outlets,
    places,
    planning,
    proofreading,
    proposals,
    provenance,
    reviewing,
    series,
    versions,
)
from lianjian.web.desk.action_menu import for_newsroom
from lianjian.web.desk.columns import ColumnViewSet
from lianjian.web.desk.home import DuePanel
from lianjian.web.desk.stories import StoryViewSet

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.admin.ui.sidebar import LinkMenuItem
    from wagtail.log_actions import LogActionRegistry

register_snippet(StoryViewSet)
register_snippet(ColumnViewSet)

KEPT_IN_MENU = {
    "desk",
    "leads",
    "planning",
    "stories",
    "columns",
    "series",
    "archive",
    "bring-home",
    "images",
    "waiting",
    "ledger",
    "outlets",
    "site",
}
"""Everything else that Wagtail offers (pages, documents, reports, help, settings) is not the newsroom's."""


class WaitingItem(MenuItem):
    """What waits for a hand, with its number."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """The entry as both bars show it."""
        shown: LinkMenuItem = super().render_component(request)
        if number := how_many_wait(actor_of(request)):
            shown.label = gettext("By hand (%(number)s)") % {"number": f"{number:,}"}
        return shown


@hooks.register("register_admin_urls")
def pages() -> list[Any]:
    """Our own pages."""
    return [
        path("archive/", archive.items, name="desk_archive"),
        path("archive/import/", importing.bring_home, name="desk_import"),
        path("archive/import/<int:run>/", importing.run_page, name="desk_import_run"),
        path("archive/<int:item>/", proofreading.proof, name="desk_proof"),
        path("archive/<int:item>/places/<int:place>/", proofreading.decide, name="desk_place"),
        path("archive/<int:item>/places/<int:place>/reopen/", proofreading.reopen, name="desk_place_reopen"),
        path("archive/<int:item>/guesses/<int:number>/", proofreading.guess, name="desk_guess"),
        path("archive/<int:item>/origin/", provenance.origin, name="desk_origin"),
        path("archive/<int:item>/origin.json", provenance.origin_json, name="desk_origin_json"),
        path("archive/<int:item>/edits.csv", provenance.edits_csv, name="desk_edits_csv"),
        path("archive/<int:item>/original/", provenance.original, name="desk_original"),
        path("archive/<int:item>/again/", proposals.again, name="desk_again"),
        path("archive/<int:item>/proposals/<int:proposal>/", proposals.proposal, name="desk_proposal"),
        path("archive/<int:item>/copies/<int:copy>/", provenance.copy, name="desk_copy"),
        path("archive/<int:item>/copies/<int:copy>/part/", provenance.part, name="desk_copy_part"),
        path(
            "archive/<int:item>/copies/<int:copy>/original/",
            provenance.copy_original,
            name="desk_copy_original",
        ),
        path("review/<int:story>/", reviewing.review, name="desk_review"),
        path("review/<int:story>/take-back/", reviewing.take_back, name="desk_take_back"),
        path("checks/<int:story>/", checks.page, name="desk_checks"),
        path("review/<int:story>/pictures/", consents.story_pictures, name="desk_pictures"),
        path("review/<int:story>/record/", reviewing.record, name="desk_record"),
        path("review/<int:story>/record.pdf", reviewing.record_pdf, name="desk_record_pdf"),
        path("leads/", leads.listing, name="desk_leads"),
        path("leads/entries/", leads.entries, name="desk_lead_entries"),
        path("leads/ask/", leads.ask, name="desk_lead_ask"),
        path("leads/<int:lead>/", leads.lead, name="desk_lead"),
        path("leads/<int:lead>/photos/<int:photo>/", leads.photo, name="desk_lead_photo"),
        path("planning/", planning.calendar, name="desk_planning"),
        path("planning/new/", planning.new, name="desk_topic_new"),
        path("planning/assignments/", assignments.listing, name="desk_assignments"),
        path("planning/assignments/mine.ics", assignments.calendar, name="desk_assignments_ics"),
        path("planning/assignments/<int:assignment>/", assignments.assignment, name="desk_assignment"),
        path("planning/topics/<int:topic>/", planning.topic, name="desk_topic"),
        path("held/", held.listing, name="desk_held"),
        path("series/", series.listing, name="desk_series_list"),
        path("series/<int:series>/", series.series, name="desk_series"),
        path("places/", places.suggest, name="desk_divisions"),
        path("ledger/", network_ledger.network, name="desk_network_ledger"),
        path("ledger/unreached/", network_ledger.unreached, name="desk_unreached"),
        path("coverage/", coverage.coverage, name="desk_coverage"),
        path("coverage/rows/", coverage.rows, name="desk_coverage_rows"),
        path("ledger/<int:story>/", ledger.ledger, name="desk_ledger"),
        path("ledger/<int:story>/table.csv", ledger.table, name="desk_ledger_table"),
        path("deliveries/<int:delivery>/<slug:verb>/", deliveries.act, name="desk_delivery"),
        path("waiting/", hand_off.waiting, name="desk_waiting"),
        path("kit/<int:delivery>/", hand_off.kit, name="desk_kit"),
        path("kit/<int:delivery>/pictures/<int:number>.jpg", hand_off.picture, name="desk_kit_picture"),
        path("kit/<int:delivery>/capture/", hand_off.capture, name="desk_capture"),
        path("kit/<int:delivery>/<slug:kind>/", films.kit_file, name="desk_kit_film"),
        path("film/<int:story>/", films.film, name="desk_film"),
        path("film/<int:story>/<slug:which>/<slug:kind>/", films.file, name="desk_film_file"),
        path("film/<int:story>/<slug:which>/do/<slug:verb>/", films.act, name="desk_film_act"),
        path("versions/<int:story>/", versions.versions, name="desk_versions"),
        path("versions/<int:story>/<slug:key>/", versions.version, name="desk_version"),
        path("versions/<int:story>/<slug:key>/article/", versions.article, name="desk_version_article"),
        path("versions/<int:story>/<slug:key>/do/<slug:verb>/", versions.act, name="desk_version_act"),
        path("outlets/", outlets.board, name="desk_outlets"),
        path("outlets/accounts/", accounts.accounts, name="desk_accounts"),
        path("outlets/codes/", codes.page, name="desk_codes"),
        path("outlets/<slug:key>/", outlets.outlet, name="desk_outlet"),
        path("outlets/<slug:key>/<slug:verb>/", outlets.switch, name="desk_outlet_switch"),
    ]


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """The first page of the desk."""
    return MenuItem(_("Desk"), reverse("wagtailadmin_home"), name="desk", icon_name="home", order=50)


@hooks.register("register_admin_menu_item")
def planning_menu_item() -> MenuItem:
    """What is planned."""
    return MenuItem(
        _("Calendar of topics"), reverse("desk_planning"), name="planning", icon_name="calendar", order=55
    )


@hooks.register("register_admin_menu_item")
def leads_menu_item() -> MenuItem:
    """What villages offered."""
    return MenuItem(_("Leads"), reverse("desk_leads"), name="leads", icon_name="mail", order=60)


@hooks.register("register_admin_menu_item")
def series_menu_item() -> MenuItem:
    """Stories in an order."""
    return MenuItem(
        pgettext_lazy("stories in an order", "Series"),
        reverse("desk_series_list"),
        name="series",
        icon_name="list-ol",
        order=210,
    )


@hooks.register("register_admin_menu_item")
def archive_menu_item() -> MenuItem:
    """The archive."""
    return MenuItem(
        _("Archive"), reverse("desk_archive"), name="archive", icon_name="folder-open-1", order=300
    )


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """Bringing the archive home."""
    return MenuItem(_("Import"), reverse("desk_import"), name="bring-home", icon_name="upload", order=310)


@hooks.register("register_admin_menu_item")
def waiting_menu_item() -> MenuItem:
    """What waits for a hand at the outlets."""
    return WaitingItem(
        _("By hand"), reverse("desk_waiting"), name="waiting", icon_name="mobile-alt", order=120
    )


@hooks.register("register_admin_menu_item")
def ledger_menu_item() -> MenuItem:
    """Where every story stands at every outlet."""
    return MenuItem(_("Ledger"), reverse("desk_network_ledger"), name="ledger", icon_name="table", order=125)


@hooks.register("register_admin_menu_item")
def outlets_menu_item() -> MenuItem:
    """The board of the outlets."""
    return MenuItem(_("Outlets"), reverse("desk_outlets"), name="outlets", icon_name="site", order=130)


@hooks.register("register_admin_menu_item")
def site_menu_item() -> MenuItem:
    """Out to the site."""
    return MenuItem(
        _("To the site"), f"{settings.BASE_URL}/", name="site", icon_name="link-external", order=900
    )


@hooks.register("construct_main_menu")
def only_the_newsroom(request: HttpRequest, items: list[Any]) -> None:  # noqa: ARG001 - Wagtail's signature
    """Leave what belongs to the newsroom."""
    items[:] = [item for item in items if item.name in KEPT_IN_MENU]


OF_REVIEW = {
    "wagtail.workflow.start": _("Submitted for review"),
    "wagtail.workflow.resume": _("Submitted for review again"),
    "wagtail.workflow.approve": _("Accepted by the reviewers"),
    "wagtail.workflow.reject": _("Sent back by the reviewer"),
    "wagtail.workflow.cancel": _("Taken back from review"),
}
"""The one step a story goes through. Wagtail would quote the Chinese name of the step in every language."""


@hooks.register("register_log_actions", order=200)  # after Wagtail's own, whose sentences these replace
def history_of_reviews(actions: LogActionRegistry) -> None:
    """What the history of a story says of its reviews."""
    for action, words in OF_REVIEW.items():
        theirs = type(actions.formatters[action])
        said = {"label": words, "format_message": lambda _self, _entry, words=words: words}
        actions.formatters[action] = type(theirs.__name__, (theirs,), said)()
    actions.choices[:] = [(action, OF_REVIEW.get(action, label)) for action, label in actions.choices]


@hooks.register("construct_homepage_panels")
def what_is_due(request: HttpRequest, panels: list[Any]) -> None:
    """The first page of the desk: what waits for me."""
    panels[:] = [DuePanel(request)]


@hooks.register("construct_homepage_summary_items")
def no_counts(request: HttpRequest, items: list[Any]) -> None:  # noqa: ARG001 - Wagtail's signature
    """Counts of pages and documents say nothing here."""
    items.clear()


@hooks.register("construct_snippet_action_menu")
def actions(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The buttons under the editor."""
    for_newsroom(items, request, context)


@hooks.register("insert_global_admin_css")
def styles() -> str:
    """Our colours and pages."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


@hooks.register("insert_global_admin_js")
def scripts() -> str:
    """Suggestions of places, keys of the proofreading page, what must not be sent twice."""
    return format_html('<script src="{}" defer></script>', static("desk/desk.js"))
