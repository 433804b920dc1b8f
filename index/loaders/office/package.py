"""Office files (.docx, .pptx, .xlsx): ZIP archives of XML parts, opened with distrust."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from index.errors import ReadCode, ReadError

MAX_PARTS = 20_000
MAX_XML_BYTES = 128 << 20  # of a part that is read into a tree, which takes about ten times that
MAX_STREAM_BYTES = 1 << 30  # of a part that is read in one pass
MAX_TOTAL_BYTES = 2 << 30
MAX_RATIO = 400  # unpacked to packed, for what is larger than this:
RATIO_FROM_BYTES = 32 << 20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OFFICE = (
    ("WordDocument", "an old Word document (.doc)"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt)"),
    ("Workbook", "an old Excel file (.xls)"),
    ("Book", "an old Excel file (.xls)"),
)
_KINDS = {
    "docx": ("wordprocessingml.", "a Word document"),
    "pptx": ("presentationml.", "a PowerPoint presentation"),
    "xlsx": ("spreadsheetml.", "an Excel workbook"),
}
_MACRO_KINDS = {"ms-word.": "docx", "ms-powerpoint.": "pptx", "ms-excel.": "xlsx"}
_PROLOG = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<!DOCTYPE", re.DOTALL | re.IGNORECASE)
# Files saved as "Strict Open XML" say the same in other namespaces.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(main|relationships/\w+|relationships)")
_NAMESPACES = {
    b"wordprocessingml": b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
    b"presentationml": b"http://schemas.openxmlformats.org/presentationml/2006/",
    b"spreadsheetml": b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
    b"drawingml": b"http://schemas.openxmlformats.org/drawingml/2006/",
    b"officeDocument": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Relation:
    """From one part to another; `target` is the other's name in the package."""

    kind: str  # the last word of its type: "slide", "styles", "notesSlide"
    target: str


