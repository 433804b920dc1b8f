// The documents tab: the list, uploads, deletion after a question, and the progress of the index.
// Gradio patches the frame, node by node, whenever the language changes; what is going on is
// kept here and shown again.
(() => {
  "use strict";

  const POLL = 600; // ms between looks at a running job
  let frame = null; // the <section> that is filled now
  let words = {};
  let uploads = []; // {name, text, state: "busy" | "good" | "bad", share}
  let job = null; // what the server said last
  let search = "";
  let polling = false;
  let asked = 0; // acts that start a job: a look that began before the last of them tells nothing
  let typing = 0;

  const fill = (template, ...values) => values.reduce((text, value) => text.replace("{}", () => value), template);
  // As safe.plain: what would act unseen is spelled out.
  const plain = (text) => [...text].map((c) => (/[\u0000-\u001f\u007f-\u009f]/.test(c) ? "" : /[\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/.test(c)
    ? `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩` : c)).join("").slice(0, 120);

  async function call(method, path, parameters) {
    const query = new URLSearchParams({ ...parameters, lang: frame ? frame.lang : "zh-Hans" });
    const answer = await fetch(`${path}?${query}`, { method, credentials: "same-origin" });
    const said = await answer.json();
    return { ok: answer.ok, said };
  }

  // List and figures

  async function refresh(figures = true) {
    if (!frame) return;
    const into = frame;
    let said;
    try { ({ said } = await call("GET", "/library", { search, figures })); } catch (e) { return; }
    if (into !== frame || !said.list) return;
    into.querySelector(".wq-doc-list").innerHTML = said.list;
    if (said.figures !== null) into.querySelector(".wq-doc-figures").innerHTML = said.figures;
    into.querySelector(".wq-docs-change").hidden = !said.may_change;
    into.querySelector(".wq-docs-read-only").hidden = said.may_change;
  }

  // The job

  function showJob() {
    if (!frame) return;
    const box = frame.querySelector(".wq-job");
    const bar = box.querySelector("progress");
    const line = box.querySelector("p");
    box.hidden = !job || !job.message;
    if (box.hidden) return;
    box.dataset.state = job.state;
    const running = job.state === "running";
    const message = running && job.detail ? `${job.message} (${job.done}/${job.total})` : job.message;
    if (line.textContent !== message) line.textContent = message;
    bar.hidden = !running;
    bar.setAttribute("aria-label", job.message);
    if (job.total > 0 && running) { bar.max = job.total; bar.value = job.done; } else bar.removeAttribute("value");
  }

  async function watch() {
    if (polling) return;
    polling = true;
    try {
      for (;;) {
        const before = asked;
        const { said } = await call("GET", "/api/rebuild", {});
        if (before !== asked) continue;
        const ended = job && job.state === "running" && said.state !== "running";
        if (!job && said.state === "done") said.message = ""; // long ago
        job = said;
        showJob();
        if (ended) changed();
        if (said.state !== "running") return;
        await new Promise((resolve) => setTimeout(resolve, POLL));
      }
    } catch (e) { /* the server is away; the next act looks again */ } finally { polling = false; }
  }

  function running() {
    asked += 1;
    job = { state: "running", message: "" };
    watch();
  }

  // The listener is on an element of Gradio's above the frame.
  function changed() {
    refresh();
    if (frame) frame.dispatchEvent(new CustomEvent("wq-changed", { bubbles: true }));
  }

  // Uploads

  function showUploads() {
    if (!frame) return;
    const list = frame.querySelector(".wq-uploads");
    list.hidden = uploads.length === 0;
    list.replaceChildren(...uploads.map((upload) => {
      const item = document.createElement("li");
      item.dataset.state = upload.state;
      const name = document.createElement("bdi");
      name.textContent = upload.name;
      const text = document.createElement("span");
      text.setAttribute("role", "status");
      text.textContent = upload.text;
      item.append(name, text);
      if (upload.detail) {
        const detail = document.createElement("small");
        detail.lang = "en";
        detail.textContent = upload.detail;
        item.append(detail);
      }
      if (upload.state === "busy") {
        const bar = document.createElement("progress");
        bar.setAttribute("aria-label", upload.name);
        if (upload.share !== null) bar.value = upload.share;
        item.append(bar);
      }
      return item;
    }));
  }

  function note(upload, state, text, share = null, detail = "") {
    Object.assign(upload, { state, text, share, detail });
    showUploads();
  }

  async function send(files) {
    const mine = [...files].slice(0, words.most_files);
    uploads = mine.map((file) => ({ name: plain(file.name), text: "", state: "busy", share: 0 }));
    if (files.length > mine.length) {
      uploads.push({ name: "…", text: fill(words.too_many, words.most_files), state: "bad", share: null });
    }
    showUploads();
    for (const [at, file] of mine.entries()) {
      const upload = uploads[at];
      if (file.size > words.most_bytes) note(upload, "bad", fill(words.too_large, words.megabytes));
      else await sendOne(file, upload, false);
    }
  }

  async function sendOne(file, upload, replace) {
    const { status, said } = await post(file, upload, replace);
    if (status === 201) {
      note(upload, "good", fill(words.taken, said.document.passages));
      refresh();
      running();
    } else if (status === 409 && said.code === "exists" && !replace) {
      const yes = await question(fill(words.replace_question, plain(said.name)), words.replace_more, words.replace);
      if (yes) await sendOne(file, upload, true);
      else note(upload, "bad", said.message);
    } else {
      const reason = said.message || said.error;
      note(upload, "bad", reason ? fill(words.refused, reason) : words.lost, null, said.detail || "");
    }
  }

  function post(file, upload, replace) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const query = new URLSearchParams({ name: file.name, replace, lang: frame.lang });
      request.open("POST", `/api/documents?${query}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.responseType = "json";
      request.upload.onprogress = (event) => {
        if (!event.lengthComputable) return;
        const share = event.loaded / event.total;
        if (share < 1) note(upload, "busy", fill(words.sending, Math.floor(100 * share)), share);
        else note(upload, "busy", words.checking);
      };
      request.onload = () => resolve({ status: request.status, said: request.response || {} });
      request.onerror = () => resolve({ status: 0, said: {} });
      request.send(file);
    });
  }

  // A question before what cannot be taken back at once

  function question(title, more, yes) {
    const dialog = document.createElement("dialog");
    dialog.className = "wq-question-dialog";
    dialog.lang = frame.lang;
    const heading = document.createElement("h2");
    heading.id = "wq-question-title";
    heading.textContent = title;
    const text = document.createElement("p");
    text.textContent = more;
    const [no, go] = [words.cancel, yes].map((label, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.className = at ? "wq-yes" : "wq-no";
      button.addEventListener("click", () => dialog.close(at ? "yes" : ""));
      return button;
    });
    const row = document.createElement("div");
    row.append(no, go);
    dialog.append(heading, text, row);
    dialog.setAttribute("aria-labelledby", heading.id);
    // Inside Gradio's container, for its colours; outside what Gradio replaces.
    (document.querySelector(".gradio-container") || document.body).append(dialog);
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => { resolve(dialog.returnValue === "yes"); dialog.remove(); });
      dialog.showModal();
      no.focus();
    });
  }

  async function remove(button) {
    const title = button.dataset.title;
    if (!(await question(fill(words.delete_question, title), words.delete_more, words.delete))) {
      button.focus();
      return;
    }
    const upload = { name: title, text: "", state: "busy", share: null };
    uploads = [upload];
    showUploads();
    try {
      const { ok, said } = await call("DELETE", `/api/documents/${button.dataset.id}`, {});
      if (ok) note(upload, "good", fill(words.deleted, title));
      else note(upload, "bad", said.message || said.error, null, said.detail || "");
      if (ok) { await refresh(); running(); }
    } catch (e) { note(upload, "bad", words.lost); }
    const find = frame.querySelector(".wq-find input");
    find.focus();
  }

  async function rebuild() {
    try {
      const { ok, said } = await call("POST", "/api/rebuild", {});
      if (ok) asked += 1;
      job = ok ? said : { state: "failed", message: said.message || said.error };
      showJob();
      if (ok) watch();
    } catch (e) {
      job = { state: "failed", message: words.lost };
      showJob();
    }
  }

  // One listener each on the document

  const within = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  document.addEventListener("click", (event) => {
    const button = within(event, ".wq-doc-delete");
    if (button) remove(button);
    else if (within(event, ".wq-rebuild")) rebuild();
  });
  document.addEventListener("change", (event) => {
    const input = within(event, ".wq-files");
    if (!input) return;
    const files = [...input.files];
    input.value = ""; // the same file may be chosen again
    if (files.length) send(files);
  });
  document.addEventListener("input", (event) => {
    const input = within(event, ".wq-find input");
    if (!input) return;
    search = input.value;
    clearTimeout(typing);
    typing = setTimeout(() => refresh(false), 150);
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const zone = within(event, ".wq-docs-change");
      if (!zone) {
        // Beside it the browser would leave the page and open the file.
        const files = event.dataTransfer && [...event.dataTransfer.types].includes("Files");
        if (files && name !== "dragleave") { event.preventDefault(); event.dataTransfer.dropEffect = "none"; }
        return;
      }
      event.preventDefault();
      zone.classList.toggle("wq-over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) send([...event.dataTransfer.files]);
    });
  }

  function fillFrame(found) {
    frame = found;
    if (!frame) return;
    words = JSON.parse(frame.dataset.words);
    frame.querySelector(".wq-find input").value = search;
    showUploads();
    showJob();
    refresh();
    watch();
  }

  function adopt() {
    const found = document.querySelector(".wq-docs");
    if (found !== frame) fillFrame(found);
  }

  document.addEventListener("wq-rendered", (event) => {
    if (within(event, "#wq-documents")) fillFrame(document.querySelector(".wq-docs"));
  });
  new MutationObserver(adopt).observe(document.documentElement, { childList: true, subtree: true });
  adopt();
})();
