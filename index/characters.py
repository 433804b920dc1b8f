"""Characters that a reader does not see, or takes for others."""

from __future__ import annotations

import re

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f]"
)
"""Soft hyphens, joiners, marks of direction and of variants, control characters."""

_PAIRS = (
    "⺁厂⺃乚⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民"
    "⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉"
    "⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜"
    "⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙"
    "⻱龜⻲亀⻳龟"
)
RADICALS = dict(zip(map(ord, _PAIRS[::2]), _PAIRS[1::2], strict=True))
"""Radicals of U+2E80 to 2EFF → the characters that are meant: some fonts' tables name them so.

Source: the Unicode Character Database's EquivalentUnifiedIdeograph. NFKC folds those from U+2F00
on and leaves these.
"""

TICKS = dict.fromkeys(map(ord, "☑☒✓✔"), "勾选")
"""Signs of what is chosen → the word that asks for it: 勾选了哪一项."""
