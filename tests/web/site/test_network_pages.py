"""Network, village, agreement and the commitments behind the counts, as everybody sees them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from lianjian.apps.exchange.actions.record_endowment import record_endowment
from lianjian.apps.projects.actions.confirm_commitment import confirm_commitment
from lianjian.apps.projects.actions.describe_destination import describe_destination
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.show_picture import show_picture
from lianjian.apps.projects.actions.verify_outcome import verify_outcome
from lianjian.web.site import exports
from tests.apps.agreements.papers import CLAUSES, SCRIPT, draft, frozen, in_force, sign
from tests.apps.projects.linked import alliance, png, product
from tests.apps.projects.promises import project, promise
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.network import Network


def text(path: str) -> str:
    """A page in Chinese as words, tags and breaks gone."""
    answer = Client(headers={"Accept-Language": "zh-hans"}).get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().replace("<wbr>", "")).split())


def test_what_was_promised_is_public_once_the_agreement_is_in_force(network: Network) -> None:
    """On the network by area with a link, in the list behind it, on the agreement and on both villages' sides."""
    agreement = in_force(network)
    promise(network, agreement=agreement.pk)
    promise(network, agreement=agreement.pk, giver=network.village_a.pk, receiver=network.association.pk,
            by=network.actor("secretary_a"), work_area="training", text="教会十个人炒茶")  # fmt: skip
    page = Client(headers={"Accept-Language": "zh-hans"}).get("/network/").content.decode()
    assert "/network/promises/?area=livelihood" in page
    assert "装十八盏路灯" in text("/network/promises/?area=livelihood")
    assert "装十八盏路灯" not in text("/network/promises/?area=training")
    assert "装十八盏路灯" in text(f"/agreements/{agreement.key}/")
    village = text("/villages/village-a/")
    assert "本村承诺的，逾期的在前" in village
    assert "教会十个人炒茶" in village
    assert "别人承诺给本村的，逾期的在前" in village
    assert "装十八盏路灯" not in text("/villages/village-b/")
    assert Client().get("/network/promises/?area=none").status_code == 404


def test_figures_are_public_once_the_receiver_has_approved_them(network: Network) -> None:
    """On the agreement, on the pages of both villages and in the list: what was promised in numbers, unknown until the
    receiver has said that it holds. What was merely reported is on no page and in no workbook."""

    def workbook() -> tuple[Any, ...]:
        exports.DOWNLOADS.forget()
        answer = Client(headers={"Accept-Language": "zh-hans"}).get("/network/promises/?as=xlsx")
        (found,) = load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True)
        return tuple(found[9:])

    agreement = in_force(network)
    row = promise(network, agreement=agreement.pk)
    report_done(by=network.actor("liaison"), commitment=row.pk, value="17.25")
    pages = (f"/agreements/{agreement.key}/", "/villages/village-a/", "/network/promises/")
    for page in pages:
        assert re.search(r"未知\s*/ 18 ", text(page)), page
        assert "17.25" not in text(page)
    assert workbook() == ("路灯", None, 18, "件", None)
    confirm_commitment(by=network.actor("secretary_a"), commitment=row.pk)
    for page in pages:
        assert re.search(r"17\.25 / 18 ", text(page)), page
    assert workbook() == ("路灯", 17.25, 18, "件", None)


def test_a_village_lists_its_products_and_destinations(network: Network) -> None:
    """Those that are public, those in season marked, each with a link to its page and to ask; constant in cost."""
    club, month = alliance(network), today().month
    after = month % 12 + 1
    shown = [
        product(network, club, name="当季的枇杷", first_month=month, last_month=month).pk,
        product(network, club, name="下月的柿子", first_month=after, last_month=after).pk,
    ]
    product(network, club, name="内部的茶", public=False)
    secretary = network.actor("secretary_a")
    place = project(network, title="溪谷民宿", key="valley")
    describe_destination(
        by=secretary, project=place.pk, season="四季", first_month=1, last_month=12, public=True
    )
    describe_destination(by=secretary, project=project(network, title="没开放的").pk, season="四月")
    page = Client(headers={"Accept-Language": "zh-hans"}).get("/villages/village-a/").content.decode()
    for key in shown:
        assert f'href="/alliances/fruit/#product-{key}"' in page
        assert f'href="/ask/product/{key}/"' in page
        assert f'id="product-{key}"' in Client().get("/alliances/fruit/").content.decode()
    assert 'href="/destinations/valley/"' in page
    words = text("/villages/village-a/")
    assert words.index("当季的枇杷") < words.index("下月的柿子")
    assert words.count("当季 ") == 2  # a product and the destination
    for hidden in ("内部的茶", "没开放的"):
        assert hidden not in words
    assert "当季的枇杷" not in text("/villages/village-b/")
    assert "溪谷民宿" in text("/destinations/?party=village-a")
    assert "溪谷民宿" not in text("/destinations/?party=village-b")
    assert Client().get("/destinations/?party=nobody").status_code == 404


def test_a_village_costs_the_same_with_many_products_and_places(network: Network) -> None:
    """Three more of each need no query more."""

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert Client().get("/villages/village-a/").status_code == 200
        return len(seen)

    club, secretary = alliance(network), network.actor("secretary_a")

    def grow(number: int) -> None:
        product(network, club, name=f"果{number}", picture=png())
        place = project(network, title=f"民宿{number}", key=f"place-{number}")
        describe_destination(by=secretary, project=place.pk, season="四季", public=True)
        show_picture(by=secretary, project=place.pk, data=png())

    grow(0)
    cost()
    before = cost()
    for number in range(1, 4):
        grow(number)
    assert cost() == before


