"""The damage of a real page, as a mirror left it."""

from __future__ import annotations

import huanyuan

DIRTY = (
    "“通過(guò)支部聯(lián)建、產(chǎn)業(yè)聯(lián)盟‘雙聯(lián)’模式‘聯(lián)’起來(lái),建立起以強(qiáng)化黨建互聯(lián)、"
    "促進(jìn)業(yè)務(wù)工作互通的常態(tài)化機(jī)制?！笔∶来贂?huì)黨支部書記說(shuō)。"
)
CLEAN = "“通过支部联建、产业联盟‘双联’模式‘联’起来,建立起以强化党建互联、促进业务工作互通的常态化机制。”省美促会党支部书记说。"


def test_a_mirrored_sentence_with_a_shift_comes_back_whole():
    """Table, glosses and the shift behind a cut are all undone, and the chosen full stop is reported."""
    repaired = huanyuan.repair(DIRTY)
    assert repaired.text == CLEAN
    assert repaired.changed
    assert set(repaired.families) == {"s2t", "gloss", "gbkshift"}
    (doubt,) = repaired.uncertain
    assert repaired.text[doubt.at : doubt.at + doubt.len] == doubt.to == "。"
