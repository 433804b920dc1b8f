"""The questions that one question asks at once, each to stand alone; no model.

2022年和2023年净利润分别是多少 → 2022年净利润是多少, 2023年净利润是多少
青石村有多少户，集体收入是多少 → 青石村有多少户, 青石村的集体收入是多少

Whoever asks for one thing of two, compares them or wants a list, asks one question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.passages.tokenizer import fold
from qa import parts_en
from qa.clause import ASKED, ORDINAL, PERIOD, Word, measured, tagged
from qa.conversation import understand
from qa.records import Turn
from qa.swap import same_form


@dataclass(frozen=True, slots=True)
class Part:
    """A question, and the thing that it alone is about: 2022年; "" of a clause of its own."""

    question: str
    thing: str = ""


MOST = 3
LONGEST = 8  # words of a thing

_END = re.compile(r"[\s?？。.!！]+$")
_HAN = re.compile(r"[\u3400-\u9fff]")
# One answer speaks of both, or of a third thing.
_AS_ONE = re.compile(
    r"相比|比较|对比|相差|相加|差(?:多少|距|别|异|额)|区别|不同|异同|更[大小多少高低快慢长短好]|共同|相同|关系|之间|之和|"
    r"合计|总计|一共|总共|加起来|哪一?[年个家项种类]|还是"
)
_EACH = re.compile(
    r"(?<!的)分别|各自|(?<!第)各(?=是|有(?!关)|为|达|占|多少|几|在|由|需|要|能|可|用|花|增|降|减|提|实现|完成|收|建(?!设)|招|办|"
    r"叫|属|多[大长高久远宽重快]|"
    r"(?![县市区镇乡村级类部单支分省地大家]).{1,2}(?:[了过到]|多少|几))"
)
_BOTH = re.compile(
    r"[，,]?这?[两二三](?:[年地者省市县区村镇州国校院]|[个家种类项位名款期届次所处条座份](?P<kind>[^的各在，,]{0,4}?))?"
    r"(?=的|分别|各|在|，)"
)
_RANGE = re.compile("[至到~—–-]")
_JOINT = r"\s*(?:、|和|与|及|以及|跟)\s*"
_TIME = rf"(?:{PERIOD.pattern})(?:\d{{1,2}}[日号])?[初末底版]?"
_NUMBERED = re.sub(r"\?P<\w+>", "?:", ORDINAL.pattern)
_QUOTE = r"(?:“[^”]+”|《[^》]+》|「[^」]+」|『[^』]+』|\"[^\"]+\")"
_PLAIN = re.compile(r"多少|几|多[大长高久远宽深快重]|什么时[候间]|哪一?[天日]|何时|谁")


def parts(question: str) -> tuple[Part, ...]:
    """The questions in it, in its order, two or three; () where it is one.

    Chinese is given in simplified characters, without an end mark.
    """
    asked = _END.sub("", question.strip())
    if not _HAN.search(asked):
        return tuple(Part(*part) for part in parts_en.parts(asked))
    asked = _HAN.sub(lambda character: fold(character.group()), asked)
    return _things(asked) or _clauses(asked)


def _things(asked: str) -> tuple[Part, ...]:
    """The question asked of each of the things that it joins."""
    each = _EACH.search(asked)
    if _AS_ONE.search(asked) or not ASKED.search(asked):
        return ()
    for span, things in _joined(asked, each):
        before, after = asked[: span[0]], asked[span[1] :]
        both = _BOTH.match(after)
        after = after[both.end() :] if both else after
        kind = (both["kind"] or "") if both else ""
        before, after = _EACH.sub("", before), _EACH.sub("", after)
        after = after.lstrip("，, ") if not before else after
        return tuple(
            Part(before + thing + ("" if thing[-1] in kind else kind) + after, thing)
            for thing in things
        )
    return ()


_Joined = tuple[tuple[int, int], tuple[str, ...]]


def _joined(asked: str, each: re.Match[str] | None) -> Iterator[_Joined]:
    """The span of a coordination, and the things in it."""
    for kind in (_TIME, _NUMBERED, _QUOTE):
        found = re.search(rf"(?:{kind})(?:{_JOINT}(?:{kind}))+", asked)
        plain = kind == _TIME and _PLAIN.search(asked)
        if not found or not (each or plain) or _RANGE.search(asked, *_around(found)):
            continue
        things = [match.group() for match in re.finditer(kind, found.group())]
        if kind == _TIME:
            things = _same_times(things)
        if 2 <= len(set(things)) == len(things) <= MOST:
            yield found.span(), tuple(things)
    if each:
        yield from _nouns(asked, each.start())


def _around(found: re.Match[str]) -> tuple[int, int]:
    """The span of the match and a character on either side."""
    return max(found.start() - 1, 0), found.end() + 1


def _same_times(things: Sequence[str]) -> list[str]:
    """2022 and 2023年 in one form; 二季度 with the year of 2023年一季度."""
    last = things[-1]
    first = things[0]
    if re.fullmatch(r"\d{4}", first) and re.match(r"\d{4}年", last):
        first += last[4:]
    return [first, *(same_form(thing, first) for thing in things[1:])]


_JOINS = frozenset(["、", "和", "与", "及", "以及", "跟"])
_HELPS = frozenset("的地得了在从由对向给于是为有把被将按中里上下后前时其")


def _nouns(asked: str, each: int) -> Iterator[_Joined]:
    """湖南和江西, 农业险、车险: what is joined before 分别, in words of one kind."""
    words = tuple(_words(asked))
    joints = [n for n, w in enumerate(words) if w.word in _JOINS and w.start < each]
    if not joints:
        return
    right = _run(words, joints[-1] + 1, 1, each)
    runs = [right]
    at = joints[-1]
    while at in joints:
        left = _run(words, at - 1, -1, each)
        runs.insert(0, left)
        at -= len(left) + 1
    if not 2 <= len(runs) <= MOST or not all(runs):
        return
    between = [tuple(run) for run in runs[1:-1]]
    told = bool(_BOTH.match(asked, right[-1].end))
    best = _alike(runs[0], runs[-1], between, told)
    if best:
        first, last = best
        chosen = [first, *between, last]
        things = tuple(asked[run[0].start : run[-1].end] for run in chosen)
        ranged = asked[: first[0].start].endswith(("至", "—", "~", "-"))
        if len(set(things)) == len(things) and not ranged:
            yield (first[0].start, last[-1].end), things


def _words(asked: str) -> Iterator[Word]:
    """The words, a joint never in one with the name after it: the tagger guesses 和青屏."""
    for word in tagged(asked):
        if word.word[0] in _JOINS and len(word.word) > 2 and word.flag.startswith("nr"):
            yield Word(word.word[0], "c", word.start)
            yield Word(word.word[1:], word.flag, word.start + 1)
        else:
            yield word


def _run(words: Sequence[Word], at: int, step: int, each: int) -> list[Word]:
    """The words of a thing beside a joint, in the text's order."""
    run: list[Word] = []
    while len(run) < LONGEST and 0 <= at < len(words) and words[at].start < each:
        leads = (
            step < 0 and not at and bool(run)
        )  # the first of an unknown name may be taken for a verb
        if not _of_a_thing(words[at]) and not (leads and words[at].flag == "v"):
            break
        run.append(words[at])
        at += step
    return run[::step]


