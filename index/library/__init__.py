"""The documents of a corpus as they come and go: added, replaced, removed, listed."""

from index.library.entries import Entry, EntryStatus
from index.library.job import Job, JobState
from index.library.library import MAX_FILE_BYTES, MAX_FILES, Library

__all__ = ["MAX_FILES", "MAX_FILE_BYTES", "Entry", "EntryStatus", "Job", "JobState", "Library"]
