// What htmx leaves to us: saved or not, trying again, counting characters, the focus. Nothing is kept in the browser.
"use strict";

const unsaved = new Set();        // forms with text that is not saved
const waiting = new Set();        // of these, the ones to try again
const sent = new WeakMap();       // form → its last save, to know a repeat
const edits = new WeakMap();      // form → how often its text changed
const on = (name, act) => document.addEventListener(name, act);
const saves = form => form?.matches?.("form[data-autosave]");
const status = form => form.querySelector("#save_status");

function show(form, state) {
  const box = status(form);
  box.dataset.state = state;
  // Only what went wrong is spoken, or a screen reader would never be silent.
  if (state === "failed") box.firstElementChild.textContent = box.dataset.failed;
  else box.firstElementChild.dataset.meanwhile = box.dataset[state];
}

function tryAgain(form) {
  if (waiting.delete(form) && form.isConnected) form.dispatchEvent(new Event("retry"));
}

function failed(form) {
  show(form, "failed");
  waiting.add(form);
  setTimeout(tryAgain, 5000, form);
}

function count(field) {
  const box = document.getElementById(field.id + "_count");
  if (!box) return;
  const limit = +box.dataset.limit, length = [...field.value].length;
  const number = n => n.toLocaleString("en-US");
  box.textContent = `${number(length)} of ${number(limit)} characters` + (length > limit ? `, ${number(length - limit)} too many` : "");
  box.classList.toggle("over", length > limit);
}

function say(sentence) {
  const box = document.getElementById("connection");
  box.textContent = box.dataset[sentence];
  box.hidden = false;
  box.focus();
}

on("focusin", event => count(event.target));
on("input", event => {
  count(event.target);
  const form = event.target.form;
  if (!saves(form)) return;
  edits.set(form, (edits.get(form) || 0) + 1);
  unsaved.add(form);
  if (!waiting.has(form)) show(form, "unsaved");
});

on("htmx:config:request", ({target: form, detail: {ctx}}) => {
  if (!saves(form)) return;
  const {body} = ctx.request, {sequence, version} = form.elements;
  body.delete("sequence");
  body.delete("version");
  const text = JSON.stringify([...body]);
  if (text !== sent.get(form)) sequence.value++;
  sent.set(form, text);
  body.set("sequence", sequence.value);
  body.set("version", version.value);
  ctx.version = version.value;
  ctx.edits = edits.get(form);
});

on("htmx:before:request", ({target, detail: {ctx}}) => {
  document.getElementById("connection").hidden = true;
  ctx.busy = ctx.target;  // an answer may name another target
  ctx.busy.ariaBusy = "true";
  if (saves(target)) show(target, "saving");
});

on("htmx:after:request", event => {
  const form = event.target, {ctx} = event.detail;
  if (!saves(form)) return;
  waiting.delete(form);
  // The page of a fault, or of a network's own sign-in, is no answer to a save.
  if (!ctx.text.includes('id="save_status"')) {
    event.preventDefault();
    failed(form);
  } else if (ctx.response.status < 300) {
    if (ctx.edits === edits.get(form)) unsaved.delete(form);
  } else if (ctx.response.status < 402) waiting.add(form);
});

on("htmx:error", ({target, detail: {ctx}}) => {
  if (saves(target)) failed(target);
  else if (ctx) say("offline");
});
on("htmx:response:error", ({target, detail: {ctx}}) => {
  if (!saves(target) && ctx.response.status > 499) say("fault");
});
on("htmx:finally:request", ({detail: {ctx}}) => { if (ctx.busy) ctx.busy.ariaBusy = null; });

on("htmx:after:swap", ({target, detail: {ctx}}) => {
  if (saves(target)) {
    target.elements.version.value ||= ctx.version;
    if (unsaved.has(target) && ctx.response.status < 300) show(target, "unsaved");
    return;
  }
  const [...expired] = document.querySelectorAll("#expired");
  for (const older of expired.slice(0, -1)) older.remove();
  const name = ctx.target.id ? "#" + ctx.target.id : ctx.target;
  const piece = typeof name === "string" ? document.querySelector(name) : name;
  const alert = piece?.querySelector("[role=alert]");
  if (!alert) return;
  alert.tabIndex = -1;
  alert.focus();
});

on("submit", event => {
  const form = event.target;
  if (!saves(form)) return;
  // Without a connection the browser would put its own page in place of the text. The state may say "saving" (leaving
  // the last field sent one more save), and before any save has failed, only the browser knows.
  if (!navigator.onLine || (waiting.has(form) && status(form).dataset.state)) {
    event.preventDefault();
    waiting.add(form);
    tryAgain(form);
  } else {
    form.elements.sequence.value++;
    unsaved.delete(form);
  }
});

for (const name of ["online", "focus"]) addEventListener(name, () => waiting.forEach(tryAgain));
addEventListener("beforeunload", event => { if (unsaved.size) event.preventDefault(); });
// Back after signing out: ask the server again.
addEventListener("pageshow", event => {
  if (!event.persisted || !("signedIn" in document.body.dataset)) return;
  document.documentElement.hidden = !unsaved.size;
  location.reload();
});
