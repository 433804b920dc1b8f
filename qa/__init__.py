"""A question in, an Answer of the documents' own words out."""

from qa.bot import Bot
from qa.find.retriever import Retriever
from qa.records import Answer, Citation, Evidence, Hit, Turn

__all__ = ["Answer", "Bot", "Citation", "Evidence", "Hit", "Retriever", "Turn"]
