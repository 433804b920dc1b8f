// Citations that lead to their source and back; the page's language and title.
// One listener on the document: Gradio replaces its elements whenever an answer comes.
(() => {
  "use strict";

  let marker = null; // where the reader came from, as its href
  let shown = null; // the sources that were listed last

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const scrollTo = (element, block) =>
    element.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });

  function flash(element) {
    element.classList.remove("wq-flash");
    void element.offsetWidth; // restart the animation
    element.classList.add("wq-flash");
    setTimeout(() => element.classList.remove("wq-flash"), 1800);
  }

  function open(href) {
    const place = document.getElementById(href.slice(1));
    if (!place) return;
    const card = place.closest(".wq-card") || place;
    for (let fold = card.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
    marker = href;
    scrollTo(card, "nearest");
    card.focus({ preventScroll: true });
    flash(card);
  }

  function goBack() {
    const link = document.querySelector(`.wq-cite[href="${CSS.escape(marker)}"]`)
      || [...document.querySelectorAll(".wq-cite")].find((a) => a.getAttribute("href") === marker);
    marker = null;
    if (!link) return;
    scrollTo(link, "nearest");
    link.focus({ preventScroll: true });
  }

  // In the capturing phase: a hash link that Gradio got first would reload the page.
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target && target.closest('a[href^="#src-"]');
    if (link) {
      event.preventDefault();
      event.stopPropagation();
      open(link.getAttribute("href"));
    } else if (target && target.closest("#wq-clear, .wq-chip")) {
      marker = null;
      const box = document.querySelector("#wq-question textarea, #wq-question input");
      if (box && matchMedia("(hover: hover)").matches) box.focus();
    }
  }, true);

  document.addEventListener("change", (event) => {
    if (event.target.id !== "wq-language") return;
    try { localStorage.setItem("wenqu-language", event.target.value); } catch (e) { /* storage is off */ }
  }, true);

  document.addEventListener("keydown", (event) => {
    // Enter that only picks a word of an input method must not send.
    if (event.key === "Enter" && event.isComposing) event.stopPropagation();
    if (event.key === "Escape" && marker && document.activeElement
        && document.activeElement.closest("#wq-panel")) {
      event.preventDefault();
      goBack();
    }
  }, true);

  // What the sanitiser strips or Gradio does not offer is set whenever something has changed.
  function tidy() {
    const header = document.querySelector(".wq-header");
    if (header) {
      const { lang, dataset } = header;
      if (document.documentElement.lang !== lang) document.documentElement.lang = lang;
      if (document.title !== dataset.title) document.title = dataset.title;
    }
    // Gradio would have the message's HTML read out in place of its words.
    for (const said of document.querySelectorAll("#wq-chat [data-testid][aria-label]")) {
      said.removeAttribute("aria-label");
    }
    const log = document.querySelector("#wq-chat [role=log]");
    if (header && log && log.getAttribute("aria-label") !== header.dataset.chat) {
      log.setAttribute("aria-label", header.dataset.chat);
    }
    const sources = document.querySelector(".wq-sources");
    if (sources !== shown) { // new ones: begin at their top
      shown = sources;
      const panel = document.getElementById("wq-panel");
      if (panel) panel.scrollTop = 0;
    }
    for (const link of document.querySelectorAll(".wq-cite")) {
      const label = link.getAttribute("title");
      if (label && link.getAttribute("aria-label") !== label) link.setAttribute("aria-label", label);
      if (link.hasAttribute("target")) link.removeAttribute("target");
    }
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; tidy(); });
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["lang", "data-title", "aria-label"],
  });
})();
