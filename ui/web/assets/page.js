// What the page does in the browser: markers that lead to their source and back, the viewer,
// copy and download, the theme. One listener on the document: Gradio replaces its elements.
(() => {
  "use strict";

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = () => matchMedia("(max-width: 900px)").matches;
  const scrollTo = (element, block) =>
    element.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });
  const stored = (name) => { try { return localStorage.getItem(name); } catch (e) { return null; } };
  const store = (name, value) => { try { localStorage.setItem(name, value); } catch (e) { /* off */ } };
  // What an address asks for wins over what was chosen before: a link gives the same view.
  function asked(name, values) {
    const value = new URLSearchParams(location.search).get(name);
    return values.includes(value) ? value : null;
  }
  function keepInAddress(name, value) {
    const all = new URLSearchParams(location.search);
    all.set(name, value);
    history.replaceState(history.state, "", `${location.pathname}?${all}${location.hash}`);
  }
  const words = () => { const head = document.querySelector(".wq-header"); return head ? head.dataset : {}; };

  // --- light and dark: the system's, or the one that was chosen

  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const THEMES = ["system", "light", "dark"];
  const theme = () => asked("theme", THEMES) || THEMES.find((t) => t === stored("wenqu-theme")) || "system";
  function applyTheme() {
    if (!document.body) return;
    const dark = theme() === "dark" || (theme() === "system" && systemDark.matches);
    if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  }
  systemDark.addEventListener("change", applyTheme);

  // --- a marker and its source

  let marker = null; // where the reader came from, as its href

  function flash(element) {
    element.classList.remove("wq-flash");
    void element.offsetWidth; // restart the animation
    element.classList.add("wq-flash");
    setTimeout(() => element.classList.remove("wq-flash"), 1800);
  }

  function openSource(href) {
    const place = document.getElementById(href.slice(1));
    if (!place) return;
    const card = place.closest(".wq-source") || place;
    for (let fold = card.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
    marker = href;
    const tall = card.offsetHeight > innerHeight * 0.6;
    scrollTo((tall && card.querySelector("mark")) || card, tall ? "center" : "nearest");
    card.focus({ preventScroll: true });
    flash(card);
  }

  function goBack(button) {
    const card = button instanceof Element && button.closest(".wq-source");
    const place = card && (card.id ? card : card.querySelector("[id^=src-]"));
    if (!marker && place) marker = `#${place.id}`;
    const links = [...document.querySelectorAll("#wq-chat a[href^='#src-']")];
    const link = links.find((a) => a.getAttribute("href") === marker);
    marker = null;
    if (!link) return;
    scrollTo(link, "nearest");
    link.focus({ preventScroll: true });
  }

  // --- the viewer

  let viewer = null;

  function makeViewer() {
    viewer = document.createElement("dialog");
    viewer.id = "wq-viewer";
    viewer.setAttribute("aria-labelledby", "wq-view-title");
    viewer.addEventListener("click", (event) => { if (event.target === viewer) viewer.close(); });
    viewer.addEventListener("close", () => viewer.replaceChildren());
    // Inside .contain, or Gradio's rewriting of the style sheet passes it by.
    (document.querySelector(".gradio-container .contain") || document.body).append(viewer);
  }

  function line(kind, text) {
    const p = document.createElement("p");
    p.className = kind;
    p.id = "wq-view-title";
    p.tabIndex = -1;
    p.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "wq-tool";
    close.dataset.do = "close";
    close.textContent = words().close || "×";
    viewer.replaceChildren(p, close);
    close.focus();
  }

  async function fetchHtml(href) {
    const answer = await fetch(href, { credentials: "same-origin" });
    if (answer.redirected) location.reload(); // logged out meanwhile
    if (answer.redirected) throw new Error("303");
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  }

  async function openViewer(href) {
    if (!viewer) makeViewer();
    line("wq-view-wait", words().loading || "…");
    if (!viewer.open) viewer.showModal();
    try {
      viewer.innerHTML = await fetchHtml(href); // every text in it is encoded by the server
    } catch (error) {
      line("wq-view-wait", (error.message === "404" && words().gone) || words().failed || "…");
      return;
    }
    const at = viewer.querySelector("#wq-at");
    if (at) (at.querySelector("mark") || at).scrollIntoView({ block: "center" });
    (at || viewer.querySelector("#wq-view-title")).focus({ preventScroll: true });
    if (!narrow()) showPage(0);
  }

  // Turns `by` pages on, and draws the page that is shown.
  function showPage(by) {
    const holder = viewer.querySelector(".wq-view-page");
    if (!holder) return;
    const last = Number(holder.dataset.pages);
    const page = Math.min(last, Math.max(1, Number(holder.dataset.page) + by));
    holder.dataset.page = page;
    const said = holder.querySelector(".wq-page-number");
    said.textContent = said.dataset.label.replace("{}", page) + " / " + last;
    holder.querySelector("[data-do=page-before]").disabled = page <= 1;
    holder.querySelector("[data-do=page-after]").disabled = page >= last;
    const wanted = `${holder.dataset.src}&page=${page}`;
    const image = holder.querySelector("img");
    if (image.getAttribute("src") === wanted) return;
    const failed = holder.querySelector(".wq-page-failed");
    failed.hidden = true;
    image.hidden = false;
    image.alt = holder.dataset.alt.replace("{}", page);
    image.onerror = () => { image.hidden = true; failed.hidden = false; };
    image.src = wanted;
  }

  async function showMore(button) {
    const scroller = button.closest(".wq-view-text");
    const above = button.dataset.do === "before";
    const from = scroller.scrollHeight - scroller.scrollTop;
    button.disabled = true;
    try {
      const html = await fetchHtml(button.dataset.href);
      const made = document.createRange().createContextualFragment(html);
      const first = [...made.children].find((e) => !e.matches("button"));
      button.replaceWith(made);
      if (above) scroller.scrollTop = scroller.scrollHeight - from;
      if (first) { first.tabIndex = -1; first.focus({ preventScroll: true }); }
    } catch (error) { button.disabled = false; }
  }

  function show(what) {
    viewer.querySelector(".wq-view").dataset.show = what;
    for (const one of viewer.querySelectorAll("[data-do^=show-]")) {
      one.setAttribute("aria-pressed", String(one.dataset.do === `show-${what}`));
    }
    if (what === "page") showPage(0);
  }

  // --- copy and download

  async function copy(button) {
    const said = button.closest(".wq-reply-box").querySelector(".wq-reply").cloneNode(true);
    for (const mark of said.querySelectorAll(".wq-understood")) mark.remove();
    for (const br of said.querySelectorAll("br")) br.replaceWith("\n");
    const text = [...said.children].map((part) => part.textContent.trim()).join("\n");
    try {
      await navigator.clipboard.writeText(text);
    } catch (error) { // no clipboard without https or loopback
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const status = document.querySelector("#wq-chat [role=status]");
    if (status) status.textContent = button.dataset.done;
    button.classList.add("wq-done");
    setTimeout(() => button.classList.remove("wq-done"), 1500);
  }

  function download(text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
    link.download = `wenqu-${new Date().toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-")}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  window.wenqu = { download };

  // --- one listener for each kind of event

  const doing = {
    close: () => viewer.close(),
    before: showMore,
    after: showMore,
    copy,
    back: goBack,
    "show-text": () => show("text"),
    "show-page": () => show("page"),
    "page-before": () => showPage(-1),
    "page-after": () => showPage(1),
  };

  // In the capturing phase: a hash link that Gradio got first would reload the page.
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const link = target.closest('a[href^="#src-"], a.wq-open');
    const button = target.closest("[data-do]");
    if (link) {
      event.preventDefault();
      event.stopPropagation();
      if (link.matches(".wq-open")) openViewer(link.getAttribute("href"));
      else openSource(link.getAttribute("href"));
    } else if (button && doing[button.dataset.do]) {
      doing[button.dataset.do](button);
    } else if (target.closest("#wq-clear, .wq-chip, [data-do=retry]")) {
      marker = null;
      const box = document.querySelector("#wq-question textarea, #wq-question input");
      if (box && matchMedia("(hover: hover)").matches) box.focus();
    }
  }, true);

  document.addEventListener("change", (event) => {
    const name = { "wq-language": "lang", "wq-theme": "theme" }[event.target.id];
    if (!name) return;
    store(event.target.id === "wq-theme" ? "wenqu-theme" : "wenqu-language", event.target.value);
    keepInAddress(name, event.target.value);
    applyTheme();
  }, true);

  document.addEventListener("keydown", (event) => {
    const focused = document.activeElement;
    // Enter that only picks a word of an input method must not send.
    if (event.key === "Enter" && event.isComposing) event.stopPropagation();
    if (event.key === "Escape" && marker && focused && focused.closest("#wq-panel")) {
      event.preventDefault();
      goBack();
    }
    if (["ArrowLeft", "ArrowRight"].includes(event.key) && focused && focused.matches("[role=tab]")) {
      const tabs = [...focused.closest("[role=tablist]").querySelectorAll("[role=tab]")];
      const step = event.key === "ArrowRight" ? 1 : tabs.length - 1;
      const next = tabs[(tabs.indexOf(focused) + step) % tabs.length];
      next.click();
      next.focus();
    }
  }, true);

  // --- what Gradio does not offer is set whenever something has changed

  let listed = null; // what the sources' top line said last
  let followed = ""; // the exchange that was last brought into view

  function set(element, name, value) {
    if (element && value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  // The newest question at the top, its answer below.
  function follow() {
    const log = document.querySelector(".wq-log");
    const exchanges = document.querySelectorAll(".wq-exchange");
    const last = exchanges[exchanges.length - 1];
    if (!log || !last) { followed = ""; return; }
    const key = `${last.id} ${log.getAttribute("aria-busy")}`;
    const came = last.id !== followed.split(" ")[0];
    if (key === followed && key.endsWith("false")) return;
    if (!narrow()) log.scrollTop = last.offsetTop - 8;
    else if (came) last.scrollIntoView({ block: "start" });
    followed = key;
  }

  let usable = false;

  function tidy() {
    applyTheme();
    if (!usable && document.querySelector("#wq-question textarea")) {
      usable = true;
      performance.mark("wenqu-usable");
      if (narrow()) window.scrollTo(0, 0); // the focus at the start brings the box into view
    }
    const header = document.querySelector(".wq-header");
    if (header) {
      const { lang, dataset } = header;
      set(document.documentElement, "lang", lang);
      if (document.title !== dataset.title) document.title = dataset.title;
      const language = document.getElementById("wq-language");
      if (language && language.value !== lang) language.value = lang;
      const themes = document.getElementById("wq-theme");
      if (themes && themes.value !== theme()) themes.value = theme();
    }
    for (const tab of document.querySelectorAll("[role=tab][aria-controls]")) {
      const panel = document.getElementById(tab.getAttribute("aria-controls"));
      set(panel, "aria-labelledby", tab.id);
      set(tab, "tabindex", tab.getAttribute("aria-selected") === "true" ? "0" : "-1");
    }
    const sources = document.querySelector(".wq-sources");
    const first = sources && sources.querySelector("[id^=src-]");
    if (sources && (first ? first.id : "") !== listed) { // new ones: begin at their top
      listed = first ? first.id : "";
      sources.scrollTop = 0;
    }
    follow();
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; tidy(); });
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true,
    attributeFilter: ["lang", "data-title", "class", "aria-selected", "aria-busy"],
  });
})();
