"""Every word of the interface, once in Chinese and once in English.

Questions and documents stay in their own language; only what we say ourselves is here.
Fields with `{}` are templates for `str.format`; document text is only ever an argument.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The interface in one language. `lang` is its HTML language tag."""

    lang: str
    title: str
    name: str
    tagline: str
    holdings: str  # documents, passages
    other_language: str  # the label of the switch, in the language it leads to

    chat: str
    welcome: str
    welcome_more: str
    question: str
    placeholder: str
    send: str
    clear: str
    examples: str

    understood: str
    not_found: str
    nearest_hint: str
    question_empty: str
    question_too_long: str  # found, most
    question_refused: str
    failed: str

    sources: str
    sources_empty: str
    no_sources: str
    marker: str  # n, title
    page: str
    cited: str  # passages
    confidence: str  # percent
    more: str  # count
    nearest: str
    earlier: str
    score: str
    scores: tuple[tuple[str, str], ...]  # a ranker's name → what it is called here

    def score_name(self, ranker: str) -> str:
        return dict(self.scores).get(ranker, ranker)


ZH = Texts(
    lang="zh",
    title="问渠 · 文档问答",
    name="问渠",
    tagline="向文档提问，用原文作答，句句有出处",
    holdings="{} 篇文档 · {} 个段落 · 离线运行",
    other_language="English",
    chat="对话",
    welcome="想从文档里查什么？",
    welcome_more="回答只引用文档原话；文档没有写的，会直说没有。",
    question="问题",
    placeholder="输入问题，按回车发送",
    send="发送",
    clear="清空",
    examples="试试这些问题",
    understood="理解为：{}",
    not_found="文档里没有找到这个问题的答案。",
    nearest_hint="来源栏列出了最接近的段落，供参考。",
    question_empty="请先写下想问的问题。",
    question_too_long="问题有 {} 个字，最多 {} 个字。请用一两句话问一件事。",
    question_refused="这个问题无法提交：{}",
    failed="出了点问题，这次没能回答。请再试一次；详情已写入服务日志。",
    sources="来源",
    sources_empty="提问之后，回答引用的段落会列在这里。",
    no_sources="没有可列出的段落。",
    marker="来源 {}：{}",
    page="第 {} 页",
    cited="引用 {} 个段落",
    confidence="把握 {}%",
    more="更多段落（{}）",
    nearest="最接近的段落",
    earlier="此前的提问",
    score="综合",
    scores=(("words", "词"), ("characters", "字"), ("dense", "语义")),
)

EN = Texts(
    lang="en",
    title="Wenqu · Document Q&A",
    name="问渠 Wenqu",
    tagline="Ask your documents; answers in their own words, each with its source",
    holdings="{} documents · {} passages · offline",
    other_language="中文",
    chat="Conversation",
    welcome="What would you like to look up?",
    welcome_more="Answers quote the documents word for word; "
    "what they do not say is reported as not found.",
    question="Question",
    placeholder="Type a question, Enter to send",
    send="Send",
    clear="Clear",
    examples="Try one of these",
    understood="Understood as: {}",
    not_found="The documents do not answer this question.",
    nearest_hint="The nearest passages are listed under Sources.",
    question_empty="Please type a question first.",
    question_too_long="The question has {} characters; at most {} can be asked. "
    "Please ask for one thing in a sentence or two.",
    question_refused="This question cannot be asked: {}",
    failed="Something went wrong and there is no answer this time. Please try again; "
    "the details are in the server's log.",
    sources="Sources",
    sources_empty="The passages that an answer quotes will be listed here.",
    no_sources="There is no passage to list.",
    marker="Source {}: {}",
    page="p. {}",
    cited="{} cited",
    confidence="confidence {}%",
    more="More passages ({})",
    nearest="Nearest passages",
    earlier="Earlier questions",
    score="overall",
    scores=(("words", "words"), ("characters", "characters"), ("dense", "meaning")),
)


def texts_for(tag: str | None) -> Texts:
    """The language for a browser's tag, as in "zh-CN" or "en-GB"; Chinese when it has none."""
    return ZH if not tag or tag.lower().startswith("zh") else EN


def other(texts: Texts) -> Texts:
    return EN if texts.lang == ZH.lang else ZH
