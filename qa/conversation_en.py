"""English follow-ups: What about 2022? And the other one? When was it built?"""

from __future__ import annotations

import re

_LEAD = re.compile(r"^(?:and|so|but|or|then|ok(?:ay)?|what about|how about)\b[ ,]*", re.I)
_ABOUT = re.compile(
    r"^(?:and |so |but )?(?:what|how) about (?P<thing>.+)$|"
    r"^and (?:for |in |of |on |the one in )?(?P<more>(?:the |a )?[\w.-]+(?: [\w.-]+){0,3})$",
    re.I,
)
_PERIOD = re.compile(r"\b(?:Q[1-4](?: (?:of )?\d{4})?|(?:19|20)\d{2}|H[12])\b", re.I)
_WH = re.compile(
    r"^(?:how (?:many|much|long|far|often|large|high)|what|which|who|whom|whose|when|where|why|how)"
    r"\b",
    re.I,
)
_OTHER = re.compile(r"^(?:the )?other(?: ones?)?$", re.I)
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|last|\d+(?:st|nd|rd|th))\b", re.I)
# "it" but never the department IT; "it is possible to" and "does it take to" stand for nothing.
_PRONOUN = re.compile(
    r"\b(?P<whose>[Ii]ts|[Tt]heir|[Hh]is|[Hh]er(?= \w))\b|"
    r"\b(?P<who>it|It|they|They|them|he|He|she|She|him|(?:this|that|This|That)"
    r"(?: (?:company|project|centre|center|plan|report|policy|site|system))?"
    r"(?= (?:is|was|has|cost|start|take|happen)|$))\b"
)
_TO_WHOM = re.compile(
    r"(?:to|by|from|for|with) (?:whom|when|who|what)|(?:since|until|till) when", re.I
)
_ASKED_OF = re.compile(
    r"^(?:when|where|how|why) (?:was|were|is|are|did|does|do|has|have) "
    r"(?P<of>[\w-]+(?: [\w-]*\d[\w-]*)?)",
    re.I,
)
_WHO_DID = re.compile(r"who (?!is\b|was\b|are\b|were\b)(?P<what>.+)", re.I)
_WHO_IS = re.compile(r"^who (?:is|was|are|were) (?P<who>(?:the|a|an) [^,;?]+)$", re.I)
_PERSON = frozenset({"he", "she", "him", "her", "his"})
_EXPLETIVE = re.compile(
    r"\bit (?:is |was )?(?:take|takes|possible|allowed|necessary|required|ok|mandatory)\b|"
    r"\b(?:is|was) it (?:\w+ )?(?:to|that|for)\b|\bit's\b|\bit (?:is|was) \w+ (?:to|that)\b",
    re.I,
)
_COUNTED = re.compile(
    r"(how (?:many|much) )((?:[\w-]+ ){1,3}?)"
    r"(?=(?:did|does|do|were|was|are|is|will|has|have|can)\b)",
    re.I,
)
_ARTICLE = re.compile(r"^(?:the|a|an) ")
_SMALL = frozenset(
    re.findall(
        r"\S+",
        "how many much long what which who when where why did does do is are was were "
        "will would can could has have had in on at of for to by with from the a an be "
        "been and",
    )
)
_BREAKS = frozenset(
    re.findall(
        r"\S+",
        "have has had will would is are was were be been do does did held hold holds "
        "built build open when where while after before if that which who must should can "
        "could there in on at for during by from to with",
    )
)


