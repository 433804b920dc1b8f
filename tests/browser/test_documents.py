"""The documents tab and the settings in a real browser: files in, questions answered, files out."""

from __future__ import annotations

import http.client
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, expect
from reportlab.pdfgen.canvas import Canvas

from index.build import build_index
from index.library.library import TRASH
from index.rankers.encoder import Encoder
from index.store.store import Index, building
from qa import Bot, Retriever
from tests.browser.test_accessible import violations
from tests.browser.visit import Visit, serving
from tests.index.library.test_library import bomb
from tests.index.loaders.office_files import docx, w_p
from tests.index.loaders.pdf.drawing import pdf, write
from ui.feedback import FeedbackStore, questions
from ui.web.door.access import Access

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200) + b"This program cannot be run in DOS mode"
HOSTILE = (
    '<img src=x onerror="document.title=1"><script>document.title=2</script> {{7*7}} '
    "${document.title=3} [信](javascript:document.title=4)"
)
WORD = docx(w_p("澜沧项目采购通报", "T") + w_p("澜沧项目本季度采购光纤交换机四十七台。"))


def maintenance(canvas: Canvas) -> None:
    write(canvas, ["青禾机房的柴油发电机由赵建国负责维护，每月试机三次。"], 100)


def two_documents(folder: Path) -> Path:
    (folder / "news").mkdir(parents=True)
    (folder / "policy").mkdir()
    (folder / "news" / "通报.txt").write_text(
        "山阴党支部2021年共建成千兆小区34个，更换光猫560个。\n", "utf-8"
    )
    (folder / "policy" / "食堂.md").write_text(
        "# 食堂管理办法\n\n食堂每天十一点半开门。\n", "utf-8"
    )
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return two_documents(tmp_path / "corpus")


@dataclass(frozen=True)
class Standing:
    corpus: Path
    url: str


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Standing]:
    """A server for the tests that leave its documents as they are."""
    corpus = two_documents(tmp_path_factory.mktemp("standing") / "corpus")
    with shelved(corpus, encoder) as url:
        yield Standing(corpus, url)


@contextmanager
def shelved(corpus: Path, encoder: Encoder, access: Access | None = None) -> Iterator[str]:
    """The server over this corpus."""
    where = corpus.parent / "index"
    build_index(corpus=corpus, where=where, encoder=encoder)
    with serving(Bot(Retriever(Index.open(where), encoder)), access=access) as url:
        yield url


class Desk(Visit):
    """A visit to the documents and the settings."""

    def tab(self, number: int) -> None:
        self.page.get_by_role("tab").nth(number).click()

    def documents(self) -> Locator:
        self.tab(1)
        rows = self.page.locator(".wq-doc")
        expect(rows.first).to_be_visible()
        return rows

    def upload(self, *files: FilePayload | Path) -> Locator:
        """The lines that say what becomes of them."""
        self.page.locator(".wq-files").set_input_files(list(files))
        return self.page.locator(".wq-uploads li")

    def wait_for_index(self) -> None:
        expect(self.page.locator(".wq-job p")).to_contain_text("索引已更新", timeout=30_000)

    def told(self, question: str) -> Locator:
        """The answer to a question."""
        self.tab(0)
        self.ask(question)
        return self.page.locator(".wq-exchange").last


@pytest.fixture
def desk(browser: Browser, corpus: Path, encoder: Encoder) -> Iterator[Desk]:
    with shelved(corpus, encoder) as url:
        desk = Desk(browser, url)
        yield desk
        desk.close()


@pytest.fixture
def visitor(browser: Browser, standing: Standing) -> Iterator[Desk]:
    desk = Desk(browser, standing.url)
    yield desk
    desk.close()


