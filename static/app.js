/*
 * What a page can do beyond links and forms. Everything works without this
 * file; it makes it quicker. Behaviour hangs on data- attributes, so that no
 * script stands in a page:
 *
 *   data-key="n"            pressed by that key: "g s", "Ctrl+s", "Alt+ArrowUp"
 *   data-keys-here          container; data-local-key inside it works while focus is in it
 *   data-enter="id"         a field: Enter in it presses the button with that id
 *   data-rows               a table: j and k walk its rows, x ticks the one in focus
 *   data-scale              a scale of radios: 0-9 choose
 *   data-pickbar="name"     counts the ticked boxes of that name in its form
 *   data-pick-all="name"    a box that ticks them all
 *   data-picked-mail        in that bar: how many of the ticked rows carry data-mail
 *   data-autosave="/path"   a form that is sent there while it is filled in
 *   data-guard              a form: leaving with unsaved text asks first
 *   data-download           a form or button that brings a file: may be pressed again
 *   data-closes             a details element: Esc or a press elsewhere closes it
 *   data-print              a button that prints; hidden without a script
 *   data-summary            takes the focus when it appears
 */
(function () {
  "use strict";

  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const visible = (el) => el.getClientRects().length > 0;

  /* ------------------------------------------------------------ keyboard */

  const named = { " ": "Space" };
  let pending = ""; // the first key of a sequence, such as the g of "g s"
  let pendingTimer = 0;

  function isText(el) {
    if (!el) return false;
    if (el.isContentEditable || el.tagName === "TEXTAREA" || el.tagName === "SELECT") return true;
    return el.tagName === "INPUT" && !["checkbox", "radio", "button", "submit", "reset", "file"].includes(el.type);
  }

  function keyOf(event) {
    let key = named[event.key] || event.key;
    if (event.altKey) key = "Alt+" + key;
    if (event.ctrlKey || event.metaKey) key = "Ctrl+" + key.toLowerCase().replace("enter", "Enter");
    return key;
  }

  function press(el) {
    if (isText(el)) {
      el.focus();
      if (el.select) el.select();
    } else if (el.getAttribute("aria-disabled") !== "true") {
      el.focus();
      el.click();
    }
  }

  // find returns the element that a key presses: in the menu and the footer a
  // key stands once, in the page the first one that can be seen wins. A link
  // of the closed narrow menu still works.
  function find(key) {
    const found = all("[data-key]").filter((el) => el.dataset.key === key);
    return found.find(visible) || found.find((el) => el.tagName === "A");
  }

  function startsSequence(key) {
    return all("[data-key]").some((el) => el.dataset.key.startsWith(key + " "));
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = keyOf(event);
    const here = document.activeElement;
    const modified = event.ctrlKey || event.altKey || event.metaKey;

    const pressed = key === "Enter" && here && here.dataset.enter && document.getElementById(here.dataset.enter);
    if (pressed) {
      event.preventDefault();
      press(pressed);
      return;
    }

    if (key === "Escape") {
      const open = here && here.closest("details[data-closes][open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
        return;
      }
      if (isText(here)) { // a first Esc leaves the field, a second one the form
        if (here.type !== "search" || here.value === "") here.blur();
        return;
      }
    } else if (!modified) {
      if (document.body.dataset.shortcuts === "off" || isText(here)) return;
      if (here && here.closest("dialog[open]")) return;
    }

    if (!modified && key.length === 1) {
      if (local(here, key) || scale(here, key) || row(here, key)) {
        event.preventDefault();
        return;
      }
    }
    if (/^Arrow/.test(key) && here && here.matches("input[type=radio], summary")) return;

    const sequence = pending ? pending + " " + key : key;
    pending = "";
    clearTimeout(pendingTimer);
    const el = find(sequence) || (sequence !== key ? find(key) : null);
    if (el) {
      event.preventDefault();
      press(el);
    } else if (!modified && key.length === 1 && startsSequence(key)) {
      pending = key;
      pendingTimer = setTimeout(() => { pending = ""; }, 1200);
    }
  });

  function local(here, key) {
    const scope = here && here.closest("[data-keys-here]");
    const el = scope && all("[data-local-key]", scope).find((b) => b.dataset.localKey === key);
    if (el) el.click();
    return Boolean(el);
  }

  function scale(here, key) {
    if (!/^[0-9]$/.test(key) || !here) return false;
    const item = here.closest("[data-scale]") || here.closest(".sp-item") && here.closest(".sp-item").querySelector("[data-scale]");
    const radio = item && all("input[type=radio]", item).find((r) => r.value === key);
    if (!radio) return false;
    radio.focus();
    radio.click();
    return true;
  }

  function row(here, key) {
    if (!"jkx".includes(key)) return false;
    const table = here && here.closest("[data-rows]") || document.querySelector("[data-rows]");
    if (!table) return false;
    const rows = all("tbody tr", table).filter((tr) => visible(tr) && tr.querySelector("a, input, button"));
    const at = rows.findIndex((tr) => tr.contains(here));
    if (key === "x") {
      const box = at >= 0 && rows[at].querySelector("input[type=checkbox]");
      if (box) box.click();
      return Boolean(box);
    }
    const next = rows[key === "j" ? at + 1 : Math.max(at, 1) - 1];
    if (!next) return false;
    const target = next.querySelector("th a") || next.querySelector("a, button, input");
    target.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  document.addEventListener("change", (event) => {
    const scaleOf = event.target.closest && event.target.closest("[data-scale]");
    const meaning = scaleOf && scaleOf.querySelector("[data-scale-meaning]");
    if (meaning) meaning.textContent = event.target.getAttribute("aria-label");
  });

  document.addEventListener("click", (event) => {
    for (const d of all("details[data-closes][open]")) {
      if (!d.contains(event.target)) d.open = false;
    }
    const inert = event.target.closest && event.target.closest("[aria-disabled=true]");
    if (inert) event.preventDefault();
    if (event.target.closest && event.target.closest("[data-print]")) window.print();
  }, true);

  /* -------------------------------------------------------- ticked rows */

  // a form's boxes may stand outside it, named to it by their form attribute
  const boxesOf = (form) => Array.from(form.elements).filter((b) => b.type === "checkbox" && !b.disabled);

  function count(bar) {
    const form = bar.closest("form");
    if (!form) return;
    const boxes = boxesOf(form).filter((b) => b.name === bar.dataset.pickbar);
    const ticked = boxes.filter((b) => b.checked);
    const n = ticked.length;
    const text = bar.querySelector("[data-picked]");
    if (text) {
      if (!text.dataset.none) text.dataset.none = text.textContent;
      const words = n === 0 ? text.dataset.none : n === 1 ? text.dataset.one : n.toLocaleString("it-IT") + " " + text.dataset.many;
      if (text.textContent !== words) text.textContent = words;
    }
    const mail = bar.querySelector("[data-picked-mail]");
    if (mail) {
      const yes = ticked.filter((b) => b.hasAttribute("data-mail")).length;
      mail.textContent = [[yes, mail.dataset.yes], [n - yes, mail.dataset.no]].filter((p) => p[0] > 0).map((p) => p.join(" ")).join(", ");
    }
    bar.classList.toggle("is-empty", n === 0);
    for (const box of boxesOf(form)) {
      if (box.dataset.pickAll !== bar.dataset.pickbar) continue;
      box.checked = n > 0 && n === boxes.length;
      box.indeterminate = n > 0 && n < boxes.length;
    }
  }

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form) return;
    if (event.target.dataset.pickAll) {
      for (const b of boxesOf(form)) {
        if (b.name === event.target.dataset.pickAll) b.checked = event.target.checked;
      }
    }
    all("[data-pickbar]", form).forEach(count);
  });

  /* ------------------------------------------------- sending a form once */

  const sent = new WeakMap(); // form → its buttons, while it is being sent

  function hold(form, button) {
    sent.set(form, true);
    for (const b of all("button[type=submit], button:not([type])", form)) b.setAttribute("aria-busy", "true");
    // an answer that is no page (a file, a broken line) must not lock the form
    setTimeout(() => release(form), button && button.hasAttribute("data-download") || form.hasAttribute("data-download") ? 500 : 15000);
  }

  function release(form) {
    sent.delete(form);
    for (const b of all("[aria-busy=true]", form)) b.removeAttribute("aria-busy");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter && event.submitter.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const saver = savers.get(form);
    if (saver && saver.busy) { // let the draft arrive first: two saves at once would meet as two versions
      event.preventDefault();
      event.stopImmediatePropagation();
      saver.after = () => form.requestSubmit(event.submitter || undefined);
      return;
    }
    if (form.method.toLowerCase() === "post" && sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (saver) saver.stop();
    dirty.delete(form);
    if (form.method.toLowerCase() === "post") hold(form, event.submitter);
  }, true);

  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    all("form").forEach(release); // back from the page that the form led to
  });

  /* ---------------------------------------------------- unsaved text */

  const dirty = new Set();

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form) return;
    if (form.hasAttribute("data-guard") || form.hasAttribute("data-autosave")) dirty.add(form);
    if (form.hasAttribute("data-autosave")) saverOf(form).touch();
  });

  window.addEventListener("beforeunload", (event) => {
    for (const form of dirty) {
      if (!form.isConnected) dirty.delete(form);
    }
    if (dirty.size > 0) event.preventDefault();
  });

  /* ------------------------------------------------------------ drafts */

  const savers = new WeakMap();
  const waits = [2, 5, 15, 30, 60]; // seconds before the next try

  function saverOf(form) {
    if (!savers.has(form)) savers.set(form, new Saver(form));
    return savers.get(form);
  }

  class Saver {
    constructor(form) {
      this.form = form;
      this.timer = 0;
      this.failed = 0;
      this.busy = false;
      this.again = false;
      this.after = null;
    }

    touch() {
      if (this.busy) {
        this.again = true;
        return;
      }
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), 1500);
    }

    stop() {
      clearTimeout(this.timer);
    }

    status() {
      return document.getElementById("bozza");
    }

    say(words, failed) {
      const status = this.status();
      if (!status) return;
      status.className = "sp-saved " + (failed ? "failed" : "waiting");
      status.replaceChildren(Object.assign(document.createElement("span"), { textContent: words }));
    }

    async save() {
      if (!this.form.isConnected || this.busy) return;
      this.busy = true;
      this.again = false;
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) {
        if (typeof value === "string") body.append(name, value);
      }
      try {
        const answer = await fetch(this.form.dataset.autosave, {
          method: "POST",
          body,
          credentials: "same-origin",
          headers: { "HX-Request": "true", "HX-Target": "bozza", "HX-Current-URL": location.href },
        });
        await this.answered(answer);
      } catch {
        this.retry("Non riesco a salvare: la linea non risponde. Quello che hai scritto è ancora qui, riprovo da solo.");
      }
      this.busy = false;
      const after = this.after;
      this.after = null;
      if (after) after();
      else if (this.again) this.touch();
    }

    async answered(answer) {
      if (answer.status === 401) {
        signIn(answer, () => this.save());
        this.say("La bozza non è salvata: bisogna accedere di nuovo.", true);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector("form[data-resumed]")) renewTokens(page); // signed in again in another window
      const fresh = page.getElementById("bozza");
      if (!fresh) {
        this.retry("Non riesco a salvare. Quello che hai scritto è ancora qui, riprovo da solo.");
        return;
      }
      const status = this.status();
      if (status) status.replaceWith(document.adoptNode(fresh));
      if (!answer.ok) return; // the fragment says why, and the text stays
      this.failed = 0;
      const version = this.form.elements.namedItem("_version");
      if (version && fresh.dataset.version) version.value = fresh.dataset.version;
      if (!this.again) dirty.delete(this.form);
    }

    retry(words) {
      this.say(words, true);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), waits[Math.min(this.failed, waits.length - 1)] * 1000);
      this.failed += 1;
    }
  }

  /* --------------------------------------------- a sign-in that expired */

  // The answer to 401 is a page with the form of sign-in. It is shown over the
  // page that waits, so that nothing typed is lost; then the request is made
  // again. Two requests that meet the same 401 share one dialog.
  const waiting = [];

  async function signIn(answer, again) {
    waiting.push(again);
    if (waiting.length > 1) return;
    const text = typeof answer.text === "function" ? await answer.text() : answer.responseText;
    const form = new DOMParser().parseFromString(text, "text/html").querySelector("form[data-signin]");
    if (!form) {
      waiting.length = 0;
      announce("Bisogna accedere di nuovo. Quello che hai scritto è ancora qui: apri la pagina di accesso in un'altra scheda, poi riprova.");
      return;
    }
    const dialog = document.createElement("dialog");
    dialog.className = "sp-dialog";
    dialog.setAttribute("aria-label", "Accedi di nuovo");
    dialog.append(asked(form));
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      if (!dialog.isConnected) return;
      waiting.length = 0; // closed by the person: nothing is sent again
      dialog.remove();
    });
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const reply = await fetch(event.target.action, {
        method: "POST", body: new URLSearchParams(new FormData(event.target)), credentials: "same-origin",
        headers: { "HX-Request": "true", "HX-Target": "accesso" },
      }).catch(() => null);
      release(event.target);
      if (!reply) return;
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const refused = page.querySelector("form[data-signin]");
      if (refused) {
        dialog.replaceChildren(asked(refused));
        const summary = dialog.querySelector("[data-summary]");
        if (summary) summary.focus();
        return;
      }
      renewTokens(page);
      const todo = waiting.splice(0);
      dialog.close();
      dialog.remove(); // its close event comes later, and may not come at all in a tab behind
      todo.forEach((f) => f());
    });
    dialog.showModal();
  }

  // asked takes over the form of sign-in, without what it carries of the
  // refused request: that is still in the page, and is sent again from there.
  function asked(form) {
    for (const field of all("input[type=hidden]", form)) {
      if (field.name !== "_csrf") field.remove();
    }
    return document.adoptNode(form);
  }

  // renewTokens gives the forms of this page the token of the new sign-in.
  function renewTokens(page) {
    const field = page.querySelector("input[name=_csrf]");
    if (!field) return;
    for (const old of all("input[name=_csrf]")) old.value = field.value;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": field.value }));
  }

  /* -------------------------------------------------------------- htmx */

  function announce(words) {
    const region = document.getElementById("flash");
    if (!region) return;
    const strip = document.createElement("div");
    strip.className = "sp-msg slim bad";
    strip.tabIndex = -1;
    const box = document.createElement("div");
    const p = document.createElement("p");
    p.textContent = words;
    box.append(p);
    strip.append(document.createElement("span"), box);
    region.replaceChildren(strip);
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, elt, requestConfig } = event.detail;
    if (xhr.status === 401) {
      event.detail.shouldSwap = false;
      event.detail.isError = false;
      signIn(xhr, () => {
        if (elt.tagName === "FORM") {
          elt.requestSubmit();
          return;
        }
        const values = Object.assign({}, requestConfig.parameters);
        delete values._csrf; // the new one goes in the header
        window.htmx.ajax(requestConfig.verb.toUpperCase(), requestConfig.path, { source: elt, values });
      });
      return;
    }
    // a whole page as the answer to a mistake of ours or of the address
    if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
  });

  document.addEventListener("htmx:responseError", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Retarget")) {
      announce("Non è andata a buon fine: qualcosa si è rotto da noi. Quello che hai scritto è ancora qui, riprova.");
    }
  });

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => announce("La linea non risponde. Quello che hai scritto è ancora qui: riprova fra poco."));
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest && event.detail.elt.closest("form");
    if (form) release(form);
  });

  // A search that proposed nothing says so, below its field; an answer without
  // options puts nothing in place, so no swap is told.
  document.addEventListener("htmx:afterRequest", (event) => {
    const { target, elt, successful } = event.detail;
    const said = successful && target && target.tagName === "DATALIST" && document.getElementById(target.id + "-esito");
    if (said) said.textContent = elt.value.trim() && !target.options.length ? said.dataset.nothing : "";
  });

  // The event comes from each element that was put in place; its target is the
  // one replaced, which may be gone.
  document.addEventListener("htmx:afterSettle", (event) => {
    const { target } = event.detail;
    const whole = target === document.body;
    settle(whole ? document.body : event.target, whole);
    if (!whole && (event.target.id === target.id || target.contains(event.target))) keepFocus(event.target); // not what came along
  });

  // leaving is the row whose button was pressed, by its id or the link that names
  // it: its fragment is about to be replaced, and the focus with it.
  let leaving = "";

  function rowName(row) {
    const link = row && row.querySelector("th a");
    return row && row.id || (link ? link.getAttribute("href") : "");
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    leaving = event.detail.target.contains(document.activeElement) ? rowName(document.activeElement.closest("tr")) : "";
  });

  // keepFocus gives the focus back to what replaced the element that had it: to
  // the same row, else to the fragment.
  function keepFocus(root) {
    if (document.activeElement && document.activeElement !== document.body) return;
    const row = leaving && all("tr", root).find((tr) => rowName(tr) === leaving);
    const button = row && (row.querySelector("button:not([disabled])") || row.querySelector("a"));
    if (button) {
      button.focus();
      return;
    }
    if (!root.hasAttribute("tabindex")) root.tabIndex = -1;
    root.focus({ preventScroll: true });
  }

  // settle leads who swapped a part of the page to what matters in it: the
  // errors, else what was done, else the new page.
  function settle(root, wholePage) {
    all("[data-pickbar]").forEach(count);
    unhide(root);
    reveal(root);
    const summary = root.matches("[data-summary]") ? root : root.querySelector("[data-summary]");
    if (summary) {
      if (!document.title.startsWith("Errore: ")) document.title = "Errore: " + document.title;
      summary.focus();
      return;
    }
    if (!wholePage) return;
    window.scrollTo(0, 0);
    const flash = document.querySelector("[data-flash]");
    (flash || document.getElementById("main") || document.body).focus();
  }

  function unhide(root) {
    for (const el of all("[data-print][hidden]", root)) el.hidden = false;
  }

  // On a narrow screen tabs stand in one line that moves: the current one in sight.
  function reveal(root) {
    for (const tab of all(".sp-tabs [aria-current]", root)) {
      const line = tab.closest(".sp-tabs");
      line.scrollLeft = tab.offsetLeft - line.offsetLeft - (line.clientWidth - tab.offsetWidth) / 2;
    }
  }

  // htmx notes the address of the page in the browser's storage, and an address
  // may hold a name that was searched for. It does not need the note: it falls
  // back to the address bar.
  function forget() {
    try {
      sessionStorage.removeItem("htmx-current-path-for-history");
    } catch {
      // storage is closed to this page: nothing was noted
    }
  }

  for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:historyRestore"]) {
    document.addEventListener(name, forget);
  }

  /* -------------------------------------------------------------- start */

  forget();

  all("[data-pickbar]").forEach(count);
  unhide(document);
  reveal(document);
  const first = document.querySelector("[data-summary]") || document.querySelector("[data-flash]");
  const proposed = document.querySelector("input[autofocus]");
  const here = location.hash && document.getElementById(location.hash.slice(1));
  if (here && here.matches("[data-rows] a, input[type=search]")) here.focus(); // a row that was marked, a search: the next one is near
  else if (first) first.focus();
  else if (proposed && proposed.value) proposed.select(); // what is proposed is typed over
})();
