"""Code points as PDFs give them → characters that can be read and searched."""

from __future__ import annotations

import unicodedata

# Radicals that fonts give where the character itself is meant; NFKC leaves these alone.
_PAIRS = (
    "⺁厂⺇几⺈刀⺌小⺓幺⺗心⺛无⺜日⺝月⺞歹⺟母⺠民⺧牛⺩王⺫目⺬示⺮竹⺶羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻑长⻒长⻓长"
    "⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
)
_RADICALS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
SOFT_HYPHEN = "\u00ad"  # PDFium gives U+0002 for a hyphen that ends a line

# The private area U+F020..U+F0FF holds the codes of symbol fonts.
_SYMBOL = {
    0xA3: "≤",
    0xA5: "∞",
    0xAE: "→",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xD5: "∏",
    0xD6: "√",
    0xE5: "∑",
    0xF2: "∫",
}
_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "□",
    0x75: "◆",
    0x76: "◆",
    0x77: "◆",
    0x9F: "•",
    0xA1: "○",
    0xA3: "□",
    0xA4: "◎",
    0xA7: "▪",
    0xA8: "□",
    0xAB: "★",
    0x52: "☑",
    0xD8: "➢",
    0xE0: "→",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
_GREEK = dict(
    zip(
        "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcyw",
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω",
        strict=True,
    )
)


def readable(code: int, face: str = "") -> str:
    """The character for a code point; "" for one that says nothing."""
    if 0x20 < code < 0x7F or 0x4E00 <= code < 0xA000 or 0x3001 <= code < 0x3100:
        return chr(code)
    if code in (0x02, 0xAD):
        return SOFT_HYPHEN
    if 0xF020 < code <= 0xF0FF:
        return _of_symbol_font(code - 0xF000, face)
    if code < 0x20 or 0x7F <= code < 0xA1 or 0xD800 <= code < 0xF900 or code > 0x10FFFF:
        return ""
    text = chr(code)
    if unicodedata.category(text) in ("Cc", "Cf", "Cn", "Cs", "Co", "Zs", "Zl", "Zp"):
        return ""
    if 0x2E80 <= code < 0x2F00:
        return _RADICALS.get(text, text)
    if 0x2F00 <= code < 0x2FE0 or 0xF900 <= code < 0xFB07:
        return unicodedata.normalize("NFKC", text)
    return text


def _of_symbol_font(code: int, face: str) -> str:
    if "wing" in face.lower():
        return _WINGDINGS.get(code, "•")
    if code in _SYMBOL:
        return _SYMBOL[code]
    if 0x20 < code < 0x7F:
        return _GREEK.get(chr(code), chr(code))
    return _WINGDINGS.get(code, "")
