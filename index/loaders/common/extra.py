"""The optional extra `wenqu[ocr]`: whether it is there, and what to say where it is not."""

from __future__ import annotations

from importlib.util import find_spec

NEXT_STEP = 'pip install "wenqu[ocr]"'


def ocr_installed() -> bool:
    """Looks only; importing it takes a second and 300 MB, and is done where pages are read."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))
