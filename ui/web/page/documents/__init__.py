"""The tab of documents."""

from ui.web.page.documents.figures import documents_figures
from ui.web.page.documents.list import documents_list, reason_of
from ui.web.page.documents.tab import documents_tab

__all__ = ["documents_figures", "documents_list", "documents_tab", "reason_of"]
