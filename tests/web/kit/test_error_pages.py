"""Pages for when something is wrong: plain words in the house's own form, without a database or a context."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults

from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from lianjian.web.refusing import RefusalMiddleware


@pytest.mark.parametrize(
    "page", ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "429.html", "500.html"]
)
@pytest.mark.parametrize(("language", "home"), [("zh-hans", "回到首页"), ("en", "To the front page")])
def test_error_pages_stand_alone(page: str, language: str, home: str) -> None:
    """They can be drawn when nothing else works, in both languages, and lead back."""
    with translation.override(language):
        drawn = render_to_string(page)
    assert home in drawn
    assert "<h1" in drawn


def test_a_broken_view_shows_no_trace() -> None:
    """The 500 page says what to do and nothing of the inside."""
    answer = defaults.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"Traceback" not in answer.content
    assert b"<main" in answer.content


@pytest.mark.parametrize(
    ("refused", "status", "said"),
    [
        (NotThere(), 404, "404"),
        (NotAllowed("Only the newsroom may."), 403, "Only the newsroom may."),
        (Refused("<b>No</b>"), 422, "&lt;b&gt;No&lt;/b&gt;"),
    ],
)
@pytest.mark.django_db
def test_a_refusal_becomes_a_plain_page(refused: Refused, status: int, said: str) -> None:
    """What is not there looks like any address that is not there; the others say their reason, escaped."""
    request = Client().get("/sign-in/").wsgi_request
    answer = RefusalMiddleware(lambda _request: None).process_exception(request, refused)  # type: ignore[arg-type,return-value]
    assert answer is not None
    assert answer.status_code == status
    assert said in answer.content.decode()


@pytest.mark.django_db
def test_other_faults_are_left_to_django() -> None:
    """Only refusals are turned into pages."""
    request = Client().get("/sign-in/").wsgi_request
    assert RefusalMiddleware(lambda _request: None).process_exception(request, ValueError()) is None  # type: ignore[arg-type,return-value]


@pytest.mark.django_db
def test_a_method_that_an_address_does_not_know_gets_a_page() -> None:
    """Words and a way back instead of an empty page; the methods it knows are still named."""
    answer = Client(headers={"Accept-Language": "en"}).get("/sign-out/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "To the front page" in answer.content.decode()


@pytest.mark.django_db
def test_from_a_phone_page_that_is_not_there_the_way_leads_back_to_the_phone() -> None:
    """Who works on the phone is not sent to the public front page alone."""
    at_work = Client(headers={"Accept-Language": "en"}).get("/m/nothing/")
    assert at_work.status_code == 404
    assert 'href="/m/"' in at_work.content.decode()
    assert 'href="/m/"' not in Client().get("/nothing/").content.decode()
