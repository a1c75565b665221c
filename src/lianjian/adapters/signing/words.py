"""The words that stand on papers. A paper speaks Chinese, whoever prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from datetime import datetime

UNLICENSED = (
    "电子签名所用证书由本系统自设的签名机构签发，并非由取得电子认证服务许可的机构签发；本系统不声称它属于"
    "《中华人民共和国电子签名法》第十三条所称可靠的电子签名。纸质签署与电子签名可以并用。"
)
LICENSED = "电子签名所用证书由外部电子认证服务机构签发，其效力以该机构的说明和法律规定为准。纸质签署与电子签名可以并用。"
SHORT_UNLICENSED = "自设机构证书，非持证电子认证服务机构签发"
SHORT_LICENSED = "电子认证服务机构证书"


def spoken(moment: datetime) -> str:
    """A moment as papers say it, in China's time."""
    local = moment.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"
