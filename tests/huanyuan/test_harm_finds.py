"""What was found to be harmed in megabytes of real text, told in examples of our own, one for each cause."""

from __future__ import annotations

import pytest

import huanyuan

UNTOUCHED = {
    "關系 across two words is no slip": "這個工具的說明分成三頁，有關系統的設定放在最後一頁，請大家慢慢讀。",
    "one slip of a writer is no table": "視窗的伸縮系數可以在這個欄位的選單調整，調整了的數字會立刻顯示。",
    "a constellation is called so": "仙后座的五顆亮星排成一個字母，秋天的夜晚很容易認，老師說這是認星的第一步。",
    "names from abroad hold 里 alone": "海盜船長說，布里布里王國的寶藏就埋在這座島的山洞底下。",
    "verse writes 于 as it likes": "籬邊月色的的清，獨立于風聽雁聲。\n歲晚無人問花事，空階落葉滿前楹。",
    "an old edition is half simplified": "那僧說着便走，後面的人万万想不到，這一去里里外外几年无人問起，从此家里的書也没了，"
    "什么都变了。這個故事历來被当作笑談，説書的人却説这是真的。",
    "a writer of Hong Kong writes 着": "她提着籃子沿着海旁走着，望着對岸的燈火，心里想着明天的考試，嘴里還唸着那幾個生字。",
    "a contract counts in 壹": "本协议的附件是壹式肆份的，甲乙双方在签字的当日各执壹份，其余的留存备查。",
    "a word list shows every form": "壹些\n壹切\n壹同\n壹起\n壹直\n统壹\n专壹",
    "a variant is an author's choice": "这部旧书讲的是动员群衆发展生产的经验，书里的用字照原样保留，没有改动。",
    "rare characters in a row": "千棰打鑼，一棰定聲",
    "a manual shows mojibake on purpose": "函数的第二个参数决定怎样换码。下面的例子把“上海市”的字节当作西文来显示，"
    "结果是 ÉÏº£ÊÐABC，再换一次就回到原来的样子；缺了参数时，函数按本机的设置去读，结果因机器而异。",
    "two lines of many begin with ??": "\n".join(
        ["??为什么", *["讨论区里的帖子一条接一条。"] * 12, "??谁知道呢"]
    ),
}


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_what_was_once_harmed_stays(text):
    """Each of these, or its like, was changed or flagged once."""
    assert huanyuan.repair(text) == huanyuan.Repair(text)
