"""A bad day in a real browser: written without a signal, kept over a reload, sent once when the line is back."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.apps.coordination.groups import photo
from tests.web.running_site import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
SECRETARY, OTHER = "liuyiming", "guojingshu"
BUDGET = 150 * 1024
IN_CHARGE = """async () => {
  await navigator.serviceWorker.ready;
  while (!(await caches.match("/m/shell/"))) { await new Promise((on) => setTimeout(on, 50)); }
}"""
LEFT = """async () => {
  const db = await new Promise((ok) => {
    const asked = indexedDB.open("lianjian-m");
    asked.onsuccess = () => ok(asked.result);
  });
  const count = (store) => new Promise((ok) => {
    const asked = db.transaction(store).objectStore(store).count();
    asked.onsuccess = () => ok(asked.result);
  });
  return [await count("entries"), await count("kept"), (await caches.keys()).length];
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    held = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    held.set_default_timeout(30_000)
    yield held
    held.set_offline(False)
    held.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "茶山.jpg"
    path.write_bytes(photo(2400, 1200, gps=True))
    return path


@pytest.fixture
def phone(context: BrowserContext, site: Site) -> Page:
    """The first page of a first secretary, with the worker in charge of it."""
    sign_in(context, site, SECRETARY)
    page = context.new_page()
    page.goto(f"{site.address}/m/")
    page.evaluate(IN_CHARGE)
    page.reload()
    page.wait_for_selector("#entry[data-ready]")
    return page


def log(page: Page, site: Site, words: str) -> int:
    """How many entries with ``words`` stand in the log."""
    page.goto(f"{site.address}/m/log/")
    return page.locator(".entries .words", has_text=words).count()


def write(page: Page, words: str, picture: Path | None = None) -> None:
    page.fill("#id_text", words)
    if picture is not None:
        page.set_input_files("#id_photos", str(picture))
        page.wait_for_selector("#shots img")


def test_written_without_a_signal_and_sent_once(phone: Page, site: Site, picture: Path) -> None:
    """No line, an entry with a photograph, the phone is switched off and on, the line is back: one entry."""
    phone.context.set_offline(True)
    write(phone, "没有信号也记一笔", picture)
    phone.click("#entry button[type=submit]")
    phone.wait_for_selector("#waiting li[data-state=waiting]")
    assert phone.locator("#no-line").is_visible()
    phone.reload()  # now the worker's own page
    phone.wait_for_selector("#waiting li[data-state=waiting]")
    assert "没有信号也记一笔" in phone.inner_text("#waiting")
    assert "1 张照片" in phone.inner_text("#waiting")
    phone.context.set_offline(False)
    phone.wait_for_selector("#waiting", state="hidden")
    assert log(phone, site, "没有信号也记一笔") == 1
    assert phone.locator(".entries li", has_text="没有信号也记一笔").locator(".shots img").count() == 1
    phone.goto(f"{site.address}/m/")
    phone.wait_for_selector("#entry[data-ready]")
    assert log(phone, site, "没有信号也记一笔") == 1


def test_a_need_written_without_a_signal_is_one_need(phone: Page, site: Site) -> None:
    """Its area, quantity and unit wait in the same draft as its words, and it stands on the list once."""
    phone.goto(f"{site.address}/m/log/new/?about=need")
    phone.wait_for_selector("#entry[data-ready]")
    phone.context.set_offline(True)
    write(phone, "村口要一座能遮雨的候车亭")
    phone.select_option("#id_work_area", "livelihood")
    phone.fill("#id_quantity", "1")
    phone.select_option("#id_unit", "items")
    phone.click("#entry button[type=submit]")
    phone.wait_for_selector("#waiting li[data-state=waiting]")
    phone.context.set_offline(False)
    phone.wait_for_selector("#waiting", state="hidden")
    phone.goto(f"{site.address}/m/needs/")
    rows = phone.locator(".lst li", has_text="候车亭")
    assert rows.count() == 1
    assert "1 件" in rows.inner_text()


def test_an_answer_that_was_lost_is_no_second_entry(phone: Page, site: Site) -> None:
    """The server took the entry, the answer did not come back: sent again under its key it is the same."""
    lost = []

    def lose(route, request):
        if request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/m/log/new/", lose)
    write(phone, "答复丢在半路")
    phone.click("#entry button[type=submit]")
    phone.wait_for_selector("#waiting li[data-state=waiting]")
    phone.reload()
    phone.wait_for_selector("#entry[data-ready]")
    phone.wait_for_selector("#waiting", state="hidden")
    assert lost == [200]
    assert log(phone, site, "答复丢在半路") == 1


def test_a_draft_is_kept_as_it_is_typed(phone: Page, site: Site, picture: Path) -> None:
    """Closed in the middle of a sentence, the words and the photograph are there again; made smaller."""
    write(phone, "写到一半", picture)
    phone.wait_for_timeout(600)  # the pause after which a person's typing is kept
    size = "createImageBitmap((await phone.all(phone.words.account))[0].photos[0])"
    assert phone.evaluate(f"async () => {{ const b = await {size}; return [b.width, b.height]; }}") == [
        1600,
        800,
    ]
    phone.goto(f"{site.address}/m/groups/")
    phone.goto(f"{site.address}/m/")
    phone.wait_for_selector("#shots img")
    assert phone.input_value("#id_text") == "写到一半"
    phone.click("#entry button[type=submit]")
    phone.wait_for_url("**/m/log/*/")
    assert "写到一半" in phone.inner_text("main")


def test_a_refused_entry_is_kept_with_its_reason(phone: Page) -> None:
    """Ten thousand characters are refused beside the field; the text and the draft stay."""
    long = "长" * 10_000
    write(phone, long)
    phone.click("#entry button[type=submit]")
    phone.wait_for_selector("#entry .js-err")
    assert "10000" in phone.inner_text("#entry .js-err").replace(",", "")
    assert phone.input_value("#id_text") == long


def test_a_file_that_is_no_photo_is_said_at_once(phone: Page, tmp_path: Path) -> None:
    """A text file under the name of a photograph never waits for a line to be refused."""
    wrong = tmp_path / "照片.jpg"
    wrong.write_text("只是文字", encoding="utf-8")
    phone.set_input_files("#id_photos", str(wrong))
    phone.wait_for_selector("#id_photos_error .err")
    assert "照片.jpg" in phone.inner_text("#id_photos_error")
    assert phone.locator("#shots img").count() == 0


def test_signing_out_leaves_nothing_behind(phone: Page, site: Site) -> None:
    """What has not been sent is asked about; then words, lists and kept pages are gone from the phone."""
    phone.context.set_offline(True)
    write(phone, "退出前没发出去")
    phone.click("#entry button[type=submit]")
    phone.wait_for_selector("#waiting li[data-state=waiting]")
    phone.route("**/m/log/new/", lambda route: route.abort())  # before the signal is back: it sends at once
    phone.context.set_offline(False)
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        dialog.accept()

    phone.on("dialog", answer)
    phone.click("details.me summary")
    phone.click("details.me form button[type=submit]")
    phone.wait_for_url(f"{site.address}/")
    assert "1 条没有发出" in asked[0]
    left = phone.evaluate(LEFT)
    assert left == [0, 0, 0]


def test_the_next_person_on_the_phone_sees_nothing_of_the_last(phone: Page, site: Site) -> None:
    """Without signing out, another one signs in on the same phone: drafts are neither shown nor sent."""
    write(phone, "刘书记的半句话")
    phone.wait_for_timeout(600)
    phone.context.clear_cookies()
    sign_in(phone.context, site, OTHER)
    phone.goto(f"{site.address}/m/log/new/")
    phone.wait_for_selector("#entry[data-ready]")
    assert "刘书记" not in phone.inner_text("body")
    assert phone.input_value("#id_text") == ""


def test_no_page_about_anybody_is_kept(phone: Page) -> None:
    """The worker's cache holds the nameless page and what it is drawn with, nothing else."""
    kept = phone.evaluate(
        """async () => (await (await caches.open((await caches.keys())[0])).keys()).map((r) => new URL(r.url).pathname)"""
    )
    assert [path for path in kept if not path.startswith("/static/")] == ["/m/shell/", "/m/gatherings/shell/"]
    phone.context.set_offline(True)
    phone.goto(phone.url + "commitments/")
    assert phone.locator("details.me").count() == 0


def test_the_first_screen_is_light(browser: Browser, site: Site) -> None:
    """Everything the first page loads, compressed, is under 150 kB, with nothing kept from before."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    sign_in(context, site, SECRETARY)
    page = context.new_page()
    loaded: dict[str, int] = {}
    page.on("response", lambda answer: loaded.update({answer.url: len(gzip.compress(answer.body()))}))
    page.goto(f"{site.address}/m/", wait_until="networkidle")
    context.close()
    assert all(url.startswith(site.address) for url in loaded)
    assert len(loaded) > 5
    assert sum(loaded.values()) < BUDGET, loaded


def test_without_script_the_plain_form_works(browser: Browser, site: Site, picture: Path) -> None:
    """The same form, sent by the browser itself."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="zh-CN"
    )
    sign_in(context, site, SECRETARY)
    page = context.new_page()
    page.goto(f"{site.address}/m/log/new/")
    page.fill("#id_text", "没有脚本也能记")
    page.set_input_files("#id_photos", str(picture))
    page.click("#entry button[type=submit]")
    page.wait_for_url("**/m/log/*/")
    assert "没有脚本也能记" in page.inner_text("main")
    assert page.locator(".shots img").count() == 1
    context.close()
