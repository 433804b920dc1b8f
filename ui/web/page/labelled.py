"""Components whose words follow the language of the interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ui.web.words import Texts


@dataclass(frozen=True, slots=True)
class Labelled:
    """A part of the page. `words` gives one update for each component, in their order."""

    components: tuple[Any, ...]
    words: Callable[[Texts], list[Any]]
