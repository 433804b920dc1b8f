"""Routes beside the page: the JSON API, the library, the viewer, MCP."""

from ui.web.routes.api import ASKING, add_errors, api_router
from ui.web.routes.api_docs import OPENAPI, add_docs
from ui.web.routes.library import library_router
from ui.web.routes.tools import McpMissingError, Tools
from ui.web.routes.viewer import viewer_router

__all__ = [
    "ASKING",
    "OPENAPI",
    "McpMissingError",
    "Tools",
    "add_docs",
    "add_errors",
    "api_router",
    "library_router",
    "viewer_router",
]
