"""Components whose words follow the language of the interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Labelled:
    """A part of the page. `words(lang)` gives one update for each component, in their order.

    `lang` is the tag of one of `texts.LANGUAGES`: "zh-Hans", "zh-Hant", "en".
    """

    components: tuple[Any, ...]
    words: Callable[[str], list[Any]]
