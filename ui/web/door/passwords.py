"""Who may log in: a file of `NAME:HASH[:ROLE]` lines, as `wenqu password` writes them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from index.errors import WenquError

SHORTEST, LONGEST = 8, 256  # characters of a password
_NAME = re.compile(r"[\w.@+-]{1,64}")
_MAKE = "Next: have `wenqu password NAME` write one"


class AccessError(WenquError):
    """It is not said, or cannot be read, who may come in."""


class Role(StrEnum):
    READER = "reader"  # asks
    EDITOR = "editor"  # uploads, deletes and rebuilds too


@dataclass(frozen=True, slots=True)
class Secret:
    """A password's scrypt hash with the cost it was made at, as scrypt$LOG2N$R$P$SALT$DIGEST."""

    log2n: int
    r: int
    p: int
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, password: str) -> Secret:
        """Raises AccessError if the password is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise AccessError(
                f"the password has {len(password)} characters, wanted {SHORTEST} to {LONGEST}. "
                "Next: choose another"
            )
        salt = secrets.token_bytes(16)
        return cls(*COST, salt, _scrypt(password, salt, *COST))

    @classmethod
    def parse(cls, text: str) -> Secret:
        """Raises ValueError if it is no such hash, or one whose cost would stall the server."""
        kind, *cost, salt, digest = text.split("$")
        log2n, r, p = map(int, cost)
        if kind != "scrypt" or not (10 <= log2n <= 18 and 1 <= r <= 16 and 1 <= p <= 16):
            raise ValueError
        made = cls(log2n, r, p, _bytes(salt), _bytes(digest))
        if len(made.salt) < 16 or len(made.digest) != 32:
            raise ValueError
        return made

    def __str__(self) -> str:
        salt, digest = (base64.b64encode(b).decode() for b in (self.salt, self.digest))
        return f"scrypt${self.log2n}${self.r}${self.p}${salt}${digest}"

    def matches(self, password: str) -> bool:
        """Takes as long for a wrong password as for the right one."""
        found = _scrypt(password[:LONGEST], self.salt, self.log2n, self.r, self.p)
        return hmac.compare_digest(found, self.digest)


# OWASP's least for scrypt, in its form that needs 16 MiB: about 0.2 s.
COST = (14, 8, 5)


def _scrypt(password: str, salt: bytes, log2n: int, r: int, p: int) -> bytes:
    typed = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    memory = 128 * r * (2**log2n + p + 2) + 2**20
    return hashlib.scrypt(typed, salt=salt, n=2**log2n, r=r, p=p, dklen=32, maxmem=memory)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as exc:
        raise ValueError from exc


@dataclass(frozen=True, slots=True)
class User:
    name: str
    secret: Secret
    role: Role = Role.READER

    @property
    def line(self) -> str:
        """As it stands in the file of users."""
        return f"{self.name}:{self.secret}:{self.role}"


def new_user(name: str, password: str, role: Role = Role.READER) -> User:
    """Raises AccessError for a name or a password that cannot be."""
    if not _NAME.fullmatch(name):
        raise AccessError(
            f"user name {name[:70]!r} cannot be, wanted 1 to 64 letters, digits or any of _ . @ + -"
            ". Next: choose another"
        )
    return User(name, Secret.of(password), role)


class Users:
    """Those who may log in. Safe to use from several threads."""

    def __init__(self, users: Iterable[User]) -> None:
        self._users = {user.name: user for user in users}
        self._nobody = Secret.of(secrets.token_urlsafe())

    def check(self, name: str, password: str) -> User | None:
        """The user of this name and password; an unknown name takes as long as a known one."""
        user = self._users.get(name)
        right = (user.secret if user else self._nobody).matches(password)
        return user if right else None


def read_users(path: Path) -> Users:
    """Raises AccessError, which never repeats a line: it might hold a password."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as exc:
        raise AccessError(f"users {path}: {exc.strerror or exc}. {_MAKE}") from exc
    except UnicodeDecodeError as exc:
        raise AccessError(f"users {path}: not UTF-8. {_MAKE}") from exc
    users: dict[str, User] = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        name, _, rest = line.partition(":")
        try:
            secret, _, role = rest.partition(":")
            user = User(name, Secret.parse(secret), Role(role or Role.READER))
        except ValueError as exc:
            raise AccessError(
                f"users {path}, line {number}: wanted NAME:scrypt$…[:reader or :editor], found "
                f"something else. {_MAKE}"
            ) from exc
        if not _NAME.fullmatch(name) or name in users:
            fault = "stands there twice" if name in users else "cannot be"
            raise AccessError(f"users {path}, line {number}: the name {fault}. {_MAKE}")
        users[name] = user
    if not users:
        raise AccessError(f"users {path}: names nobody. {_MAKE}")
    return Users(users.values())
