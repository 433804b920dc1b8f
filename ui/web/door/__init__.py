"""Who may come in, and how often."""

from ui.web.door.access import Access, Visitor, admit, client_of, visitor_of
from ui.web.door.gate import Gate
from ui.web.door.guard import UPLOADS, Guard, is_loopback
from ui.web.door.login_page import NO_SCRIPT
from ui.web.door.passwords import AccessError, Role, User, Users, new_user, read_users
from ui.web.door.rate import RateLimit

__all__ = [
    "NO_SCRIPT",
    "UPLOADS",
    "Access",
    "AccessError",
    "Gate",
    "Guard",
    "RateLimit",
    "Role",
    "User",
    "Users",
    "Visitor",
    "admit",
    "client_of",
    "is_loopback",
    "new_user",
    "read_users",
    "visitor_of",
]
