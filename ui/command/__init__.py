"""The command `wenqu`. It starts at once: what a command needs is imported when it is called."""

from ui.command.cli import main

__all__ = ["main"]
