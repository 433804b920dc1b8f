"""The words of the documents tab, in the languages of the interface.

Fields with `{}` are templates, filled by `str.format` or, where documents.js shows them, by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentsTexts:
    """The tab in one language. `lang` is its HTML language tag."""

    lang: str
    heading: str
    choose: str
    drop: str
    limits: str  # MB, files, suffixes
    rebuild: str
    rebuild_more: str
    read_only: str

    search: str
    shown: str  # documents shown, in all
    narrow: str
    nothing: str
    none: str
    none_more: str
    pages: str
    passages: str
    delete: str
    delete_label: str  # title
    statuses: Mapping[str, str]
    reasons: Mapping[str, str]  # code → sentence
    reason_other: str

    uploads: str
    sending: str  # percent
    checking: str
    taken: str  # name, passages
    refused: str  # reason
    too_large: str  # MB
    too_many: str  # files
    lost: str
    replace: str
    replace_question: str  # name
    replace_more: str
    delete_question: str  # title
    delete_more: str
    deleted: str  # title
    cancel: str

    stages: Mapping[str, str]
    job_running: str  # stage, done, total
    job_done: str
    job_failed: str  # error
    not_allowed: str

    figures: str
    by_kind: str
    by_document: str
    by_length: str
    rest: str  # documents, passages
    less_than: str  # characters
    at_least: str  # characters
    between: str  # characters, characters


def documents_texts(lang: str) -> DocumentsTexts:
    """In the language of a tag of `languages.LANGUAGES`; simplified Chinese for another."""
    from ui.web.words.documents_texts_en import EN
    from ui.web.words.documents_texts_hans import HANS
    from ui.web.words.documents_texts_hant import HANT

    return {"zh-Hant": HANT, "en": EN}.get(lang, HANS)
