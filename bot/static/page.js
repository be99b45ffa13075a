// The local page works without this file. With it: answers arrive by themselves, and commands complete.
"use strict";

const list = document.getElementById("messages");
const composer = document.getElementById("composer");
const box = document.getElementById("text");
const hint = document.getElementById("hint");
const state = document.getElementById("state");
const heard = document.getElementById("heard");

function say(sentence) {
  state.textContent = sentence;
  state.hidden = !sentence;
  hint.hidden = Boolean(sentence);
}

// Messages, as they come
let latest = Number(list.dataset.revision);

function draw(id, html) {
  const old = document.getElementById("m-" + id);
  const holder = document.createElement("template");
  holder.innerHTML = html.trim(); // escaped by the server; scripts in it never run (CSP)
  const fresh = holder.content.firstElementChild;
  if (!old) {
    list.append(fresh);
    return;
  }
  const focused = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (focused) (fresh.querySelector("button, summary, a") || box).focus();
}

// A browser grants one address six connections: a page nobody looks at gives its own back.
let stream = null;

function rest() {
  stream?.close();
  stream = null;
}

function listen() {
  rest();
  if (document.hidden) return;
  stream = new EventSource("events?after=" + latest);
  stream.addEventListener("open", () => say(""));
  stream.addEventListener("message", (event) => {
    const { id, html, summary } = JSON.parse(event.data);
    latest = Number(event.lastEventId);
    draw(id, html);
    if (summary) heard.textContent = summary;
  });
  stream.addEventListener("gone", (event) => {
    latest = Number(event.lastEventId);
    document.getElementById("m-" + JSON.parse(event.data).id)?.remove();
  });
  stream.addEventListener("error", () => {
    say("Not connected. I keep trying; reload the page if amzigo was started again.");
    if (stream?.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  });
}
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
window.addEventListener("pagehide", rest);
window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
listen();

// Forms without leaving the page; any failure falls back to the plain way of saying so
async function send(form, fields) {
  const buttons = (form.closest(".actions") || form).querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "x-requested-by": "page.js" },
    });
    if (answer.ok) return true;
    say("That was refused. Reload the page; if that does not help, open the address in the terminal again.");
  } catch {
    say("amzigo does not answer. Is it still running? Nothing was sent.");
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
  return false;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form === composer) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  const ask = form.closest("details");
  if (await send(form, fields) && ask) ask.open = false;
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches(".ask") && event.target.open) event.target.querySelector("input").focus();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// The command box: completion of the verb, then its usage, and what was sent before
const verbs = [...document.querySelectorAll("#commands option")].map((option) => ({
  verb: option.value, usage: option.dataset.usage, help: option.label,
}));
const choices = document.getElementById("choices");
const greeting = hint.innerHTML;
const sent = [];
let back = 0;
let chosen = -1;

box.removeAttribute("list");
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
  ["aria-controls", "choices"], ["aria-expanded", "false"]]) box.setAttribute(name, value);

function close() {
  choices.hidden = true;
  chosen = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function choose(index) {
  const options = [...choices.children];
  chosen = (index + options.length) % options.length;
  options.forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
  box.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function take(option) {
  box.value = option.dataset.verb + " ";
  close();
  complete();
  box.focus();
}

function option({ verb, usage, help }, n) {
  const row = document.createElement("li");
  row.id = "choice-" + n;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.dataset.verb = verb;
  const name = document.createElement("div");
  const strong = document.createElement("b");
  strong.textContent = verb;
  name.append(strong, usage.startsWith(verb) ? usage.slice(verb.length) : " " + usage);
  const words = document.createElement("span");
  words.textContent = help;
  row.append(name, words);
  return row;
}

function complete(all = false) {
  const typed = box.value.replace(/^\s*\/amzigo\s+/i, "").replace(/^\s*\/?/, "").toLowerCase();
  const known = verbs.find(({ verb }) => typed === verb || typed.startsWith(verb + " "));
  if (known) hint.textContent = known.usage + ": " + known.help;
  else hint.innerHTML = greeting;
  const fitting = typed || all ? verbs.filter(({ verb }) => verb.startsWith(typed)) : [];
  if (!fitting.length || (fitting.length === 1 && fitting[0].verb === typed)) return close();
  choices.replaceChildren(...fitting.map(option));
  chosen = -1;
  choices.hidden = false;
  box.removeAttribute("aria-activedescendant");
  return box.setAttribute("aria-expanded", "true");
}

function recall(step) {
  back = Math.min(Math.max(back + step, 0), sent.length);
  box.value = sent[sent.length - back] || "";
}

box.addEventListener("input", () => { back = 0; complete(); });
box.addEventListener("blur", close);
choices.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  const row = event.target.closest("li");
  if (row) take(row);
});

box.addEventListener("keydown", (event) => {
  const open = !choices.hidden;
  const up = event.key === "ArrowUp";
  if (up || event.key === "ArrowDown") {
    event.preventDefault();
    if (open) choose(chosen < 0 ? (up ? -1 : 0) : chosen + (up ? -1 : 1));
    else if (up || back) recall(up ? 1 : -1);
    else { complete(true); if (!choices.hidden) choose(0); }
  } else if (open && chosen >= 0 && (event.key === "Enter" || event.key === "Tab")) {
    event.preventDefault();
    take(choices.children[chosen]);
  } else if (open && event.key === "Escape") {
    close();
  }
});

composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = box.value.trim();
  box.value = "";
  close();
  complete();
  if (typed && sent.at(-1) !== typed) sent.push(typed);
  back = 0;
  if (!await send(composer, { text: typed })) box.value = typed;
  else list.parentElement.parentElement.scrollTop = 0;
  box.focus();
});

if (matchMedia("(pointer: fine)").matches) box.focus();
