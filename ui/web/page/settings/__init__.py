"""The panel of settings, and the address that holds them."""

from ui.web.page.settings.address import read_query
from ui.web.page.settings.choices import Choices
from ui.web.page.settings.panel import ignored_notice, settings_panel

__all__ = ["Choices", "ignored_notice", "read_query", "settings_panel"]
