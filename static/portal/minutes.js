// Saves each item of the minutes while one writes. The page works without it, by its one button.
// What is typed is kept in this browser until the server has confirmed it, so a tunnel or a closed lid loses nothing.
const PAUSE = 2500, AGAIN = 10000;

class Item {
  constructor(section, form) {
    this.section = section;
    this.form = form;
    const field = (name) => form.elements[`${section.dataset.prefix}-${name}`];
    [this.version, this.text, this.decision] = ["version", "text", "decision"].map(field);
    this.status = section.querySelector("[data-saved]");
    this.stale = section.querySelector("[data-stale]");
    this.key = `minutes:${section.dataset.item}`;
    this.confirmed = this.typed();
    this.recover();
    for (const area of [this.text, this.decision]) {
      area.addEventListener("input", () => { this.keep(); this.later(PAUSE); });
      area.addEventListener("blur", () => this.later(0));
    }
    this.stale.addEventListener("click", (event) => this.choose(event.target.closest("[data-choose]")));
  }

  typed() { return JSON.stringify([this.text.value, this.decision.value]); }

  keep() {
    try { localStorage.setItem(this.key, JSON.stringify({ version: this.version.value, typed: this.typed() })); } catch { /* full or forbidden: the button still saves */ }
  }

  forget() { try { localStorage.removeItem(this.key); } catch { /* nothing was kept */ } }

  recover() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.key)); } catch { /* nothing to recover */ }
    if (!kept || kept.typed === this.typed()) { this.forget(); return; }
    [this.text.value, this.decision.value] = JSON.parse(kept.typed);
    this.version.value = kept.version;
    this.tell(this.status.dataset.kept);
    this.later(0);
  }

  tell(text, wrong = false) {
    this.status.textContent = text;
    this.status.classList.toggle("unsaved", wrong);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    if (this.busy) { this.later(PAUSE); return; }
    const sent = this.typed();
    if (this.stale.firstElementChild) return;
    if (sent === this.confirmed) { this.forget(); return; }
    this.busy = true;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    for (const field of [this.version, this.text, this.decision]) body.set(field.name, field.value);
    try {
      const answer = await fetch(this.section.dataset.item, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(20000) });
      if (answer.redirected) throw new Error("logged out");
      if (answer.ok) this.done(sent, await answer.json());
      else if (answer.status === 409) this.stale.innerHTML = await answer.text();
      else if (answer.status === 422 || answer.status === 423) this.tell((await answer.json()).errors.join(" "), true);
      else throw new Error(answer.status);
    } catch {
      this.tell(this.status.dataset.unsaved, true);
      this.later(AGAIN);
    } finally {
      this.busy = false;
    }
  }

  async settle() {
    clearTimeout(this.timer);
    while (this.busy) await new Promise((go) => { setTimeout(go, 100); });
    await this.save();
  }

  done(sent, { version, saved }) {
    this.version.value = version;
    this.confirmed = sent;
    if (sent === this.typed()) this.forget(); else { this.keep(); this.later(PAUSE); }
    this.status.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
    this.tell(`${this.status.dataset.saved} ${saved}`);
  }

  choose(button) {
    if (!button) return;
    const answer = this.stale.firstElementChild;
    const theirs = ["text", "decision"].map((name) => answer.querySelector(`[data-their-${name}]`).value);
    const mine = [this.text.value, this.decision.value];
    const both = (place) => (theirs[place] === mine[place] ? mine[place] : [theirs[place], mine[place]].filter(Boolean).join("\n\n"));
    [this.text.value, this.decision.value] = { mine, theirs, both: [both(0), both(1)] }[button.dataset.choose];
    this.version.value = answer.dataset.version;
    this.stale.replaceChildren();
    this.confirmed = button.dataset.choose === "theirs" ? this.typed() : null;
    this.keep();
    this.later(0);
    this.text.focus();
  }
}

const form = document.querySelector("form[data-writing]");
const items = [...form.querySelectorAll("[data-item]")].map((section) => new Item(section, form));
// The button first saves what is typed as the pauses do, so that what is confirmed is kept here no longer; then the page is sent.
// Where somebody else was faster one stays and chooses; without a connection the browser says so, and the text is kept.
let settled = false;
form.addEventListener("submit", async (event) => {
  if (settled) return;
  event.preventDefault();
  const { submitter } = event;
  await Promise.all(items.map((item) => item.settle()));
  const conflict = items.find((item) => item.stale.firstElementChild);
  if (conflict) { conflict.section.scrollIntoView(); return; }
  settled = true;
  // Not within the event itself: there the browser ignores it.
  setTimeout(() => form.requestSubmit(submitter));
});
addEventListener("pageshow", () => { settled = false; });
addEventListener("online", () => items.forEach((item) => item.later(0)));
