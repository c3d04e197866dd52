// The plan's sheet: rows saved one by one while one writes, keys as in a spreadsheet, blocks pasted after a look at what will change.
// The page works without it: one form, saved by its button.
const PAUSE = 4000, AGAIN = 10000;
const form = document.querySelector("form[data-sheet]");
const grid = form.querySelector(".sheet-grid");
const told = form.querySelector("[data-saved]");
const undoForm = document.getElementById("undo-mine"), undoButton = form.querySelector("[data-undo]");
const words = form.dataset;
const rows = new Map();
const nameOf = (control) => control.name.split("-")[0];
const lines = () => [...grid.querySelectorAll("tr[data-row], tr[data-new], tr.sheet-new")];
const controlsOf = (line) => [...line.querySelectorAll("textarea, select")];
let current = null, editing = false, byMouse = false;

const tell = (text, wrong = false) => { told.textContent = text; told.classList.toggle("unsaved", wrong); };
const send = async (url, values) => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  const answer = await fetch(url, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(20000) });
  if (answer.redirected || answer.status >= 500) throw new Error(answer.status);
  return answer;
};

class Row {
  constructor(line) {
    this.line = line;
    this.controls = controlsOf(line);
    this.base = new Map(this.controls.map((control) => [control, control.value]));
    rows.set(line, this);
  }

  get isNew() { return !this.line.dataset.row; }

  get waits() { return this.line.nextElementSibling?.matches(".sheet-stale[data-asked]"); }

  changed() { return this.controls.filter((control) => control.value !== this.base.get(control)); }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.waits || !this.line.isConnected) return;
    if (this.saving) { await this.saving; return this.save(); }
    const changed = this.changed();
    if (!changed.length || (this.isNew && !this.line.querySelector("textarea").value.trim())) return;
    this.saving = this.post(changed);
    await this.saving;
    this.saving = null;
  }

  async post(changed) {
    const sent = new Map(changed.map((control) => [control, control.value]));
    tell(words.saving);
    try {
      const values = Object.fromEntries(changed.map((control) => [nameOf(control), control.value]));
      const answer = this.isNew
        ? await send(words.insert, { ...values, place: placeOf(this.line), after: idOf(rowBefore(this.line)) })
        : await send(this.line.dataset.row, { ...values, seen: this.seen.value });
      if (answer.ok && this.isNew) this.becomes(await answer.text(), sent);
      else if (answer.ok) this.done(await answer.json(), sent);
      else if (answer.status === 409) this.ask(await answer.json(), sent);
      else if (answer.status === 422) this.wrong((await answer.json()).errors, sent);
      else if (answer.status === 423) tell((await answer.json()).message, true);
      else if (answer.status === 403 || answer.status === 404) tell(answer.status === 404 ? words.gone : words.locked, true);
      else throw new Error(answer.status);
    } catch {
      tell(words.unsaved, true);
      this.later(AGAIN);
    }
  }

  get seen() { return this.line.querySelector("[name^=seen-]"); }

  // What is stored now, where nothing has been typed since.
  take({ cells, seen }, sent = new Map()) {
    this.seen.value = seen;
    for (const control of this.controls) {
      const stored = cells[nameOf(control)];
      const before = sent.has(control) ? sent.get(control) : this.base.get(control);
      if (control.value === before) control.value = stored;
      this.base.set(control, stored);
    }
  }

  done(answer, sent) {
    for (const place of this.line.querySelectorAll(".invalid-feedback")) place.remove();
    for (const control of this.controls) control.removeAttribute("aria-invalid");
    this.take(answer, sent);
    saved(answer);
    if (document.activeElement.closest("tr") === this.line && !editing) document.activeElement.select?.();
  }

  wrong(errors, sent) {
    for (const [name, text] of Object.entries(errors)) {
      const control = this.controls.find((each) => nameOf(each) === name) || this.controls[0];
      control.setAttribute("aria-invalid", "true");
      control.parentElement.querySelector(".invalid-feedback")?.remove();
      const place = document.createElement("p");
      place.className = "invalid-feedback";
      place.textContent = text;
      control.after(place);
    }
    tell(words.wrong, true);
  }

  // Somebody was faster: both texts are shown, and the writer chooses.
  ask(answer, sent) {
    const asked = document.createElement("tr");
    asked.className = "sheet-stale";
    asked.dataset.asked = "";
    const cell = asked.insertCell();
    cell.colSpan = 8;
    cell.innerHTML = answer.html;
    this.line.after(asked);
    asked.addEventListener("click", (event) => {
      const how = event.target.closest("[data-choose]")?.dataset.choose;
      if (!how) return;
      this.seen.value = answer.seen;
      for (const control of this.controls) {
        const name = nameOf(control), theirs = answer.cells[name];
        if (answer.stale.includes(name)) {
          const both = control.matches("textarea") && theirs !== control.value ? [theirs, control.value].filter(Boolean).join("\n\n") : control.value;
          control.value = { mine: control.value, theirs, both }[how];
        } else if (control.value === this.base.get(control)) control.value = theirs;
        this.base.set(control, theirs);
      }
      asked.remove();
      tell("");
      this.save();
      this.controls[0].focus();
    });
    tell(words.wrong, true);
  }

  becomes(html, sent) {
    const line = lineFrom(html);
    const focused = this.controls.find((control) => control === document.activeElement);
    const typed = new Map(this.controls.filter((control) => control.value && control.value !== sent.get(control)).map((control) => [nameOf(control), control.value]));
    this.line.replaceWith(line);
    rows.delete(this.line);
    const row = new Row(line);
    for (const control of row.controls) {
      const name = nameOf(control);
      if (typed.has(name) && typed.get(name) !== control.value) control.value = typed.get(name);
      if (focused && nameOf(focused) === name) control.focus();
    }
    renumber();
    saved({});
    row.save();
  }
}

