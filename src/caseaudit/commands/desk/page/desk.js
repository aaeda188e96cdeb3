"use strict";
// All texts of files are written with textContent, never as HTML.
const HEADERS = { "X-Caseaudit": "desk" };
const drop = document.getElementById("drop");
const picker = document.getElementById("file");
const status = document.getElementById("status");

async function ask(path, body) {
  const answer = await fetch(path, { method: "POST", headers: HEADERS, body });
  if (answer.status === 204) return null;
  const said = await answer.json().catch(() => ({ message: "The desk could not do this." }));
  if (!answer.ok) throw new Error(said.message || "The desk could not do this.");
  return said;
}

function words(number, one, many) {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many || one + "s"}`;
}

function row(body, texts) {
  const line = body.insertRow();
  texts.forEach((text, place) => {
    const cell = place ? line.insertCell() : line.appendChild(document.createElement("th"));
    if (!place) cell.scope = "row";
    cell.textContent = text;
  });
}

function say(place, text, isFault) {
  place.textContent = text;
  place.classList.toggle("fault", Boolean(isFault));
}

async function save(card, kind, button) {
  const said = card.querySelector(".said");
  button.disabled = true;
  say(said, "Making the file …");
  try {
    const answer = await fetch(`trackers/${card.dataset.id}/files/${kind}`);
    if (!answer.ok) throw new Error((await answer.json()).message);
    const name = decodeURIComponent(/filename\*?=(?:utf-8'')?"?([^";]+)/i.exec(answer.headers.get("content-disposition"))[1]);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say(said, `Saved: ${name}`);
  } catch (fault) {
    say(said, fault.message, true);
  }
  button.disabled = false;
}

async function compare(card, file) {
  const said = card.querySelector(".said");
  const changes = card.querySelector(".changes");
  say(said, "Comparing …");
  try {
    const older = await ask(`trackers?keep=only&name=${encodeURIComponent(file.name)}`, file);
    changes.textContent = (await ask(`trackers/${card.dataset.id}/changes/${older.id}`)).text;
    changes.hidden = false;
    say(said, `Compared with ${older.name}.`);
  } catch (fault) {
    say(said, fault.message, true);
  }
}

function show(found) {
  const card = document.getElementById("card").content.firstElementChild.cloneNode(true);
  const find = (name) => card.querySelector(name);
  card.dataset.id = found.id;
  find("h2").textContent = found.name;
  const verdict = find(".verdict");
  verdict.textContent = found.verdict;
  verdict.classList.add(found.verdict === "Pass" ? "pass" : "fail");
  for (const reason of found.reasons.slice(0, 8)) {
    find(".reasons").appendChild(document.createElement("li")).textContent = reason;
  }
  const counts = [words(found.counts.error, "error"), words(found.counts.warning, "warning"), words(found.counts.note, "note")];
  const fixable = found.fixable ? ` The clean copy corrects ${words(found.fixable, "entry", "entries")} by itself.` : "";
  find(".counts").textContent = `${counts.join(", ")}.${fixable}` + (found.as_of ? ` As of ${found.as_of}.` : "");
  for (const list of found.lists) {
    row(find(".lists"), [list.name, list.cases, `${list.fields_incomplete} of ${list.fields}`, `${list.fields_inconsistent} of ${list.fields}`]);
  }
  for (const worst of found.worst) row(find(".worst"), [worst.field, worst.findings]);
  for (const button of card.querySelectorAll("button[data-kind]")) {
    button.addEventListener("click", () => save(card, button.dataset.kind, button));
  }
  find(".older").addEventListener("change", (event) => {
    if (event.target.files.length) compare(card, event.target.files[0]);
    event.target.value = "";
  });
  find("details").addEventListener("toggle", () => {
    const frame = find("iframe");
    if (!frame.hasAttribute("src")) frame.src = `trackers/${found.id}/report`;
  });
  document.getElementById("trackers").prepend(card);
}

async function take(file) {
  say(status, `Checking ${file.name} …`);
  try {
    const found = await ask(`trackers?name=${encodeURIComponent(file.name)}`, file);
    show(found);
    say(status, `${found.name}: ${found.verdict}, ${words(found.counts.error, "error")}.`);
  } catch (fault) {
    say(status, fault.message, true);
  }
}

picker.addEventListener("change", () => {
  for (const file of picker.files) take(file);
  picker.value = "";
});
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const name of ["dragleave", "drop"]) {
  document.addEventListener(name, (event) => { event.preventDefault(); drop.classList.remove("over"); });
}
document.addEventListener("drop", (event) => { for (const file of event.dataTransfer.files) take(file); });
document.getElementById("close").addEventListener("click", async () => {
  await ask("close").catch(() => null);
  document.querySelector("main").replaceChildren();
  document.getElementById("close").remove();
  document.querySelector("header p").textContent = "The desk is closed and its files are gone. You can close this window.";
});
setInterval(() => ask("ping").catch(() => null), 60000);
document.documentElement.dataset.ready = "";