def _of_a_thing(word: Word) -> bool:
    if word.word in _JOINS or word.word in _HELPS or not re.match(r"\w", word.word):
        return False
    if word.flag[:1] in "pducry" or (word.flag == "v" and len(word.word) < 2):
        return False
    if re.match("[两二三].", word.word):
        return False
    return not PERIOD.fullmatch(word.word) and word.word not in ("年", "月", "日")


_Run = tuple[Word, ...]


def _alike(
    left: Sequence[Word], right: Sequence[Word], between: Sequence[_Run], told: bool
) -> tuple[_Run, _Run] | None:
    """The end of `left` and the start of `right` that are most of one kind; None for no kind.

    `told`: 两家 or the like stands behind `right`, which is whole.
    """
    found: list[tuple[float, _Run, _Run]] = []
    for start in (n for n in range(len(left)) if _begins(left, n)):
        for end in range(1, len(right) + 1):
            one, other = tuple(left[start:]), tuple(right[:end])
            kind = _kind(one, other)
            if told and end == len(right) and _length(one) == _length(other):
                kind = max(kind, 1.2)
            if not kind or any(not _kind(one, run) for run in between):
                continue
            whole = 0.4 * (not start) + 0.4 * (end == len(right))
            length = abs(_length(one) - _length(other)) + abs(len(one) - len(other))
            unlike = 0.5 * (_named(one) != _named(other))
            found.append((kind + whole - unlike - 0.25 * length, one, other))
    best = max(found, key=lambda item: item[0], default=None)
    return best[1:] if best else None