const saved = ({ undo }) => {
  if (undo) { undoForm.action = undo; undoButton.hidden = false; }
  tell("");
  if ([...rows.values()].every((row) => !row.changed().length)) told.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
};
const lineFrom = (html) => {
  const holder = document.createElement("tbody");
  holder.innerHTML = html;
  return holder.querySelector("tr");
};
const placeOf = (line) => line.closest("tbody").dataset.place;
const idOf = (line) => (line?.dataset.row ? line.id.slice(1) : "");
const rowBefore = (line) => {
  let before = line.previousElementSibling;
  while (before && !before.dataset.row) before = before.previousElementSibling;
  return before;
};
const first = Number(grid.querySelector("[data-row] .sheet-number")?.textContent || 1);
const renumber = () => grid.querySelectorAll("[data-row] .sheet-number").forEach((place, at) => { place.textContent = first + at; });

// --- new rows
const newRow = (below) => {
  const template = document.getElementById("sheet-row");
  if (!template || !below) return;
  const line = template.content.firstElementChild.cloneNode(true);
  if (below.matches(".sheet-new")) below.before(line); else below.after(line);
  const row = new Row(line);
  for (const control of row.controls) control.setAttribute("form", "");
  row.controls[0].focus();
};
const addLine = async (area) => {
  const text = area.value.trim(), line = area.closest("tr");
  if (!text || area.dataset.busy) return;
  area.dataset.busy = "1";
  try {
    const answer = await send(words.insert, { place: placeOf(line), text });
    if (answer.status === 423 || answer.status === 422) {
      const { message, errors } = await answer.json();
      tell(message || Object.values(errors).join(" "), true);
    } else if (answer.ok) {
      const made = lineFrom(await answer.text());
      line.before(made);
      new Row(made);
      if (area.value.trim() === text) area.value = "";
      renumber();
      saved({ undo: answer.headers.get("X-Undo") });
    } else throw new Error(answer.status);
  } catch { tell(words.unsaved, true); }
  delete area.dataset.busy;
};

