"""What is no question to the documents: greetings, and what is asked of the collection itself.

Only a whole utterance counts, so that 公司有哪些文件规定加班 stays a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.records import Document
from index.store import Index

SHOWN = 10  # documents that are named
_FILES = "(?:文件|文档|文章|资料|材料)"
_POLITE = re.compile(
    r"^(?:请问|请|麻烦|帮我|给我|你能|能不能|能否|可以)+|(?:一下|吗|呢|吧|啊|呀|哦|了|谢谢)+$"
)
_MARKS = re.compile(r"[\s，。！？、~～…,.!?:：；;]+")


def reply(index: Index, asked: str) -> str | None:
    """What is said to it, true of this index; None for a question to the documents."""
    said = _MARKS.sub("", asked).lower()
    bare = _POLITE.sub("", said) or said
    english = asked.isascii()
    for pattern, write in _REPLIES:
        if pattern.fullmatch(said) or pattern.fullmatch(bare):
            return write(index, english)
    return None


def _greeting(index: Index, english: bool) -> str:
    count = len(index.documents)
    if english:
        return (
            f"Hello. Ask about the {count} documents here: I show their own words, with the place."
        )
    return f"您好。这里有 {count} 份文件。问一件事，我把文件里的原话和出处找给您。"


def _thanks(_: Index, english: bool) -> str:
    return "You are welcome." if english else "不客气。"


def _farewell(_: Index, english: bool) -> str:
    return "Goodbye." if english else "再见。"


def _self(index: Index, english: bool) -> str:
    count = len(index.documents)
    if english:
        return (
            f"I look in {count} documents for the sentences that answer and quote them with their "
            "place. What they do not say, I do not say."
        )
    return (
        f"我在 {count} 份文件里找出回答问题的原话，注明出处；"
        "文件里没有的，就说没有找到，不编也不改写。"
    )


def _files(index: Index, english: bool) -> str:
    documents = index.documents
    named = _named(documents[:SHOWN], english)
    if english:
        return f"{len(documents)} documents: {named}" + _rest(documents, english)
    return f"共 {len(documents)} 份文件：{named}" + _rest(documents, english)


def _newest(index: Index, english: bool) -> str:
    dated = sorted((d for d in index.documents if d.date), key=lambda d: str(d.date), reverse=True)
    if not dated:
        return "No document says its date." if english else "文件都没有写明日期。"
    shown = [f"{_title(d, english)} ({d.date})" for d in dated[:3]]
    if english:
        return "By the dates they name, the latest are " + ", ".join(shown) + "."
    return "按文件写明的日期，最近的是" + "、".join(shown) + "。"


def _summary(index: Index, english: bool) -> str:
    named = _named(index.documents[:SHOWN], english)
    if english:
        return f"I quote and do not summarise; ask about one thing. The documents: {named}" + _rest(
            index.documents, english
        )
    return f"我只引用原话，不作概括，请问具体的一件事。文件有：{named}" + _rest(
        index.documents, english
    )


def _named(documents: Sequence[Document], english: bool) -> str:
    return (", " if english else "、").join(_title(d, english) for d in documents)


def _title(document: Document, english: bool) -> str:
    title = document.title or document.path
    return f'"{title}"' if english else f"《{title}》"


def _rest(documents: Sequence[Document], english: bool) -> str:
    more = len(documents) - SHOWN
    if more <= 0:
        return "." if english else "。"
    return f" and {more} more." if english else f"等，另有 {more} 份。"


_REPLIES: tuple[tuple[re.Pattern[str], Callable[[Index, bool], str]], ...] = tuple(
    (re.compile(pattern), write)
    for pattern, write in (
        (
            "(?:你好|您好|你们好|大家好|嗨|哈喽|喂|在|在不在|有人|早|早安|早上好|上午好|中午好|下午好|"
            "晚上好|晚安|hi|hello|hey|goodmorning|goodafternoon|goodevening)",
            _greeting,
        ),
        (
            "(?:非常|多|太)?(?:谢谢|感谢|谢)(?:你|您|啦|大家)?(?:的(?:帮助|回答))?|多谢|辛苦|好的|明白|知道|"
            "thankyou|thanks|thankyouverymuch|ok|okay",
            _thanks,
        ),
        ("(?:再见|拜拜|回见|bye|goodbye)", _farewell),
        (
            "(?:你|您)(?:是谁|叫什么(?:名字)?|是什么|会什么|(?:能|可以)(?:做|干|回答)(?:些)?(?:什么|啥)(?:问题)?|"
            "怎么用)|怎么用|怎么使用|如何使用|帮助|help|whoareyou|whatcanyoudo",
            _self,
        ),
        (
            f"(?:这里|库里|你这里|现在|目前)?(?:都|一共|总共|共)?(?:有|收录|收录有)?(?:哪些|什么|多少[个份篇]?|几[个份篇])"
            f"{_FILES}|(?:所有|全部)?{_FILES}(?:列表|清单|目录)|列出(?:所有|全部)?{_FILES}|"
            "(?:which|what)documents(?:arethere|doyouhave)|howmanydocuments(?:arethere|doyouhave)?|"
            "list(?:the|all)*documents",
            _files,
        ),
        (
            f"(?:最新|最近)的?(?:更新的?)?(?:一[份个篇])?(?:的)?{_FILES}(?:是(?:哪[个份篇]|什么))?|"
            f"(?:哪[个份篇])?{_FILES}(?:是)?最新(?:的)?|(?:the)?(?:latest|newest)documents?",
            _newest,
        ),
        (
            f"(?:总结|概括|归纳|摘要|概述|综述)(?:一下)?(?:所有|全部|这些|这份|这个|一下)*(?:的)?(?:{_FILES}|内容|全文)?"
            f"|(?:这些|这份|这个)?{_FILES}(?:主要)?(?:讲|说|写)了?(?:些)?(?:什么|啥)|"
            "summari[sz]e(?:it|this|the|all|documents?)*",
            _summary,
        ),
    )
)
