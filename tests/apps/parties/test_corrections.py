"""Rows of a table that differ from the register: taken over one by one or all, told with what was before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianjian.apps.parties.actions.import_table import import_table
from lianjian.apps.parties.actions.take_over_corrections import take_over_corrections
from lianjian.apps.parties.models import Mandate, Organisation, Posting, Table
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere
from tests.apps.parties.sheets import ORGANISATIONS, book
from tests.apps.parties.test_tables import sent, states, words
from tests.network import ROOT, Network, today

HEAD = ("类别*", "全称", "简称", "加入日期", "key", "行政区划")


def told(name: str) -> list[dict[str, object]]:
    rows = EventRecord.objects.filter(name=f"parties.{name}").order_by("id")
    return [{key: row.payload[key] for key in ("before", "after")} for row in rows]


def test_the_ticked_rows_are_taken_over_with_what_was_before(network: Network) -> None:
    """Only the ticked row, only the cells that differ; the other stays as it is; twice is once."""
    table = sent(
        book(
            [
                ORGANISATIONS,
                ["村", "350303108203", None, "张洋新", "2026-02-03"],
                ["村", "350303108204", None, "乙新", None],
            ]
        )
    )
    assert states(table) == ["different", "different"]
    before = Organisation.objects.get(key="village-a")
    for _time in range(2):
        take_over_corrections(by=ROOT, table=table.pk, rows=[table.rows[0]["n"]])
    now = Organisation.objects.get(key="village-a")
    assert (now.short_name, now.joined_on, now.name) == ("张洋新", date(2026, 2, 3), before.name)
    assert Organisation.objects.get(key="village-b").short_name == "乙村"
    assert told("organisation_corrected") == [
        {
            "before": {"short_name": before.short_name, "joined_on": str(before.joined_on)},
            "after": {"short_name": "张洋新", "joined_on": "2026-02-03"},
        }
    ]
    table.refresh_from_db()
    assert states(table) == ["same", "different"]
    assert (table.counts["corrected"], table.counts["different"]) == (1, 1)
    assert [len(row["c"]) for row in table.rows] == [len(ORGANISATIONS)] * 2
    assert take_over_corrections(by=ROOT, table=table.pk) == 1
    assert Organisation.objects.get(key="village-b").short_name == "乙新"


def test_corrections_can_be_taken_over_after_the_new_rows_are_entered(network: Network) -> None:
    """What differs is kept beside what was wrong; the counts of the bringing in stay."""
    table = sent(
        book(
            [
                ORGANISATIONS,
                ["村", "350303108203", None, "张洋新", None],
                ["企业", None, "好茶公司", None, None],
                ["企业", None, None, None, None],
            ]
        )
    )
    import_table(by=ROOT, table=table.pk)
    assert take_over_corrections(by=ROOT, table=table.pk) == 1
    table.refresh_from_db()
    assert states(table) == ["same", "wrong"]
    assert {name: table.counts[name] for name in ("new", "same", "different", "wrong", "corrected")} == {
        "new": 1,
        "same": 1,
        "different": 0,
        "wrong": 1,
        "corrected": 1,
    }


def test_what_the_register_cannot_be_is_wrong_and_the_rest_is_taken_over(network: Network) -> None:
    """A name that another bears, two rows that want the same name, a media centre that becomes something else, a village
    with a first secretary that becomes an enterprise: said at the cell, and nothing is half done."""
    table = sent(
        book(
            [
                HEAD,
                ["协会", "张洋村", None, None, "association", None],
                ["企业", "测试融媒中心", None, None, "media", None],
                ["企业", "张洋村", None, None, "village-a", None],
                ["村", "乙村", "乙乙", None, "village-b", "350303108204"],
            ]
        )
    )
    assert states(table) == ["different"] * 4, words(table)
    assert take_over_corrections(by=ROOT, table=table.pk) == 1
    table.refresh_from_db()
    assert states(table) == ["wrong"] * 3 + ["same"]
    for part in ("already in the register", "stays one", "villages only"):
        assert part in words(table)
    assert Organisation.objects.get(key="association").name == "测试促进会"


def test_two_rows_that_want_one_name(network: Network) -> None:
    """The first has it, the second is told so."""
    table = sent(
        book(
            [
                HEAD,
                ["协会", "新名字", None, None, "association", None],
                ["村", "新名字", None, None, "village-b", "350303108204"],
            ]
        )
    )
    assert take_over_corrections(by=ROOT, table=table.pk) == 1
    table.refresh_from_db()
    assert sorted(states(table)) == ["same", "wrong"]


def test_what_changed_since_it_was_looked_at_is_shown_anew(network: Network) -> None:
    """Whoever ticked saw another value in the register: nothing is written over what they have not seen."""
    table = sent(book([ORGANISATIONS, ["村", "350303108203", None, "张洋新", None]]))
    Organisation.objects.filter(key="village-a").update(short_name="别人改的")
    assert take_over_corrections(by=ROOT, table=table.pk) == 0
    table.refresh_from_db()
    assert table.rows[0]["d"] == {"short_name": "别人改的"}
    assert take_over_corrections(by=ROOT, table=table.pk) == 1


def test_mandates_and_postings_are_corrected_together(network: Network) -> None:
    """Another last day of a posting is that of its mandate; a term that would meet another posting's is wrong."""
    posting = Posting.objects.by(ROOT).get(village=network.village_a.pk)
    head = ["村", "姓名", "批次", "派出单位", "开始日期", "结束日期"]
    last = posting.ends_on - timedelta(days=30)
    table = sent(book([head, ["张洋村", "张书记", 7, "省农科院", posting.starts_on, last]]), kind="postings")
    assert states(table) == ["different"], words(table)
    assert take_over_corrections(by=ROOT, table=table.pk) == 1
    posting.refresh_from_db()
    assert (posting.batch, posting.sent_by, posting.ends_on) == (7, "省农科院", last)
    assert Mandate.objects.by(ROOT).get(pk=posting.mandate_id).ends_on == last
    assert told("mandate_corrected")[0]["before"] == {
        "batch": "6",
        "sent_by": "",
        "ends_on": str(last + timedelta(days=30)),
    }
    later = sent(
        book([head, ["张洋村", "后任", 8, "", last + timedelta(days=1), last + timedelta(days=400)]]),
        kind="postings",
    )
    import_table(by=ROOT, table=later.pk)
    longer = sent(
        book([head, ["张洋村", "张书记", 7, "", posting.starts_on, last + timedelta(days=9)]]),
        kind="postings",
    )
    assert take_over_corrections(by=ROOT, table=longer.pk) == 0
    longer.refresh_from_db()
    assert "already has a first secretary" in words(longer)


def test_only_the_network_administrator_corrects(network: Network) -> None:
    """Others neither by their role nor by the number of somebody's table."""
    table = sent(book([ORGANISATIONS, ["村", "350303108203", None, "张洋新", None]]))
    for name in ("leader", "secretary_a"):
        with pytest.raises(NotAllowed):
            take_over_corrections(by=network.actor(name), table=table.pk)
    with pytest.raises(NotThere):
        take_over_corrections(by=ROOT, table=table.pk + 999)
    assert Table.objects.by(ROOT).get(pk=table.pk).rows[0]["s"] == "different"
    assert today() >= date(2026, 1, 1)