// --- moving about
const go = (control, down, right) => {
  const line = control.closest("tr"), all = lines();
  let target = null;
  if (down) {
    const next = all[all.indexOf(line) + down];
    target = next && (controlsOf(next).find((each) => nameOf(each) === nameOf(control)) || controlsOf(next)[0]);
  } else {
    const own = controlsOf(line);
    target = own[own.indexOf(control) + right];
  }
  if (target) { target.focus(); target.closest("td").scrollIntoView({ block: "nearest", inline: "nearest" }); }
};
const shift = async (line, up) => {
  const row = rows.get(line);
  if (!line.dataset.row) return;
  await row.save();
  if (row.waits) return;
  const answer = await send(line.dataset.row.replace(/cells\/$/, "shift/"), { up: up ? "1" : "0" }).catch(() => null);
  if (!answer?.ok) { tell(words.unsaved, true); return; }
  const focus = document.activeElement;
  const next = up ? line.previousElementSibling : line.nextElementSibling;
  if (next?.dataset.row) next[up ? "before" : "after"](line);
  else {
    const part = up ? line.closest("tbody").previousElementSibling : line.closest("tbody").nextElementSibling;
    if (!part?.matches("tbody")) { location.reload(); return; }
    const there = [...part.querySelectorAll("tr[data-row], .plan-row-area, .plan-row-goal")];
    const heads = there.filter((each) => !each.dataset.row);
    (up ? there : heads).at(-1).after(line);
  }
  renumber();
  if (line.contains(focus)) focus.focus();
  saved(await answer.json());
};
const undo = async () => {
  if (undoButton.hidden || !(await settle())) return;
  undoForm.requestSubmit();
};
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const onKey = (event) => {
  const control = event.target, line = control.closest?.("tr");
  if (!control.matches?.("textarea, select") || event.isComposing) return;
  const { key } = event, free = !editing || control.matches("select");
  const stop = (run) => { event.preventDefault(); run(); };
  if (key === "Escape") {
    stop(() => {
      const row = rows.get(line);
      if (row?.isNew && !row.controls[0].value) { go(control, -1, 0); rows.delete(line); line.remove(); return; }
      control.value = row ? row.base.get(control) : "";
      editing = false;
      control.select?.();
    });
  } else if (event.altKey && (key === "ArrowUp" || key === "ArrowDown")) stop(() => shift(line, key === "ArrowUp"));
  else if (key === "Enter" && event.ctrlKey) stop(() => newRow(line));
  else if (key === "Enter" && event.altKey) stop(() => control.setRangeText?.("\n", control.selectionStart, control.selectionEnd, "end"));
  else if (key === "Enter" && !event.shiftKey) stop(() => (line.matches(".sheet-new") ? addLine(control) : go(control, 1, 0)));
  else if (key === "F2") stop(() => { editing = true; control.setSelectionRange?.(control.value.length, control.value.length); });
  else if (ARROWS[key] && free && !event.shiftKey && !event.ctrlKey && !event.metaKey) stop(() => go(control, ...ARROWS[key]));
  else if (key === "z" && (event.ctrlKey || event.metaKey) && !editing && !rows.get(line)?.changed().length) stop(undo);
};
grid.addEventListener("keydown", onKey);
grid.addEventListener("mousedown", () => { byMouse = true; });
grid.addEventListener("focusin", ({ target }) => {
  if (!target.matches("textarea, select")) return;
  current = target.closest("tr");
  editing = byMouse;
  byMouse = false;
  if (!editing) target.select?.();
});
grid.addEventListener("input", ({ target }) => {
  editing = target.matches("textarea");
  rows.get(target.closest("tr"))?.later(target.matches("select") ? 0 : PAUSE);
});
grid.addEventListener("focusout", ({ target }) => {
  const line = target.closest("tr");
  if (line?.matches(".sheet-new") && target.matches("textarea")) addLine(target);
  else rows.get(line)?.later(0);
});

