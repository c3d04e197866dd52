// Small help for pages that work without it. No library; nothing inline.
(() => {
  document.documentElement.classList.add("js");
  const on = (type, run, capture) => document.addEventListener(type, run, capture);
  const all = (selector, root = document) => root.querySelectorAll(selector);

  // Menus: one open at a time; Escape and a click elsewhere close.
  const closeMenus = (except) => all("details.menu[open]").forEach((menu) => menu !== except && (menu.open = false));
  on("click", (event) => closeMenus(event.target.closest("details.menu")));
  on("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      closeMenus();
      menu?.querySelector("summary").focus();
    }
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest("input, textarea, select, [contenteditable]")) {
      const search = document.getElementById("q-top");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  // Filters show their effect at once: the page is fetched, the region swapped, the address kept in step.
  let running;
  const show = async (url, target, push) => {
    running?.abort();
    running = new AbortController();
    const region = document.querySelector(target);
    region.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: running.signal });
      if (!answer.ok || answer.redirected) { location.assign(url); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      region.replaceChildren(...page.querySelector(target).childNodes);
      const end = document.querySelector(".filters-end"), newEnd = page.querySelector(".filters-end");
      if (end && newEnd) end.replaceChildren(...newEnd.childNodes);
      if (push) history.replaceState(null, "", url);
      region.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  };
  const live = (form, push = true) => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    show(`${form.getAttribute("action") || location.pathname}?${query}`, form.dataset.live, push);
  };
  let wait;
  on("input", (event) => {
    const form = event.target.closest("form[data-live]");
    if (!form) return;
    clearTimeout(wait);
    wait = setTimeout(() => live(form), event.target.matches("input:not([type=checkbox], [type=radio])") ? 300 : 0);
  });
  on("submit", (event) => {
    if (event.target.matches("form[data-live]")) { event.preventDefault(); clearTimeout(wait); live(event.target); }
  });

  // A question before what cannot be undone: data-confirm on the form; the words come from the page.
  const ask = (form, submitter) => {
    const dialog = document.createElement("dialog");
    const text = document.createElement("p");
    text.textContent = form.dataset.confirm;
    const yes = document.createElement("button"), no = document.createElement("button");
    yes.className = "btn btn-danger";
    yes.textContent = (submitter?.textContent || "OK").trim();
    no.className = "btn btn-quiet";
    no.textContent = document.body.dataset.cancel || "×";
    const end = document.createElement("div");
    end.className = "form-end";
    end.append(yes, no);
    dialog.append(text, end);
    document.body.append(dialog);
    no.onclick = () => dialog.close();
    yes.onclick = () => { form.dataset.confirmed = "1"; dialog.close(); form.requestSubmit(submitter); };
    dialog.onclose = () => dialog.remove();
    dialog.showModal();
    no.focus();
  };

  // Forms: ask, keep what is typed, and send once.
  let dirty = false;
  on("input", (event) => { if (event.target.closest("form[data-guard]")) dirty = true; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]")) return;
    if (form.dataset.confirm && !form.dataset.confirmed) { event.preventDefault(); ask(form, event.submitter); return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    dirty = false;
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  // Back from the browser's memory: the form may be sent again.
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  // Text areas grow with their text where the browser does not do it by itself.
  if (!CSS.supports("field-sizing", "content")) {
    const grow = (area) => { area.rows = Math.max(area.rows, Math.min(30, area.value.split("\n").length + 1)); };
    on("input", (event) => event.target.matches("textarea") && grow(event.target));
    all("textarea").forEach(grow);
  }

  // «Saved 14:02»: any part of a page may say saved(element) by the event portal:saved.
  on("portal:saved", (event) => {
    const place = event.target.closest("[data-saved]") || document.querySelector("[data-saved]");
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    if (place) place.textContent = `${place.dataset.saved} ${time}`;
    dirty = false;
  });

  // A document being made: look again until it is there.
  const poll = document.querySelector("[data-poll]:not([data-poll=''])");
  if (poll) setTimeout(() => location.reload(), Number(poll.dataset.poll) * 1000);

  // After a refused form the summary is read first.
  document.querySelector(".error-summary")?.focus();
})();
