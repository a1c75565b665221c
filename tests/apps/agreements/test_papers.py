"""The paper that is signed says everything that the hashed text says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lianjian.apps.agreements.rules.frozen import FIRST, FrozenClause, FrozenParent, FrozenParty, FrozenText
from lianjian.apps.agreements.rules.papers import document_of, draft_of
from lianjian.kernel.documents import Heading, Items, Paragraph, SignatureFields

if TYPE_CHECKING:
    from lianjian.kernel.documents import Document

PARTIES = (FrozenParty("a", "墘垵村", "共建村"), FrozenParty("b", "岞漈村", ""))
PLAIN = FrozenText(
    key="k",
    version=2,
    title="两村共建协议",
    number="莆联建〔2026〕8号",
    starts_on="",
    ends_on="",
    parties=PARTIES,
    clauses=(FrozenClause("组织联建", "每月一次主题党日。\n轮流主办。"), FrozenClause("", "只有一句话。")),
    notice_days=45,
)
SUPPLEMENT = FrozenText(
    key="s",
    version=1,
    title="补充协议",
    number="",
    starts_on="",
    ends_on="",
    parties=PARTIES,
    clauses=(
        FrozenClause("组织联建", "每季一次。", "replaces", 1),
        FrozenClause("人才联育", "每年五十人次。", "adds", 0),
        FrozenClause("", "", "removes", 2),
    ),
    parent=FrozenParent("k", "两村共建协议", PLAIN.sha256, (), 1),
)


def words(document: Document) -> str:
    """All that stands on the paper, in order."""
    said = [document.title, document.number, document.mark]
    for block in document.blocks:
        if isinstance(block, Heading):
            said.append(block.text)
        elif isinstance(block, Paragraph):
            said.append(block.lead + block.text)
        elif isinstance(block, Items):
            said += block.lines
    return "\n".join(said)


@pytest.mark.parametrize("text", [PLAIN, SUPPLEMENT, replace(PLAIN, format=FIRST)])
def test_every_line_that_is_hashed_is_printed(text: FrozenText) -> None:
    """Number, parent, parties, what a clause does, clauses and the notice: no line of the readable text is missing."""
    printed = words(document_of(text, address="https://example.org/verify/x/", note="说明"))
    for line in text.readable.splitlines():
        said = line.removeprefix("编号：")
        if not said or said.startswith("文本版本："):
            continue
        assert said in printed, said
    assert text.sha256 in printed
    assert f"第{text.version}版" in printed


def test_every_party_has_its_place() -> None:
    """One field for each party in its order, also in the draft, which bears no fingerprint."""
    for document in (document_of(PLAIN, address="x", note="n"), draft_of(PLAIN)):
        (places,) = [block for block in document.blocks if isinstance(block, SignatureFields)]
        assert [(one.name, one.party) for one in places.fields] == [
            ("Party1", "甲方：墘垵村"),
            ("Party2", "乙方：岞漈村"),
        ]
    assert PLAIN.sha256 not in words(draft_of(PLAIN))
