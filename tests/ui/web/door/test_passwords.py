"""Passwords and the file of users: what is right, what is refused, and what is never repeated."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from ui.web.door.passwords import AccessError, Role, Secret, Users, new_user, read_users

PASSWORD = "正确的密码 one"


def test_a_hash_is_scrypt_of_the_password() -> None:
    kind, log2n, r, p, salt, digest = str(Secret.of(PASSWORD)).split("$")
    assert kind == "scrypt"
    expected = hashlib.scrypt(
        PASSWORD.encode(),
        salt=base64.b64decode(salt),
        n=2 ** int(log2n),
        r=int(r),
        p=int(p),
        dklen=32,
        maxmem=2**26,
    )
    assert base64.b64decode(digest) == expected
    assert str(Secret.of(PASSWORD)).split("$")[4] != salt


def test_only_the_right_name_and_password_match(tmp_path: Path) -> None:
    path = tmp_path / "users"
    lines = [new_user("李雷", PASSWORD, Role.EDITOR).line, new_user("amy", "amy's password").line]
    path.write_text("\ufeff# who may come in\n\n" + "\n".join(lines) + "\n", "utf-8")
    users = read_users(path)
    editor, reader = users.check("李雷", PASSWORD), users.check("amy", "amy's password")
    assert editor
    assert reader
    assert (editor.role, reader.role) == (Role.EDITOR, Role.READER)
    for name, password in (("李雷", PASSWORD + " "), ("amy", PASSWORD), ("", ""), ("bob", "x")):
        assert users.check(name, password) is None
    assert users.check("amy", "\ud800" * 9) is None


def test_a_password_typed_in_another_normal_form_is_the_same() -> None:
    user = new_user("zoe", "caf\u00e9 au lait")
    assert Users([user]).check("zoe", "cafe\u0301 au lait") == user


def test_a_line_is_read_without_its_role_as_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.write_text(new_user("amy", PASSWORD).line.removesuffix(":reader"), "utf-8")
    user = read_users(path).check("amy", PASSWORD)
    assert user
    assert user.role is Role.READER


@pytest.mark.parametrize(
    "line",
    [
        "amy:hunter2hunter2",
        "amy",
        "amy:scrypt$14$8$5$AAAA$AAAA",
        "amy:scrypt$30$8$5$" + "A" * 24 + "$" + "A" * 44,
        "amy:scrypt$x$8$5$a$b",
        new_user("amy", "hunter2hunter2").line + ":admin",
    ],
)
def test_a_line_that_is_none_is_named_and_not_repeated(tmp_path: Path, line: str) -> None:
    path = tmp_path / "users"
    path.write_text(f"# one\n{line}\n", "utf-8")
    with pytest.raises(AccessError, match="line 2: wanted NAME:scrypt") as told:
        read_users(path)
    assert "hunter2" not in str(told.value)
    assert "\n" not in str(told.value)


def test_files_of_users_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "users"
    with pytest.raises(AccessError, match="No such file"):
        read_users(path)
    path.write_text("# nobody\n", "utf-8")
    with pytest.raises(AccessError, match="names nobody"):
        read_users(path)
    path.write_text("\n".join([new_user("amy", PASSWORD).line] * 2), "utf-8")
    with pytest.raises(AccessError, match="line 2: the name stands there twice"):
        read_users(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AccessError, match="not UTF-8"):
        read_users(path)


@pytest.mark.parametrize("name", ["", "a b", "a:b", "x" * 65, "a\n"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(AccessError, match=r"user name .* cannot be"):
        new_user(name, PASSWORD)


@pytest.mark.parametrize(("password", "count"), [("", 0), ("1234567", 7), ("x" * 257, 257)])
def test_passwords_that_cannot_be(password: str, count: int) -> None:
    with pytest.raises(AccessError, match=f"has {count} characters, wanted 8 to 256"):
        new_user("amy", password)
