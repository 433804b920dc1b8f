"""A question as it is understood: what may be asked, what it asks for, its words and periods."""

from qa.understand import spans
from qa.understand.question import (
    MAX_LENGTH,
    Asked,
    Kind,
    Question,
    Wants,
    check_question,
    read_question,
    tells_cause,
)
from qa.understand.talk import readings

__all__ = [
    "MAX_LENGTH",
    "Asked",
    "Kind",
    "Question",
    "Wants",
    "check_question",
    "read_question",
    "readings",
    "spans",
    "tells_cause",
]