def given(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_uploaded_files_are_answered_from_and_deleted_ones_no_more(
    desk: Desk, corpus: Path
) -> None:
    rows = desk.documents()
    expect(rows).to_have_count(2)
    began = time.monotonic()
    lines = desk.upload(given("澜沧采购.docx", WORD), given("青禾机房.pdf", pdf(maintenance)))
    taken = ["澜沧采购.docx已收下（1 段）", "青禾机房.pdf已收下（1 段）"]
    expect(lines).to_have_text(taken, timeout=20_000)
    desk.wait_for_index()
    expect(rows).to_have_count(4)
    expect(desk.page.locator(".wq-doc[data-status=ok]")).to_have_count(4)
    expect(desk.told("澜沧项目采购了多少台光纤交换机").locator(".wq-quote")).to_contain_text(
        "四十七台"
    )
    expect(desk.told("青禾机房的柴油发电机由谁负责").locator(".wq-quote")).to_contain_text("赵建国")
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # by what else the machine does
    assert time.monotonic() - began < 10 * busy
    expect(desk.page.locator(".wq-holdings")).to_contain_text("4 篇文档")

    rows = desk.documents()
    row = rows.filter(has_text="澜沧项目采购通报")
    row.get_by_role("button", name="删除《澜沧项目采购通报》").click()
    dialog = desk.page.get_by_role("dialog", name="要删除《澜沧项目采购通报》吗？")
    expect(dialog).to_contain_text(".wenqu-trash")
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    assert violations(desk) == []
    desk.page.keyboard.press("Escape")  # asked first, and nothing happens without a yes
    expect(dialog).to_have_count(0)
    expect(row.get_by_role("button")).to_be_focused()
    expect(rows).to_have_count(4)
    row.get_by_role("button").click()
    dialog.get_by_role("button", name="删除").click()
    expect(lines).to_have_text(["澜沧项目采购通报已删除《澜沧项目采购通报》"])
    expect(rows).to_have_count(3)
    desk.wait_for_index()
    expect(desk.told("澜沧项目采购了多少台光纤交换机").locator(".wq-none")).to_be_visible()
    expect(desk.page.locator(".wq-holdings")).to_contain_text("3 篇文档")
    assert [p.name for p in (corpus / TRASH).rglob("*.docx")] == ["澜沧采购.docx"]


def test_the_start_follows_the_documents_to_the_last_and_back(desk: Desk) -> None:
    chips, welcome = desk.page.locator(".wq-chip"), desk.page.locator(".wq-welcome")
    expect(chips).to_have_text(["《通报》讲了什么？", "《食堂管理办法》讲了什么？"])

    def delete(title: str) -> None:
        desk.page.get_by_role("button", name=f"删除《{title}》").click()
        desk.page.get_by_role("dialog").get_by_role("button", name="删除").click()

    rows = desk.documents()
    delete("食堂管理办法")
    expect(rows).to_have_count(1)
    desk.wait_for_index()
    desk.tab(0)
    expect(chips).to_have_text(["《通报》讲了什么？"])
    desk.tab(1)
    delete("通报")
    expect(desk.page.locator(".wq-doc-list")).to_contain_text("现在没有文档。请在上面选择文件")
    desk.wait_for_index()
    desk.tab(0)
    expect(welcome).to_contain_text("现在没有可查的文档")
    expect(welcome).to_contain_text("在“文档”页上传文件")
    expect(chips).to_have_count(0)
    expect(desk.page.locator(".wq-holdings")).to_contain_text("0 篇文档")
    assert violations(desk) == []
    desk.tab(2)
    expect(desk.page.locator("form.wq-settings[data-query]")).to_be_visible()
    expect(desk.page.locator(".wq-choice")).to_have_count(0)
    notice = desk.told("食堂几点开门").locator(".wq-notice")
    expect(notice).to_have_text("现在没有可查的文档，请先在“文档”页添加。")
    desk.page.reload()  # a page that comes now, and was built while there were documents
    expect(desk.page.locator(".wq-holdings")).to_contain_text("0 篇文档", timeout=90_000)
    expect(welcome).to_contain_text("现在没有可查的文档")

    desk.tab(1)
    expect(desk.page.locator(".wq-docs-change")).to_be_visible()
    desk.upload(given("澜沧采购.docx", WORD))
    desk.wait_for_index()
    desk.tab(0)
    chips.click()
    desk.answered(1)
    asked = desk.page.locator("#wq-chat .wq-question")
    expect(asked).to_have_text("《澜沧项目采购通报》讲了什么？")
    expect(desk.told("澜沧项目采购了多少台光纤交换机").locator(".wq-quote")).to_contain_text(
        "四十七台"
    )


def test_bad_files_are_refused_with_a_reason_and_leave_nothing(
    visitor: Desk, standing: Standing, tmp_path: Path
) -> None:
    desk, corpus = visitor, standing.corpus
    before = sorted(p.name for p in corpus.rglob("*") if p.is_file())
    huge = tmp_path / "巨大.txt"
    with huge.open("wb") as handle:
        handle.truncate(200 << 20)
    desk.documents()
    lines = desk.upload(given("炸弹.docx", bomb()), given("程序.pdf", PROGRAM))
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("未收下：压缩包解开后大得不像文档，已拒绝")
    expect(lines.nth(0)).to_contain_text("unpacks from")
    expect(lines.nth(1)).to_contain_text("未收下：内容与扩展名不符，不是可读的文档")
    expect(lines.nth(1)).to_contain_text("is a Windows program (.exe) inside, wanted a PDF")
    assert violations(desk) == []
    lines = desk.upload(huge)
    expect(lines).to_have_text(["巨大.txt超过 50 MB，没有上传"])
    desk.page.locator(".wq-files").evaluate(
        """(input) => {
          const files = new DataTransfer();
          files.items.add(new File(["文字"], "../../x.txt"));
          input.files = files.files;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("文件名不能带文件夹，也不能为空")
    lines = desk.upload(*(given(f"{n}.txt", b"\x7fELF\x00") for n in range(21)))
    expect(lines).to_have_count(21)
    expect(lines.last).to_contain_text("一次最多 20 个文件，其余没有上传")
    expect(lines.nth(19)).to_contain_text("未收下", timeout=15_000)
    assert sorted(p.name for p in corpus.rglob("*") if p.is_file()) == before
    assert not (corpus.parent / "x.txt").exists()
    assert not (corpus.parent.parent / "x.txt").exists()
    expect(desk.page.locator(".wq-doc")).to_have_count(2)


def test_200_mb_are_refused_before_they_are_sent(standing: Standing) -> None:
    where = urlsplit(standing.url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port or 0, timeout=10)
    connection.putrequest("POST", "/api/documents?name=a.txt")
    connection.putheader("Content-Length", str(200 << 20))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_an_existing_name_is_replaced_only_after_a_question(desk: Desk, corpus: Path) -> None:
    (corpus / "采购.txt").write_text("旧的采购说明：采购打印机九台。", "utf-8")
    desk.documents()
    desk.page.get_by_role("button", name="更新索引").click()
    desk.wait_for_index()
    expect(desk.page.locator(".wq-doc")).to_have_count(3)
    new = given("采购.txt", "新的采购说明：采购打印机十二台。".encode())
    lines = desk.upload(new)
    dialog = desk.page.get_by_role("dialog", name="已有同名文件“采购.txt”，要替换吗？")
    dialog.get_by_role("button", name="取消").click()
    expect(lines).to_have_text(["采购.txt已有同名的文件"])
    assert "旧的" in (corpus / "采购.txt").read_text("utf-8")
    desk.upload(new)
    dialog.get_by_role("button", name="替换").click()
    expect(lines).to_have_text(["采购.txt已收下（1 段）"])
    desk.wait_for_index()
    expect(desk.told("采购打印机多少台").locator(".wq-quote")).to_contain_text("十二台")


def test_the_progress_of_the_index_is_shown(desk: Desk, corpus: Path) -> None:
    (corpus / "新来.txt").write_text("港口的新灯塔高30米，由航道局负责维护。", "utf-8")
    desk.documents()
    job = desk.page.locator(".wq-job")
    with building(corpus.parent / "index"):  # another process builds
        desk.page.get_by_role("button", name="更新索引").click()
        expect(job).to_contain_text("正在更新索引：等待另一个正在建立索引的进程")
        expect(job.get_by_role("progressbar")).to_be_visible()
        assert violations(desk) == []
        # The page stays usable
        expect(desk.told("灯塔高多少米").locator(".wq-none")).to_be_visible()
        desk.tab(1)
    desk.wait_for_index()
    expect(job.get_by_role("progressbar")).to_be_hidden()
    expect(desk.told("灯塔高多少米").locator(".wq-quote")).to_contain_text("30米")


def test_a_thumb_and_a_word_are_kept(visitor: Desk, standing: Standing) -> None:
    said = visitor.told("食堂每天几点开门")
    said.locator("[data-do=bad]").click()
    said.locator(".wq-word input").fill("少了周末")
    said.locator(".wq-word input").press("Enter")
    expect(said.locator(".wq-word")).to_have_count(0)
    store = FeedbackStore.beside(standing.corpus.parent / "index")
    assert {opinion.question for opinion in store.opinions()} == {"食堂每天几点开门"}
    (row,) = questions(store.opinions())
    assert (row["kind"], row["note"]) == ("disputed", "少了周末")


def test_hostile_titles_names_and_reasons_are_text(desk: Desk, corpus: Path) -> None:
    title = escape(f"海潮项目通报 {HOSTILE}")
    rows = desk.documents()
    lines = desk.upload(
        given("海潮.docx", docx(w_p(title, "T") + w_p(escape(f"海潮项目负责人是张三 {HOSTILE}")))),
        given("<img src=x onerror=alert(1)>\u202egpj.exe", PROGRAM),
        given("<img src=x onerror=alert(1)>.pdf", PROGRAM),
    )
    expect(lines.nth(2)).to_contain_text("未收下")
    expect(lines.nth(1)).to_contain_text("<img src=x onerror=alert(1)>⟨U+202E⟩gpj.exe")
    desk.wait_for_index()
    row = rows.filter(has_text="海潮项目通报")
    expect(row).to_contain_text('海潮项目通报 <img src=x onerror="document.title=1"><script>')
    expect(desk.page.locator(".wq-bars").last).to_contain_text("海潮项目通报 <img src=x")
    row.get_by_role("button").click()
    expect(desk.page.get_by_role("dialog")).to_contain_text("海潮项目通报 <img src=x onerror=")
    desk.page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("已删除《海潮项目通报 <img src=x onerror=")
    desk.tab(2)
    acting = "#wq-documents :is(img, script, a), #wq-settings :is(img, script, a), dialog img"
    expect(desk.page.locator(acting)).to_have_count(0)
    expect(desk.page).to_have_title(re.compile("问渠"))


def test_the_list_is_searched_and_its_figures_are_drawn(visitor: Desk) -> None:
    desk = visitor
    rows = desk.documents()
    find = desk.page.get_by_label("查找文档")
    find.fill("食堂")
    expect(rows).to_have_count(1)
    expect(desk.page.locator(".wq-doc-count")).to_have_text("显示 1 份，共 2 份")
    find.fill("没有这个")
    expect(rows).to_have_count(0)
    find.fill("")
    expect(rows).to_have_count(2)
    kinds = desk.page.get_by_role("table", name="各类文档的份数")
    expect(kinds.get_by_role("row")).to_have_text(["MD1", "TXT1"])
    expect(
        desk.page.get_by_role("img", name="文档长度（字）的分布. <500: 2; 500–1k: 0")
    ).to_be_visible()


def test_in_another_language_everything_is_said_anew(
    browser: Browser, corpus: Path, encoder: Encoder
) -> None:
    (corpus / "坏.pdf").write_bytes(PROGRAM)
    with shelved(corpus, encoder) as url:
        desk = Desk(browser, url, locale="en-GB", width=390)
        rows = desk.documents()
        expect(rows.first).to_contain_text("The file is damaged or incomplete")
        expect(rows.first).to_contain_text("not readable")
        expect(desk.page.get_by_text("Choose files…")).to_be_visible()
        wide = desk.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        desk.page.locator("#wq-language").select_option("zh-Hant")
        expect(rows.first).to_contain_text("檔案已損壞或不完整")
        expect(desk.page.get_by_text("選擇檔案…")).to_be_visible()
        desk.close()


def test_who_may_not_change_documents_is_offered_nothing(
    browser: Browser, corpus: Path, encoder: Encoder
) -> None:
    with shelved(corpus, encoder, Access(anybody_may_change=False)) as url:
        desk = Desk(browser, url)
        rows = desk.documents()
        expect(rows).to_have_count(2)
        expect(desk.page.get_by_text("你可以查看文档，不能上传或删除。")).to_be_visible()
        expect(desk.page.locator(".wq-docs-change")).to_be_hidden()
        expect(rows.get_by_role("button")).to_have_count(0)
        statuses = desk.page.evaluate(
            """async () => {
              const ask = async (method, path) => (await fetch(path, { method, body: "x" })).status;
              return [
                await ask("POST", "/api/documents?name=x.txt"),
                await ask("DELETE", "/api/documents/news/通报.txt"),
                await ask("POST", "/api/rebuild"),
              ];
            }"""
        )
        assert statuses == [403, 403, 403]
        desk.close()


def test_the_address_gives_the_same_settings(browser: Browser, standing: Standing) -> None:
    url = standing.url
    desk = Desk(browser, url)
    desk.tab(2)
    form = desk.page.locator("form.wq-settings[data-query]")
    k = form.get_by_label("列出的段落数")
    expect(k).to_have_value("8")
    k.fill("12")
    form.get_by_text("只在这些文件夹里找").first.click()
    form.get_by_label("policy", exact=True).check()
    form.get_by_text("只在这些文档里找").first.click()
    form.get_by_label("食堂管理办法").check()
    expect(desk.page).to_have_url(re.compile(r"\?k=12&folder=policy&doc=policy%2F"))
    link = desk.page.url
    expect(desk.told("山阴党支部建成多少千兆小区").locator(".wq-none")).to_be_visible()
    desk.close()

    other = Desk(browser, link)
    expect(other.told("山阴党支部建成多少千兆小区").locator(".wq-none")).to_be_visible()
    other.tab(2)
    form = other.page.locator("form.wq-settings[data-query]")
    expect(form.get_by_label("列出的段落数")).to_have_value("12")
    expect(form.get_by_label("policy", exact=True)).to_be_checked()
    expect(form.get_by_label("news", exact=True)).not_to_be_checked()
    expect(form.get_by_label("食堂管理办法")).to_be_checked()
    assert other.page.url == link
    expect(other.told("山阴党支部建成多少千兆小区").locator(".wq-none")).to_be_visible()
    expect(other.told("食堂每天几点开门").locator(".wq-quote")).to_contain_text("十一点半")
    other.tab(2)
    form.get_by_role("button", name="恢复默认").click()
    expect(other.page).to_have_url(url)
    expect(other.told("山阴党支部建成多少千兆小区").locator(".wq-quote")).to_contain_text("34")
    other.close()


def test_the_address_gives_language_and_theme(browser: Browser, standing: Standing) -> None:
    url = standing.url
    desk = Desk(browser, url)
    desk.page.locator("#wq-language").select_option("en")
    desk.page.locator("#wq-theme").select_option("dark")
    expect(desk.page).to_have_url(f"{url}?lang=en&theme=dark")
    link = desk.page.url
    desk.close()
    other = Desk(browser, url, locale="zh-TW")
    other.page.goto(link)
    expect(other.page.locator("html")).to_have_attribute("lang", "en")
    expect(other.page.locator("body")).to_have_class(re.compile("dark"))
    expect(other.page.locator("#wq-theme")).to_have_value("dark")
    other.page.locator("#wq-theme").select_option("light")
    expect(other.page.locator("body")).not_to_have_class(re.compile("dark"))
    other.close()


def test_bad_values_in_an_address_are_ignored_with_a_notice(
    browser: Browser, standing: Standing
) -> None:
    url = standing.url
    bad = "?lang=fr&k=999&threshold=0.4&doc=%3Cimg%20src%3Dx%3E&folder=..%2F.."
    desk = Desk(browser, url + bad)
    told = desk.page.locator("#wq-told .wq-ignored")
    expect(told).to_contain_text("已忽略：lang=fr, k=999, doc=<img src=x>")
    told.click()
    expect(told).to_be_hidden()
    desk.tab(2)
    notice = desk.page.locator(".wq-settings .wq-ignored")
    expect(notice).to_have_text(
        "地址里有些设置无法识别，已忽略：lang=fr, k=999, doc=<img src=x>, folder=../.."
    )
    expect(desk.page.get_by_label("列出的段落数")).to_have_value("8")
    expect(desk.page.get_by_label("回答的最低把握")).to_have_value("0.4")
    for choice in desk.page.locator(".wq-choice summary").all():
        choice.click()
    assert violations(desk) == []
    desk.page.get_by_label("回答的最低把握").fill("0.45")
    expect(notice).to_be_hidden()
    expect(desk.page).to_have_url(f"{url}?lang=fr&threshold=0.45")
    desk.close()
