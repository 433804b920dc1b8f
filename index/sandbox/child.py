"""How a child process of this room is started: light, and with nothing of the present folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# The package's own door imports FAISS, bm25s and jieba: 1.2 s, and 480 MB of the address space
# that the child is limited to. With a bare package in its place it is 0.1 s and 15 MB.
BOOT = """
import sys, types
package = types.ModuleType("index")
package.__path__ = [sys.argv[1]]
sys.modules["index"] = package
"""


def command(module: str) -> list[str]:
    """What runs the module's `main`."""
    run = f"{BOOT}from {module} import main\nmain()\n"
    # -P: no module is taken from the present folder, which may be the corpus
    return [sys.executable, "-P", "-X", "utf8", "-c", run, str(Path(__file__).parents[1])]


def environment() -> dict[str, str]:
    """Ours, with one thread for each library: their stacks count as address space too."""
    return os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