class Package:
    """The parts of one Office file.

    Raises ReadError, when opened or asked: EMPTY, WRONG_TYPE, ENCRYPTED, CORRUPT, ZIP_BOMB,
    TOO_LARGE. No entity is ever resolved, and a part with a DOCTYPE is refused.
    """

    def __init__(self, data: bytes, path: str, wanted: str) -> None:
        self.path, self.kind = path, wanted
        refuse_other_types(data, path, wanted)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _ZIP_FAULTS as exc:
            raise self._error(ReadCode.CORRUPT, f"its ZIP container is damaged ({exc})") from exc
        self._names = {_folded(info.filename): info for info in self._zip.infolist()}
        self._relations: dict[str, dict[str, Relation]] = {}
        self._refuse_bombs()
        self.main = self._find_main(wanted)

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._names

    def raw(self, name: str) -> bytes:
        info = self._info(name)
        if info.file_size > MAX_XML_BYTES:
            raise self._error(ReadCode.TOO_LARGE, f"{name} unpacks to {info.file_size >> 20} MB")
        try:
            return self._zip.read(info)
        except (*_ZIP_FAULTS, RuntimeError) as exc:
            raise self._error(ReadCode.CORRUPT, f"{name} cannot be unpacked ({exc})") from exc

    def xml(self, name: str) -> etree._Element:
        """The root of a part; its strict namespaces as the usual ones."""
        data = self.raw(name)
        self._refuse_doctype(name, data[:65536])
        data = _STRICT.sub(_usual, data) if b"purl.oclc.org" in data[:8192] else data
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as exc:
            if "allocat" in str(exc):
                raise MemoryError from exc
            raise self._error(ReadCode.CORRUPT, f"{name} is no valid XML ({exc})") from exc
        return root

    def optional(self, name: str | None) -> etree._Element | None:
        """As `xml`; None where the part is missing or of no use: the text can be read without."""
        if name is None or name not in self:
            return None
        try:
            return self.xml(name)
        except ReadError as error:
            if error.code is ReadCode.CORRUPT and "DOCTYPE" not in error.reason:
                return None
            raise

    def each(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """The elements of these local names as they end, in one pass: for parts too large for a
        tree. Each is emptied when the next is asked for."""
        info = self._info(name)
        try:
            with self._zip.open(info) as head:
                self._refuse_doctype(name, head.read(65536))
            with self._zip.open(info) as stream:
                for _, node in etree.iterparse(
                    stream, events=("end",), tag=["{*}" + tag for tag in tags],
                    resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True,
                    remove_pis=True,
                ):  # fmt: skip
                    yield node
                    node.clear()
                    parent = node.getparent()
                    while parent is not None and node.getprevious() is not None:
                        del parent[0]
        except (etree.XMLSyntaxError, RuntimeError, *_ZIP_FAULTS) as exc:
            if "allocat" in str(exc):
                raise MemoryError from exc
            raise self._error(ReadCode.CORRUPT, f"{name} is damaged ({exc})") from exc

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part refers to inside the package, by relation id."""
        if name in self._relations:
            return self._relations[name]
        folder, base = posixpath.split(name)
        root = self.optional(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, Relation] = {}
        for node in elements(root, "Relationship") if root is not None else ():
            if node.get("TargetMode") == "External":
                continue
            target = unquote(node.get("Target", "")).replace("\\", "/")
            whole = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            kind = node.get("Type", "").rpartition("/")[2]
            found[node.get("Id", "")] = Relation(kind, whole)
        self._relations[name] = found
        return found

    def related(self, name: str, kind: str) -> str | None:
        """The first part of a kind that another refers to."""
        return next((r.target for r in self.relations(name).values() if r.kind == kind), None)

    def corrupt(self, reason: str) -> ReadError:
        return self._error(ReadCode.CORRUPT, reason)

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = self._names.get(_folded(name))
        if info is None:
            raise self._error(ReadCode.CORRUPT, f"its part {name} is missing")
        if info.flag_bits & 1:
            raise self._error(ReadCode.ENCRYPTED, "is encrypted. Next: save it without password")
        return info

    def _refuse_bombs(self) -> None:
        """Sizes are those declared; zipfile never unpacks more than declared."""
        infos = self._zip.infolist()
        total = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        largest = max((info.file_size for info in infos), default=0)
        swollen = total > RATIO_FROM_BYTES and total > MAX_RATIO * max(1, packed)
        if swollen or total > MAX_TOTAL_BYTES or largest > MAX_STREAM_BYTES:
            raise self._error(
                ReadCode.ZIP_BOMB,
                f"unpacks from {packed >> 10} KB to {total >> 20} MB, which no document does",
            )
        if len(infos) > MAX_PARTS:
            raise self._error(ReadCode.ZIP_BOMB, f"holds {len(infos)} parts, at most {MAX_PARTS}")

    def _find_main(self, wanted: str) -> str:
        """The part that holds the document; WRONG_TYPE where it is of another kind."""
        main = self.related("", "officeDocument")
        types = self.optional("[Content_Types].xml")
        if main is None or main not in self or types is None:
            found = "an OpenDocument file" if "mimetype" in self else "a ZIP archive"
            lacking = main is not None or types is not None
            if lacking:
                raise self._error(ReadCode.CORRUPT, "parts of the Office file are missing")
            raise self._error(ReadCode.WRONG_TYPE, f"looks like {found}, wanted {_named(wanted)}")
        found_type = next(
            (
                node.get("ContentType", "")
                for node in elements(types, "Override")
                if _folded(node.get("PartName", "")) == _folded(main)
            ),
            "",
        )
        kind = next((k for k, (word, _) in _KINDS.items() if word in found_type), None)
        kind = kind or next((k for w, k in _MACRO_KINDS.items() if w in found_type), None)
        if kind not in (None, wanted):
            raise self._error(
                ReadCode.WRONG_TYPE, f"is {_named(str(kind))}, wanted {_named(wanted)}"
            )
        return main

    def _refuse_doctype(self, name: str, head: bytes) -> None:
        if head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
            head = head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
        if _PROLOG.match(head.removeprefix(b"\xef\xbb\xbf")):
            raise self._error(
                ReadCode.CORRUPT, f"{name} declares a DOCTYPE, which no Office file does"
            )

    def _error(self, code: ReadCode, reason: str) -> ReadError:
        return ReadError(self.path, code, reason)


def refuse_other_types(data: bytes, path: str, wanted: str) -> None:
    """Say what a file is that is no ZIP archive."""
    if not data:
        raise ReadError(path, ReadCode.EMPTY, "holds no bytes")
    if data.startswith(_OLE):
        if _wide("EncryptedPackage") in data:
            raise ReadError(
                path, ReadCode.ENCRYPTED, "is encrypted. Next: save it without a password"
            )
        found = next((what for name, what in _OLD_OFFICE if _wide(name) in data), "an OLE file")
        raise ReadError(
            path,
            ReadCode.WRONG_TYPE,
            f"is {found}, wanted {_named(wanted)}. Next: save it as .{wanted}",
        )
    if not data.startswith(b"PK"):
        head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        found = "no Office file"
        for sign, what in (
            (b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<?xml", "XML"),
            (b"%pdf", "a PDF"), (b"{\\rtf", "an RTF document"),
        ):  # fmt: skip
            if head.startswith(sign):
                found = what
                break
        raise ReadError(path, ReadCode.WRONG_TYPE, f"is {found}, wanted {_named(wanted)}")


def elements(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Descendants by local name, whatever their namespace."""
    return root.iter("{*}" + name)


def local(node: etree._Element) -> str:
    """The name without its namespace."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _usual(match: re.Match[bytes]) -> bytes:
    family, rest = match[1], match[2]
    return _NAMESPACES.get(family, b"http://schemas.openxmlformats.org/" + family + b"/") + rest


def _named(kind: str) -> str:
    return f"{_KINDS[kind][1]} (.{kind})"


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
