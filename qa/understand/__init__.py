"""A question as it is understood: what may be asked, what it asks for, its words and periods."""

from qa.understand import spans
from qa.understand.parts import MAY_PART, Parts, parts
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
from qa.understand.talk import Joined, joined

__all__ = [
    "MAX_LENGTH",
    "MAY_PART",
    "Asked",
    "Joined",
    "Kind",
    "Parts",
    "Question",
    "Wants",
    "check_question",
    "joined",
    "parts",
    "read_question",
    "spans",
    "tells_cause",
]
