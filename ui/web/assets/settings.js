// The settings: what is chosen goes into the address, and from there to the server.
(() => {
  "use strict";

  const OURS = ["k", "threshold", "folder", "doc"];
  let form = null;

  const tell = (name, query) => form.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: query }));

  function write(query) {
    const all = new URLSearchParams(location.search);
    for (const name of OURS) all.delete(name);
    for (const [name, value] of new URLSearchParams(query)) all.append(name, value);
    const search = all.toString();
    const address = location.pathname + (search ? `?${search}` : "") + location.hash;
    if (address !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", address);
  }

  // The default as the slider shows it: it knows the steps alone.
  function resting(range) {
    const other = range.cloneNode();
    other.value = range.dataset.default;
    return other.value;
  }

  function chosen() {
    const query = new URLSearchParams();
    for (const range of form.querySelectorAll("input[type=range]")) {
      if (range.value !== resting(range)) query.append(range.name, range.value);
    }
    for (const name of ["folder", "doc"]) {
      for (const box of form.querySelectorAll(`input[name=${name}]:checked`)) {
        query.append(name, decodeURIComponent(box.dataset.value));
      }
    }
    return query.toString();
  }

  function count(group) {
    const ticked = group.querySelectorAll("input:checked").length;
    const template = form.dataset.chosen;
    group.querySelector(".wq-chosen").textContent = ticked ? template.replace("{}", ticked) : "";
  }

  // Hidden, not removed: Gradio patches node by node.
  function forget() {
    for (const notice of document.querySelectorAll(".wq-ignored")) notice.hidden = true;
  }

  function changed() {
    const query = chosen();
    forget();
    write(query);
    tell("wq-chosen", query);
  }

  const inForm = (event) => form && event.target instanceof Element && form.contains(event.target);

  document.addEventListener("input", (event) => {
    if (!inForm(event)) return;
    const input = event.target;
    if (input.type === "range") input.parentElement.querySelector("output").value = input.value;
    if (input.type === "search") {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const label of input.closest("fieldset").querySelectorAll(".wq-boxes label")) {
        const text = label.textContent.toLowerCase();
        label.hidden = !words.every((word) => text.includes(word));
      }
    }
  });
  document.addEventListener("change", (event) => {
    if (!inForm(event) || event.target.type === "search") return;
    const group = event.target.closest(".wq-choice");
    if (group) count(group);
    changed();
  });
  document.addEventListener("reset", (event) => {
    if (!inForm(event)) return;
    event.preventDefault(); // a form's own reset goes back to what the address said
    for (const range of form.querySelectorAll("input[type=range]")) {
      range.value = range.dataset.default;
      range.parentElement.querySelector("output").value = range.value;
    }
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    for (const group of form.querySelectorAll(".wq-choice")) count(group);
    changed();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#wq-told .wq-ignored")) forget();
  });
  document.addEventListener("submit", (event) => { if (inForm(event)) event.preventDefault(); });

  // Gradio patches attributes alone: what a visitor has touched no longer follows them.
  function follow() {
    for (const range of form.querySelectorAll("input[type=range]")) range.value = range.getAttribute("value");
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = box.hasAttribute("checked");
  }

  function adopt() {
    form = document.querySelector("form.wq-settings");
    if (!form) return;
    // One that was not read from the address yet: at the start, and in another language.
    if (form.dataset.query === undefined) tell("wq-opened", location.search);
    else {
      follow();
      if (!form.querySelector(".wq-ignored")) write(form.dataset.query);
    }
  }

  // Other documents to choose from.
  document.addEventListener("wq-changed", () => { if (form) tell("wq-opened", location.search); });
  document.addEventListener("wq-rendered", (event) => {
    if (event.target instanceof Element && event.target.querySelector("form.wq-settings")) adopt();
  });
  new MutationObserver(() => {
    if (document.querySelector("form.wq-settings") !== form) adopt();
  }).observe(document.documentElement, { childList: true, subtree: true });
  adopt();
})();