def test_words_of_other_commitments_stay_inside(network: Network) -> None:
    """A commitment without an agreement is counted, and the page says so; its words are on no page."""
    promise(network)
    assert "另有 1 件计了数、没有列出" in text("/network/promises/")
    for page in ("/network/", "/network/promises/", "/villages/village-a/"):
        assert "路灯" not in text(page), page


def test_nothing_due_is_unknown_and_not_zero(network: Network) -> None:
    """Where no day has passed yet, the share kept is unknown."""
    promise(network, agreement=in_force(network).pk)
    words = text("/network/")
    assert re.search(r"承诺兑现率 未知", words)
    assert "还没有到期的" in words


def test_an_agreement_shows_who_signed_and_hides_its_clauses_until_all_have(network: Network) -> None:
    """One of three: the state and the fingerprint are public, the clauses are not; then they are, escaped."""
    paper = frozen(network)
    sign(network, paper, "leader")
    page = f"/agreements/{paper.agreement.key}/"
    words = text(page)
    assert "3 方，已签 1 方" in words
    assert paper.sha256 in words
    assert CLAUSES[0].text not in words
    sign(network, paper, "chief", "secretary_a")
    assert CLAUSES[0].text in text(page)
    assert SCRIPT not in Client().get(page).content.decode()


def test_a_draft_agreement_has_no_page(network: Network) -> None:
    """Its guessed address answers as if there were nothing."""
    assert Client().get(f"/agreements/{draft(network).key}/").status_code == 404


def test_a_village_shows_what_it_wants_to_show(network: Network) -> None:
    """Its public endowments and its first secretary with batch and days left; nothing that is kept inside."""
    secretary = network.actor("secretary_a")
    for kind, words, public in (("land", "茶园", True), ("skill", "会修水渠的人", False)):
        record_endowment(
            by=secretary, organisation=network.village_a.pk, kind=kind, text=words, public=public
        )
    page = text("/villages/village-a/")
    assert "茶园" in page
    assert "会修水渠的人" not in page
    assert re.search(r"第 6 批", page)
    assert "驻村第 100 天，离交接还有 630 天" in page


def test_projects_under_an_agreement_in_force_are_public(network: Network) -> None:
    """A project shows its parties, stage and milestones; one without an agreement does not show."""
    project(network, title="暗的项目")
    project(network, agreement=in_force(network).pk)
    for page in ("/network/", "/villages/village-a/"):
        words = text(page)
        assert "溪谷民宿" in words
        assert "1 个逾期" in words
        assert "暗的项目" not in words


def _verified(network: Network, **values: Any) -> None:
    given: dict[str, Any] = {
        "by": network.actor("liaison"),
        "reported_by": network.association.pk,
        "text": "多卖的钱",
        "unit": "yuan",
        "value": "1256400",
        "parties": [network.association.pk, network.village_a.pk],
        "happened_on": today(),
    }
    verify_outcome(by=network.actor("secretary_a"), outcome=report_outcome(**(given | values)).pk)


def test_a_sum_leads_to_the_outcomes_behind_it(network: Network) -> None:
    """Each sum says what it is and leads to its rows, by unit and village; other units and villages are not there;
    what is only counted is told."""
    public = project(network, agreement=in_force(network).pk).pk
    _verified(network, project=public)
    _verified(network, project=public, unit="jobs", value="2", text="两个岗位")
    _verified(network, project=project(network, key="free").pk, text="不公开的")
    assert "金额合计" in text("/network/")
    for page, rows in (
        ("/network/", "/network/outcomes/?unit=yuan"),
        ("/villages/village-a/", "/network/outcomes/?unit=yuan&amp;party=village-a"),
    ):
        assert f'href="{rows}"' in Client().get(page).content.decode()
        words = text(rows.replace("&amp;", "&"))
        assert "多卖的钱" in words
        assert "1,256,400" in words
        assert "两个岗位" not in words
        assert "不公开的" not in words
        assert "另有 1 项已核实、计了数、没有列出" in words
    assert "多卖的钱" not in text("/network/outcomes/?party=village-b")
    assert "两个岗位" in text("/network/outcomes/?area=industry")
    for wrong in ("unit=love", "area=none", "party=nobody"):
        assert Client().get(f"/network/outcomes/?{wrong}").status_code == 404


def test_each_number_of_the_six_areas_leads_to_its_commitments(network: Network) -> None:
    """Every cell is a link, and as many rows stand behind it as it says."""
    agreement = in_force(network).pk
    promise(network, agreement=agreement)
    promise(network, by=ROOT, agreement=agreement, text="逾期的", due_on=today() - timedelta(days=3),
            now=timezone.now() - timedelta(days=40))  # fmt: skip
    page = Client().get("/network/").content.decode()
    cells = re.findall(r'<a href="(/network/promises/\?area=livelihood&amp;state=(\w+))">(\d+)</a>', page)
    assert {state: int(count) for _rows, state, count in cells} == {
        "running": 1, "due": 1, "kept": 0, "late": 1,
    }  # fmt: skip
    for rows, _state, count in cells:
        shown = Client().get(rows.replace("&amp;", "&")).content.decode()
        assert shown.count('<th scope="row">') == int(count), rows
    assert "逾期的" in text("/network/promises/?state=late")
    assert "装十八盏路灯" not in text("/network/promises/?state=late")
    assert Client().get("/network/promises/?state=none").status_code == 404
