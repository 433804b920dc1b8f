"""Every word of the page: what must be said, in each language once.

Questions and documents stay in their own language; only what we say ourselves is here.
Fields with `{}` are templates for `str.format`; document text is only ever an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentsTexts:
    """The documents tab. documents.js fills some of its templates."""

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
    unread: str  # omissions, joined by
    omissions_by: str
    omissions: Mapping[str, str]  # kind → count
    newer: str  # path of the newest edition
    repealed: str

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


@dataclass(frozen=True, slots=True)
class SettingsTexts:
    heading: str
    more: str
    k: str
    k_more: str
    threshold: str
    threshold_more: str
    everything: str
    folders: str
    documents: str
    chosen: str  # documents and folders
    find: str
    not_all: str  # shown, in all
    reset: str
    ignored: str  # what


@dataclass(frozen=True, slots=True)
class LoginTexts:
    title: str
    heading: str
    name: str
    password: str
    send: str
    wrong: str
    locked: str  # minutes
    left: str


@dataclass(frozen=True, slots=True)
class Texts:
    """The interface in one language; `lang` is its HTML language tag."""

    lang: str
    own_name: str  # of the language, in itself
    title: str
    name: str
    tagline: str
    holdings: str  # documents, passages
    language: str
    theme: str
    theme_system: str
    theme_light: str
    theme_dark: str
    log_out: str

    tab_ask: str
    tab_documents: str
    tab_settings: str

    chat: str
    welcome: str
    welcome_more: str
    empty: str  # no documents
    empty_more: str
    question: str
    placeholder: str
    send: str
    stop: str
    clear: str
    export: str
    examples: str
    looking: str
    stopped: str
    retry: str
    copy: str
    copied: str
    good: str
    bad: str
    word: str
    word_send: str
    noted: str

    understood: str
    not_found: str
    within: str  # documents
    meant: str
    nearest_hint: str
    question_empty: str
    question_too_long: str  # found, most
    question_in_vain: str  # no documents
    question_refused: str
    failed: str
    said_found: str  # the short answer; for screen readers
    said_none: str

    sources: str
    sources_empty: str
    no_sources: str
    marker: str  # n, title
    near: str  # rank, title
    page: str
    cited: str  # passages
    confidence: str  # percent
    more: str  # count
    nearest: str
    earlier: str
    why: str
    score: str
    scores: tuple[tuple[str, str], ...]  # a ranker's name → what it is called here
    open: str
    open_title: str  # title
    back: str

    close: str
    before: str
    after: str
    as_text: str
    as_page: str
    page_picture: str  # page
    page_failed: str
    page_before: str
    page_after: str
    download: str
    loading: str
    view_failed: str
    gone: str
    changed: str

    export_title: str
    export_question: str
    export_none: str
    export_sources: str

    documents: DocumentsTexts
    settings: SettingsTexts
    login: LoginTexts

    def score_name(self, ranker: str) -> str:
        return dict(self.scores).get(ranker, ranker)
