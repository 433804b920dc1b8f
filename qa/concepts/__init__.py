"""What a question names, in whatever words: a lexicon, names by their sound, who speaks of them."""

from qa.concepts.concepts import Concepts, Known, Named
from qa.concepts.lexicon import Lexicon, lexicon

__all__ = ["Concepts", "Known", "Lexicon", "Named", "lexicon"]