// --- rows chosen, and what is done with them
const picks = () => [...grid.querySelectorAll("[name=pick]")];
let lastPick = null;
const all = document.createElement("input");
all.type = "checkbox";
const allLabel = document.createElement("label");
allLabel.append(grid.querySelector("thead th .sr-only"), all);
grid.querySelector("thead th").append(allLabel);
const count = () => {
  const chosen = picks().filter((box) => box.checked).length;
  form.querySelector("[data-picked]").textContent = chosen || "";
  if (chosen) form.querySelector(".sheet-bulk").open = true;
  all.checked = chosen > 0 && chosen === picks().length;
};
grid.addEventListener("click", (event) => {
  if (event.target === all) for (const box of picks()) box.checked = all.checked;
  if (event.target.matches("[name=pick]")) {
    const boxes = picks(), at = boxes.indexOf(event.target);
    if (event.shiftKey && lastPick) {
      const from = boxes.indexOf(lastPick);
      for (const box of boxes.slice(Math.min(from, at), Math.max(from, at) + 1)) box.checked = event.target.checked;
    }
    lastPick = event.target;
    current = null;
  }
  if (event.target.matches("input")) count();
});
// True where everything is saved; else one is led to the row that is not.
const settle = async () => {
  await Promise.all([...grid.querySelectorAll(".sheet-new textarea")].map(addLine));
  await Promise.all([...rows.values()].map((row) => row.save()));
  const open = [...rows.values()].find((row) => row.waits || row.changed().length);
  if (open && !(open.isNew && !open.controls[0].value)) { open.line.scrollIntoView({ block: "center" }); open.controls[0].focus(); return false; }
  return true;
};
let settled = false;
form.addEventListener("submit", async (event) => {
  if (settled) return;
  event.preventDefault();
  const { submitter } = event, does = submitter?.name === "do" ? submitter.value : "save";
  const here = current?.isConnected ? current : null;
  const chosen = picks().some((box) => box.checked);
  if (does === "below") { newRow(here || picks().findLast((box) => box.checked)?.closest("tr") || lines().at(-1)); return; }
  if ((does === "up" || does === "down") && !chosen) { if (here) shift(here, does === "up"); return; }
  if (does === "remove" && !chosen && here?.dataset.row) here.querySelector("[name=pick]").checked = true;
  if (does === "remove" && !chosen && here?.matches("[data-new]")) { rows.delete(here); here.remove(); return; }
  if (!(await settle()) || does === "save") return;
  settled = true;
  setTimeout(() => form.requestSubmit(submitter));
});
addEventListener("pageshow", () => { settled = false; });
undoForm.addEventListener("submit", async (event) => {
  if (settled) return;
  event.preventDefault();
  if (!(await settle())) return;
  settled = true;
  setTimeout(() => undoForm.requestSubmit());
});

// --- a block from Word or Excel
const blockOf = (data) => {
  const html = data.getData("text/html");
  if (!/<table/i.test(html)) return data.getData("text/plain");
  const page = new DOMParser().parseFromString(html, "text/html");
  const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/[ \t\r\n]+/g, " ");
  for (const end of page.querySelectorAll("br, td p + p, td li + li, th p + p")) end.before("\n");
  const text = (cell) => `"${cell.textContent.replace(/ *\n */g, "\n").trim().replaceAll('"', '""')}"`;
  const line = (row) => [...row.cells].flatMap((cell) => [text(cell), ...Array(cell.colSpan - 1).fill("")]).join("\t");
  return [...page.querySelectorAll("tr")].map(line).join("\n");
};
grid.addEventListener("paste", async (event) => {
  const control = event.target.closest("textarea");
  if (!control || !words.paste) return;
  const block = blockOf(event.clipboardData), plain = event.clipboardData.getData("text/plain");
  if (!block.includes("\t") && (editing || !block.trim().includes("\n"))) return;
  event.preventDefault();
  const line = control.closest("tr");
  if (!(await settle())) return;
  const name = line.matches(".sheet-new") ? "text" : nameOf(control);
  const answer = await send(words.paste, { at: idOf(line) ? `m${idOf(line)}` : placeOf(line), column: name, block }).catch(() => null);
  if (!answer || (!answer.ok && answer.status !== 422)) { tell(words.unsaved, true); return; }
  const dialog = document.createElement("dialog");
  dialog.className = "sheet-preview";
  dialog.innerHTML = await answer.text();
  document.body.append(dialog);
  dialog.addEventListener("close", () => { dialog.remove(); control.focus(); });
  dialog.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-close], [data-plain]");
    if (!button) return;
    dialog.close();
    if (button.matches("[data-plain]")) {
      control.setRangeText(plain, control.selectionStart, control.selectionEnd, "end");
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  dialog.showModal();
});

for (const line of grid.querySelectorAll("tr[data-row]")) new Row(line);
const tools = form.querySelector(".sheet-tools");
new ResizeObserver(() => form.style.setProperty("--tools", `${tools.offsetHeight}px`)).observe(tools);
count();
addEventListener("online", () => rows.forEach((row) => row.save()));
