// The table of an action plan: puts what became of it in its place, and moves rows by keyboard. htmx asks and sends.
"use strict";
{
  const at = id => document.getElementById(id);
  const rows = at("rows"), moves = "moves" in at("action_table").dataset;

  const isOpen = row => row?.classList.contains("open");

  function tell(row, sentence) {
    const line = row.querySelector(".news");
    line.textContent = sentence;
    line.hidden = false;
  }

  // Whether something is typed in a row's other forms, beside its cells.
  function holdsMore(row) {
    const first = list => Math.max(0, [...list.options].findIndex(each => each.defaultSelected));
    return [...row.querySelectorAll("input, textarea, select")].some(field => field.form?.id !== row.id.replace("row", "cells") &&
      (field.options ? field.selectedIndex !== first(field) : field.value !== field.defaultValue || field.checked !== field.defaultChecked));
  }

  function put(row, after) {
    const before = after && at(after);
    if (before) before.after(row); else rows.prepend(row);
  }

  function apply(box) {
    const bag = box.querySelector("table"), {closes, focus} = box.dataset, had = document.activeElement;
    bag?.remove();
    if (closes === "row-new") at("row-new")?.remove();
    for (const id of (bag?.dataset.gone || "").split(" ").filter(Boolean)) {
      const row = at("row-" + id);
      if (isOpen(row) && closes !== row.id) tell(row, "This row was deleted meanwhile. What you typed is still here: save it to bring the row back, or copy it.");
      else row?.remove();
    }
    for (const row of [...bag?.rows || []]) {
      const old = at(row.id), {after, by} = row.dataset;
      let here = row;
      if (isOpen(old) && (closes !== row.id || holdsMore(old))) {
        here = old;
        if (closes === row.id) htmx.ajax("GET", `${at("action_table").dataset.rows}${row.id.slice(4)}?as=saved`, {target: "#" + row.id.replace("row", "cells"), swap: "outerHTML"});
        else if (by) tell(old, `${by} changed this row meanwhile. What you typed stays; when you save, you see both where they differ.`);
      } else if (old) old.replaceWith(row);
      if (after !== undefined || !here.isConnected) put(here, after);
    }
    for (const pair of (bag?.dataset.labels || "").split(" ").filter(Boolean)) {
      const [id, label] = pair.split(":"), box = at("row-" + id)?.querySelector("b");
      if (box) box.textContent = label;
    }
    const row = at(focus);
    if (had?.isConnected && had !== document.body) had.focus({preventScroll: true});
    else if (row) (isOpen(row) ? row.querySelector("button") : row.querySelector("a")).focus();
    else if (closes) box.focus();
    htmx.process(rows);
  }

  // Signed out: it is said once, however often the page asks, until somebody is signed in again.
  document.addEventListener("htmx:after:request", event => {
    const {ctx} = event.detail, notice = at("expired");
    if (ctx.sourceElement?.id !== "changes" || !notice) return;
    if (ctx.response.status > 399) event.preventDefault(); else notice.remove();
  });

  document.addEventListener("htmx:after:swap", ({detail: {ctx}}) => {
    const box = at("changes");
    if (box && !box.applied) {
      box.applied = true;
      apply(box);
    }
    // The same form may be sent once more: it is another step then.
    const form = ctx.sourceElement;
    if (form?.matches?.("[data-again]")) form.elements.once.value = crypto.randomUUID();
  });

  document.addEventListener("click", event => {
    const id = event.target.dataset?.close;
    if (!id) return;
    event.preventDefault();
    at(id).remove();
  });

  const KEYS = {ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out"};
  rows.addEventListener("keydown", event => {
    const how = KEYS[event.key], row = event.target.closest("tr");
    if (!moves || !how || !event.altKey || !row?.id || row.id === "row-new" || event.target.matches("textarea, input, select")) return;
    event.preventDefault();
    const number = row.id.slice(4), seen = at("changes").dataset.number;
    const values = {how, seen, once: crypto.randomUUID(), csrf_token: document.querySelector("[name=csrf_token]").value};
    htmx.ajax("POST", `${at("action_table").dataset.rows}${number}/move`, {values, target: "#changes_box"});
  });
}