def fill(asked: str, before: str) -> tuple[tuple[str, ...], bool]:
    """The question filled in from the one before, and whether its wording told."""
    end = "?" if asked.endswith("?") else ""
    body = asked.rstrip("?!. ")
    about = _ABOUT.match(body)
    if about and not _WH.match(about["more"] or ""):
        thing = (about["thing"] or about["more"]).strip()
        if not _PRONOUN.search(thing):
            return (_swap(thing, before) + end,), True
    lead = _LEAD.match(body)
    rest = body[lead.end() :] if lead else body
    if re.fullmatch(r"why(?: (?:is|was) (?:that|it|this))?", rest, re.I):
        return (f"{before}, and why{end}",), True
    if _TO_WHOM.fullmatch(rest):
        return (f"{before}, and {rest[:1].lower()}{rest[1:]}{end}",), True
    pronoun = None if _EXPLETIVE.search(rest) else _PRONOUN.search(rest)
    topic = topic_of(before)
    whose = _WHO_IS.match(before)
    if pronoun and whose and pronoun.group().lower() in _PERSON:
        topic = whose["who"]
    did = _WHO_DID.match(before)
    if pronoun and did and pronoun.group().lower() in _PERSON | {"they"}:
        return (f"{rest} — who {did['what']}{end}",), True  # whoever it is that was asked for
    if pronoun and topic:
        ahead = [w for w in re.findall(r"\w+", rest[: pronoun.start()]) if w.lower() not in _SMALL]
        named = any(w[0].isupper() and not _WH.match(w) for w in ahead)
        if named or len(ahead) > 2:
            return (), True
        word = f"{topic}'s" if pronoun["whose"] else topic
        filled = rest[: pronoun.start()] + word + rest[pronoun.end() :]
        if pronoun["whose"] and not pronoun.start():
            filled = f"What is {filled}"
        return (filled + end,), len(ahead) <= 1
    if (
        re.fullmatch(r"(?:who|when|where|how much|how many|how long)(?: \w+)?", rest, re.I)
        and topic
    ):
        return (f"{rest} — {topic}{end}",), True
    counted = _COUNTED.match(before)
    spoken = counted[2].strip() if counted and not _named(topic) else topic
    if spoken and _WH.match(rest) and len(rest.split()) <= _SHORT and not _named(rest):
        return (f"{rest} — {spoken}{end}",), False
    return (), True


_SHORT = 6  # words; a longer question says what it is about


def _named(text: str) -> bool:
    """Whether a word in it begins with a capital or a digit, or is one that says which."""
    words = _WH.sub("", text).split()
    return any(word[0].isupper() or word[0].isdigit() for word in words)


def _swap(thing: str, before: str) -> str:
    """What about X: the question before, asked of X instead."""
    own = re.sub(r"^(?:in|for|of|on) ", "", thing)
    said = _PERIOD.search(before)
    if _PERIOD.fullmatch(own) and said:
        year = re.search(r"(?:19|20)\d{2}", said.group())
        if year and not re.search(r"\d{4}", own) and not said.group()[0].isdigit():
            own = f"{own} {year.group()}"
        elif re.fullmatch(r"\d{4}", own) and year and not said.group()[0].isdigit():
            return (
                before[: said.start()]
                + said.group().replace(year.group(), own)
                + before[said.end() :]
            )
        return before[: said.start()] + own + before[said.end() :]
    if _PERIOD.fullmatch(own):
        return f"{before} in {own}"
    number = _ORDINAL.search(before)
    if _OTHER.match(own):
        if number:
            return before[: number.start()] + "other" + before[number.end() :]
        return f"{before}, the other one"
    mine = _ORDINAL.search(own)
    if mine and number:
        return before[: number.start()] + mine.group() + before[number.end() :]
    last = own.split()[-1].lower()
    alike = re.search(rf"((?:[\w-]+ )??[\w-]+ ){re.escape(last)}\b", before, re.I)
    if alike and len(own.split()) > 1 and last not in _SMALL:
        return before[: alike.start()] + own + before[alike.end() :]
    topic = topic_of(before)
    counted = _COUNTED.match(before)
    if counted and own[:1].islower() and not own.startswith("the "):
        return counted[1] + own + " " + before[counted.end() :]
    one = re.match(r"(?:the )?(?P<which>[\w-]+) one$", own, re.I)
    if one and " " in topic:
        return before.replace(topic, f"the {one['which']} {topic.split()[-1]}", 1)
    if topic and (own[:1].isupper() or own.startswith(("the ", "a "))):
        return before.replace(topic, own, 1)
    return f"{before} for {own}"


def topic_of(before: str) -> str:
    """The noun phrase the question is about: the last that has a name in it, or simply the last."""
    body = _WH.sub("", before).strip()
    phrases = []
    for start in re.finditer(r"\b(?:the|a|an|of|in|at|by|did|does|will|for|with) ", body, re.I):
        words: list[str] = []
        for word in re.findall(r"[\w'’.-]+|[,;]", body[start.end() :]):
            if word.lower() in _BREAKS or word in ",;" or (words and word.lower() in ("the", "of")):
                break
            words.append(word)
        article = start.group() if start.group().lower() in ("the ", "a ", "an ") else ""
        if words and not words[0].isdigit() and words[0].lower() not in ("the", "a", "an"):
            phrases.append(article.lower() + " ".join(words))
    asked = _ASKED_OF.match(before)
    if not phrases and asked:
        phrases = [asked["of"]]
    phrases = [p for p in phrases if not _PERIOD.fullmatch(_ARTICLE.sub("", p))]
    named = [
        p
        for p in phrases
        if any(w[0].isupper() or w[0].isdigit() for w in _ARTICLE.sub("", p).split())
    ]
    return (named or phrases or [""])[0]
