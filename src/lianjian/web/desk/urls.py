"""Everything under /desk/: Wagtail's admin with our pages in it, behind the newsroom's door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import urls as wagtail_urls
from wagtail.admin.auth import require_admin_access
from wagtail.admin.localization import get_localized_response
from wagtail.utils.urlpatterns import decorate_urlpatterns

from lianjian.web.desk.access import newsroom_only
from lianjian.web.desk.account import OwnAccount

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_catalogue = JavaScriptCatalog.as_view(packages=["wagtail.admin", "lianjian.web.desk"])


def javascript_catalogue(request: HttpRequest) -> HttpResponse:
    """Wagtail's catalogue for scripts with what it left untranslated; stands before Wagtail's own at the same address."""
    answer: HttpResponse = get_localized_response(_catalogue, request)
    return answer


urlpatterns = decorate_urlpatterns(
    [
        path("jsi18n/", javascript_catalogue, name="desk_words_of_scripts"),
        path("account/", require_admin_access(OwnAccount.as_view()), name="desk_account"),
        *wagtail_urls.urlpatterns,
    ],
    newsroom_only,
)