def _begins(run: Sequence[Word], at: int) -> bool:
    """Whether a thing may begin with this word: not with the rest of a body's name (通信 of
    青江通信), nor with what the word before tells more of (收入 of 营业收入)."""
    if not at:
        return True
    before, word = run[at - 1], run[at]
    rest = before.name and word.flag == "j"
    told = (
        measured(word.word)
        and word.flag == "v"
        and before.noun
        and not before.name
        and not before.site
    )
    return not (rest or told)


def _kind(one: _Run, other: _Run) -> float:
    """How surely two runs of words name things of one kind; 0 for no."""
    first, last = one[-1], other[-1]
    if _named(one) != _named(other) and first.word[-1] != last.word[-1]:
        return 0.0
    if first.name and last.name:
        return 2.0
    if first.word == last.word:
        return 2.0 if len(one) > 1 and len(other) > 1 else 0.0
    if first.word[-1] == last.word[-1]:
        return 1.6
    if not (_ends_thing(first) and _ends_thing(last)):
        return 0.0
    if measured(first.word) and measured(last.word):
        return 1.4
    if first.flag == last.flag:
        return 1.0
    return 0.6


def _named(run: _Run) -> bool:
    return any(word.name for word in run)


def _ends_thing(word: Word) -> bool:
    return word.noun or word.flag in ("v", "x", "m", "i", "b") or len(word.word) > 1


def _length(run: _Run) -> int:
    return sum(len(word.word) for word in run)


_FIGURE = re.compile(
    r"多少|(?<![好十\d来隔每这那近])几(?![乎率何])(?!.{0,6}[中里内]$)|多(?:大(?!学)|[长高久远宽深快重])|谁|何[时地人]|什么时[候间]|什么地方|哪里|哪儿|"
    r"哪一?[天日年月位家个]|哪[天日年月]"
)
_OTHERWISE = re.compile(r"哪些|什么(?!时|地方)|怎|如何|为何|吗$|是否|是不是|有没有")
_CUT = re.compile(
    r"[，,；;？?]+|(?:、|和|与|及|以及|[，,]?还有)(?=(?:多少|几[个项名家座条位次]))|"
    r"、(?=[^，,、]{1,4}(?:多少|几[个项名家座条位次]))"
)
_COUNTED = re.compile(r"一共|总共|哪一?[年个家项种类]")
_ALSO = re.compile(r"^(?:其中|并且?|而且?|又|且|以及|同时|还|一共|总共|共)(?![有享])")


def _clauses(asked: str) -> tuple[Part, ...]:
    """The questions of a question of several clauses, those after the first filled in from it."""
    if _OTHERWISE.search(asked) or _AS_ONE.search(_COUNTED.sub("", asked)):
        return ()
    pieces = _pieces(asked)
    if not 2 <= len(pieces) <= MOST:
        return ()
    first = pieces[0]
    figure = _FIGURE.search(first)
    lead = first[: figure.start()] if figure else ""
    found = [first]
    for piece in pieces[1:]:
        if _EACH.match(piece) or len(_FIGURE.sub("", piece)) < 2:
            return ()  # of each of what the first asks for; of the same
        own = _ALSO.sub("", piece).strip()
        if re.match("多少|几", own) and lead:
            found.append(lead + own)
        else:
            found.append(_END.sub("", understand(own, [Turn(first)]).readings[0]))
    if len(set(found)) < len(found) or any(len(text) < 5 for text in found):
        return ()
    return tuple(Part(text) for text in found)


def _pieces(asked: str) -> list[str]:
    """The clauses that ask, each with those that only say something before it, the last with
    those after it too."""
    masked = re.sub(_QUOTE, lambda quoted: "“" * len(quoted.group()), asked)
    pieces: list[str] = []
    start = held = 0
    for cut in [*(match.span() for match in _CUT.finditer(masked)), (len(asked), len(asked))]:
        if _FIGURE.search(masked, start, cut[0]):
            pieces.append(asked[held : cut[0]])
            held = cut[1]
        start = cut[1]
    if pieces and held < len(asked):
        pieces[-1] += "，" + asked[held:]
    return pieces
