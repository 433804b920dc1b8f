"""Lines that say when a document was published and by whom."""

from __future__ import annotations

import pytest

from index.loaders.plain.text import read
from tests.index.loaders.plain.village import BODY, blocks
from tests.index.loaders.reading import outline


@pytest.mark.parametrize(
    ("line", "date", "source"),
    [
        ("发布时间：2021-03-09 发布人：网络部", "2021-03-09", "网络部"),
        ("来源：山里日报　日期：2021年3月9日", "2021-03-09", "山里日报"),
        ("发布日期：2021/3/9", "2021-03-09", None),
        ("日期：2021年3月", "2021-03", None),
        ("作者：林晓", None, "林晓"),
        ("日期：二〇二一年三月十二日", "2021-03-12", None),
        ("發佈時間：2021.3.9", "2021-03-09", None),
        ("综合办公室　2021年3月9日", "2021-03-09", "综合办公室"),
        ("日期：2021年13月40日", "2021", None),
    ],
)
def test_metadata(line: str, date: str | None, source: str | None) -> None:
    text = f"山村通网\n\n{line}\n\n{BODY}"
    assert blocks(text)[1] == ("metadata", line)
    document = read(text, "a.txt")
    assert (document.date, document.source) == (date, source)


def test_a_signature_and_date_at_the_end() -> None:
    document = read(f"关于通网的通知\n\n{BODY}\n\n网络建设办公室\n2021年3月9日", "a.txt")
    assert outline(document)[2:] == [("paragraph", "网络建设办公室"), ("metadata", "2021年3月9日")]
    assert (document.date, document.source) == ("2021-03-09", "网络建设办公室")
