"""Tables of organisations, mandates and postings: looked at row by row, then brought in."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjian.apps.parties.actions.forget_tables import KEPT_FOR, forget_tables
from lianjian.apps.parties.actions.import_table import import_table
from lianjian.apps.parties.actions.keep_table import keep_table
from lianjian.apps.parties.models import Division, Mandate, Organisation, Table
from lianjian.apps.parties.queries import current_posting, organisation
from lianjian.apps.parties.rules.tables.keeping import unpacked
from lianjian.foundation.models import EventRecord
from lianjian.foundation.worksheets import read_lines
from lianjian.kernel.refusals import NotAllowed, Refused
from tests.apps.parties.sheets import ORGANISATIONS, book
from tests.network import ROOT, Network, today

NEW = (("350303108205", "丙村委会"), ("350303108206", "丁村委会"))


@pytest.fixture
def _places(network: Network) -> None:
    """Two villages more, and one of the same name in another county."""
    for code, name in NEW:
        path = f"福建省 莆田市 涵江区 新县镇 {name}"
        Division.objects.create(code=code, name=name, level="village", parent_id="350303108", path=path)
    for code, name, level, parent in (
        ("3509", "宁德市", "city", "35"),
        ("350922", "古田县", "county", "3509"),
        ("350922102", "平湖镇", "town", "350922"),
        ("350922102229", "丙村委会", "village", "350922102"),
    ):
        above = Division.objects.get(code=parent)
        Division.objects.create(code=code, name=name, level=level, parent=above, path=f"{above.path} {name}")


def sent(data: bytes, kind: str = "organisations", name: str = "表.xlsx") -> Table:
    return keep_table(by=ROOT, kind=kind, file_name=name, data=data)


def states(table: Table) -> list[str]:
    return [row["s"] for row in table.rows]


def words(table: Table) -> str:
    return " ".join(
        f"{fault.field}: {Refused(fault.message, cure=fault.cure, **fault.values)}"
        for row in table.rows
        for fault in unpacked(row).faults
    )


@pytest.mark.usefixtures("_places")
def test_codes_and_days_are_read_however_they_were_typed(network: Network) -> None:
    """A code as a number, a float, in full width, a path; days as text in four ways; spaces around."""
    table = sent(
        book(
            [
                ["2026年共建方登记表"],
                [],
                ORGANISATIONS,
                ["村", 350303108205, " 丙村委会 ", None, "2026年3月1日"],
                [],
                ["village", 350303108206.0, None, "丁", date(2026, 3, 1)],
                ["企业", "福建省莆田市　涵江区", "丙茶业公司", "", "2026.3.1"],
                ["村", "３５０９２２１０２２２９", "丙村委会", None, "2026/3/1"],
            ]
        )
    )
    assert states(table) == ["new"] * 4, words(table)
    assert Organisation.objects.filter(name__contains="丙").count() == 0  # nothing before it is confirmed
    import_table(by=ROOT, table=table.pk)
    made = Organisation.objects.filter(joined_on=date(2026, 3, 1))
    assert {(o.name, o.short_name, o.division_id) for o in made} == {
        (
            "涵江区新县镇丙村委会",
            "丙村",
            "350303108205",
        ),  # two villages of that name: the place is put before it
        ("古田县平湖镇丙村委会", "丙村", "350922102229"),
        ("丁村委会", "丁", "350303108206"),
        ("丙茶业公司", "丙茶业公司", "350303"),
    }
    assert EventRecord.objects.filter(name="parties.table_imported").count() == 1


@pytest.mark.usefixtures("_places")
def test_the_same_table_twice_is_one(network: Network) -> None:
    """Confirmed twice, or sent again: no row is entered twice; what differs is shown and left alone."""
    data = book(
        [ORGANISATIONS, ["村", "350303108205", "丙村委会", "丙", None], ["学校", None, "丙小学", None, None]]
    )
    table = sent(data)
    import_table(by=ROOT, table=table.pk)
    import_table(by=ROOT, table=table.pk)
    assert states(sent(data)) == ["same", "same"]
    other = sent(book([ORGANISATIONS, ["村", "350303108205", "丙村委会", "丙丙", None]]))
    assert (states(other), other.rows[0]["d"]) == (["different"], {"short_name": "丙"})
    import_table(by=ROOT, table=other.pk)
    assert Organisation.objects.get(division="350303108205", kind="village").short_name == "丙"


@pytest.mark.usefixtures("_places")
def test_what_is_wrong_is_said_at_its_cell_and_the_rest_goes_in(network: Network) -> None:
    """A name alone lists who may be meant; a shortened code, no day, no kind, twice the same, an empty name."""
    table = sent(
        book(
            [
                ORGANISATIONS,
                ["村", "丙村委会", "丙村", None, None],
                ["村", "3.50303E+11", "丙村", None, None],
                ["村", "350303108205", "丙村", None, "2026-02-30"],
                ["乡", None, "丁乡", None, None],
                ["企业", None, None, None, None],
                ["企业", None, "好公司", None, None],
                ["企业", None, "好公司", None, None],
                ["村", "350303108206", "丁" * 200, None, None],
            ]
        )
    )
    assert states(table) == ["wrong"] * 5 + ["new"] + ["wrong"] * 2
    said = words(table)
    for part in (
        "350303108205 福建省 莆田市",
        "350922102229",
        "3.50303E+11",
        "2026-02-30",
        "“乡”",
        "row 7",
        "200",
    ):
        assert part in said, part
    done = import_table(by=ROOT, table=table.pk)
    assert (done.counts["new"], len(done.rows)) == (1, 7)  # the wrong ones stay to be given back
    assert Organisation.objects.filter(name="好公司").exists()


def test_formulas_and_merged_and_hidden_cells_are_seen(network: Network) -> None:
    """A formula that was never calculated and a merged cell are said as what they are; a hidden row is marked."""
    table = sent(
        book(
            [ORGANISATIONS, ["企业", None, '="甲"&"公司"', None, None], ["企业", None, "乙公司", None, None]],
            hidden=3,
        )
    )
    assert states(table) == ["wrong", "new"]
    assert "formula" in words(table)
    assert [row["h"] for row in table.rows] == [False, True]
    merged = sent(
        book([ORGANISATIONS, ["企业", None, "甲", None, None], ["", "", "乙", "", ""]], merged="A2:A3")
    )
    assert states(merged) == ["new", "wrong"]
    assert "merged" in words(merged)


def test_mandates_and_postings_come_in_with_their_people(network: Network) -> None:
    """A new name is one new person however many roles; a known one is found; a second first secretary is refused."""
    head = ["单位", "姓名", "身份", "开始日期", "结束日期"]
    table = sent(
        book(
            [
                head,
                ["测试促进会", "新来的", "成员", "2026-01-01", None],
                ["association", "新来的", "联络员", "2026-01-01", None],
                ["350303108203", "张站长", "组长", "2026-01-01", "2025-01-01"],
                ["张洋村", "张站长", "站长", str(today()), None],
                ["不存在的单位", "某人", "成员", "2026-01-01", None],
                ["张洋村", "某人", "驻村第一书记", "2026-01-01", None],
            ]
        ),
        kind="mandates",
    )
    assert states(table) == ["new", "new", "wrong", "different", "wrong", "wrong"], words(table)
    import_table(by=ROOT, table=table.pk)
    held = Mandate.objects.by(ROOT).filter(person__name="新来的")
    assert {one.role for one in held} == {"member", "liaison"}
    assert len({one.person_id for one in held}) == 1
    head = ["村", "姓名", "批次", "开始日期", "结束日期"]
    start = date(2030, 1, 1)
    posted = sent(
        book(
            [
                head,
                ["张洋村", "下一任", "7", start, date(2031, 12, 31)],
                ["张洋村", "再一个", "7", date(2031, 1, 1), date(2032, 1, 1)],
                ["乙村", "抢先的", "6", today(), date(2030, 1, 1)],
                ["测试促进会", "不是村", "6", today(), date(2030, 1, 1)],
            ]
        ),
        kind="postings",
    )
    assert states(posted) == ["new", "wrong", "wrong", "wrong"], words(posted)
    import_table(by=ROOT, table=posted.pk)
    village = organisation("village-a")
    assert village is not None
    found = current_posting(village.pk, start)
    assert found is not None
    assert (found.person.name, found.mandate.role) == ("下一任", "first-secretary")
    assert states(
        sent(book([head, ["张洋村", "下一任", 7, start, date(2031, 12, 31)]]), kind="postings")
    ) == ["same"]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (100 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "表.xlsx", "old Excel"),
        (b"PK\x03\x04 nothing", "表.xlsx", "damaged"),
        (b"\x89PNG", "表.xlsx", "no Excel workbook"),
        (b"0" * (10 * 1024 * 1024 + 1), "表.csv", "10 MB"),
        (b"", "表.xlsx", "no Excel workbook"),
        (b"a\nb" * 25_000, "表.csv", "20,000"),
    ],
)
def test_files_that_are_no_tables_are_refused_with_what_to_do(data: bytes, name: str, said: str) -> None:
    """Old Excel under a new name, damaged ones, pictures, too large ones."""
    with pytest.raises(Refused, match=said):
        read_lines(data, name)


def test_a_file_that_unpacks_to_a_flood_is_not_unpacked() -> None:
    """A hundred kilobytes that would become a hundred megabytes."""
    with pytest.raises(Refused, match="unpacks"):
        read_lines(bomb(), "表.xlsx")


def test_csv_of_chinese_excel_is_read(network: Network) -> None:
    """GB 18030 as well as UTF-8 with its mark."""
    text = "类别,全称\r\n企业,好茶公司\r\n"
    for encoding in ("gb18030", "utf-8-sig"):
        assert states(sent(text.encode(encoding), name="表.csv")) == ["new"]


def test_headings_that_are_missing_are_named(network: Network) -> None:
    """A table of something else says which column it lacks."""
    with pytest.raises(Refused, match="Kind"):
        sent(book([["日期", "金额"], ["2026-01-01", 3]]))
    with pytest.raises(Refused, match="no rows"):
        sent(book([ORGANISATIONS]))


@settings(max_examples=25)
@given(st.lists(st.lists(st.text(max_size=12), max_size=7), max_size=6))
def test_any_cells_are_judged(rows: list[list[str]]) -> None:
    """Whatever stands below the headings becomes a row that is new or wrong: reading and reading again give the same."""
    from lianjian.apps.parties.rules.tables import organisations
    from lianjian.apps.parties.rules.tables.columns import COLUMNS, TableKind
    from lianjian.apps.parties.rules.tables.judging import Gazetteer, rows_of, word_in
    from lianjian.apps.parties.rules.tables.keeping import lines_again, packed
    from lianjian.kernel.cells import Line, tidy

    columns = COLUMNS[TableKind.ORGANISATIONS]
    at = {column.field: place for place, column in enumerate(columns)}
    lines = [Line(n, tuple(map(tidy, row))) for n, row in enumerate(rows)]
    register = organisations.Register({}, {}, {})
    gazetteer = Gazetteer({"35": "福建省"}, {"福建省": "35"}, {"福建省": ("35",)})

    def judged(lines: list[Line]) -> list[str]:
        found = rows_of(columns, at, lines)
        organisations.judge(found, register, gazetteer, word_in({"企业": "enterprise"}, "企业"))
        kept.extend(packed(row, line, at) for row, line in zip(found, lines, strict=True))
        return [str(row.state) for row in found]

    kept: list = []
    first = judged(lines)
    assert set(first) <= {"new", "wrong"}
    assert judged(lines_again(TableKind.ORGANISATIONS, list(kept))[1]) == first


def test_only_the_network_administrator_and_only_for_a_day(network: Network) -> None:
    """Nobody else may; what was sent goes after a day."""
    for name in ("leader", "secretary_a"):
        with pytest.raises(NotAllowed):
            keep_table(
                by=network.actor(name), kind="organisations", file_name="a.csv", data="类别,全称".encode()
            )
    table = sent(book([ORGANISATIONS, ["企业", None, "好公司", None, None]]))
    assert Table.objects.by(network.actor("leader")).count() == 0
    assert forget_tables(by=ROOT, now=timezone.now()) == 0
    assert forget_tables(by=ROOT, now=table.received_at + 2 * KEPT_FOR) == 1
