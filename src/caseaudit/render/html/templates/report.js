"use strict";
(() => {
  const source = document.getElementById("findings-data");
  const panel = document.getElementById("explorer");
  if (!source || !panel) return;
  const { pools, columns, names } = JSON.parse(source.textContent);
  const total = columns.rule.length;
  const stepped = (steps) => {
    const whole = new Int32Array(steps.length);
    let sum = 0;
    for (let i = 0; i < steps.length; i++) whole[i] = sum += steps[i];
    return whole;
  };
  for (const name of Object.keys(columns)) {
    const steps = name === "row" || name === "case" || name === "value";
    columns[name] = steps ? stepped(columns[name]) : Int32Array.from(columns[name]);
  }

  // Texts

  const textOf = (name, i) => (columns[name][i] < 0 ? "" : pools[name][columns[name][i]]);
  const titleOf = (name, key) => (names[name] && names[name][key] ? names[name][key].title : key);
  const cellOf = (i) => textOf("column", i) + (columns.row[i] || "");
  const shorten = (text) => {
    const letters = Array.from(text);
    return letters.length <= 80 ? text : letters.slice(0, 79).join("") + "…";
  };
  const faultOf = (i) => textOf("fault", i).split("\u0001").join(shorten(textOf("value", i)));
  const byId = (id) => document.getElementById(id);
  const count = (number) => number.toLocaleString("en-US");

  // Filters: each is a list of choices by the pool's numbers, "" for all

  const FILTERS = ["tracker", "list", "field", "rule", "severity", "analyst"];
  const severities = pools.rule.map((code) => (names.rule[code] || {}).severity || "");
  const kinds = pools.rule.map((code) => (names.rule[code] || {}).class || "");
  const keyOf = (name, i) => {
    if (name === "severity") return severities[columns.rule[i]];
    const number = columns[name][i];
    return number < 0 ? "–" : pools[name][number];
  };

  const fill = (name) => {
    const select = byId("filter-" + name);
    if (!select) return;
    const counts = new Map();
    for (let i = 0; i < total; i++) {
      const key = keyOf(name, i);
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    const order = Object.keys(names[name] || {});
    const place = (key) => (order.includes(key) ? order.indexOf(key) : order.length);
    const keys = [...counts.keys()].sort((a, b) => place(a) - place(b) || (a === "–") - (b === "–") || (a < b ? -1 : 1));
    for (const key of keys) {
      const option = document.createElement("option");
      option.value = key;
      const title = name === "rule" ? key + " " + titleOf(name, key) : titleOf(name, key);
      option.textContent = (key === "–" ? "(none)" : title) + " (" + count(counts.get(key)) + ")";
      select.append(option);
    }
    if (keys.length < 2 && name === "tracker") select.closest(".filter").hidden = true;
  };

  const lowered = {};
  const lowerPool = (name) => {
    if (!lowered[name]) {
      const more = names[name] || {};
      lowered[name] = pools[name].map((key) => (key + " " + (more[key] ? more[key].title : "")).toLowerCase());
    }
    return lowered[name];
  };
  const SEARCHED = ["value", "fault", "remedy", "case", "analyst", "field", "rule", "sheet", "list", "tracker"];

  const matcherOf = (word) => {
    const hits = SEARCHED.map((name) => {
      const pool = lowerPool(name);
      const found = new Uint8Array(pool.length);
      let any = false;
      for (let k = 0; k < pool.length; k++) if (pool[k].includes(word)) (found[k] = 1), (any = true);
      return any ? [columns[name], found] : null;
    }).filter(Boolean);
    const cell = /^(?:(.+)!)?([a-z]{1,3})(\d+)$/.exec(word);
    return (i) => {
      for (const [column, found] of hits) if (column[i] >= 0 && found[column[i]]) return true;
      if (!cell || columns.row[i] !== Number(cell[3]) || textOf("column", i).toLowerCase() !== cell[2]) return false;
      return !cell[1] || textOf("sheet", i).toLowerCase().includes(cell[1].replace(/'/g, ""));
    };
  };

  const state = { page: 0, size: 50, order: "place", kind: "", shown: new Int32Array(0) };

  const chosen = () => {
    const tests = [];
    for (const name of FILTERS) {
      const select = byId("filter-" + name);
      if (!select || !select.value) continue;
      if (name === "severity") {
        const wanted = Uint8Array.from(severities, (each) => each === select.value);
        tests.push((i) => wanted[columns.rule[i]]);
        continue;
      }
      const number = select.value === "–" ? -1 : pools[name].indexOf(select.value);
      const column = columns[name];
      tests.push((i) => column[i] === number);
    }
    if (state.kind) {
      const wanted = Uint8Array.from(kinds, (each) => each === state.kind);
      tests.push((i) => wanted[columns.rule[i]]);
    }
    const words = byId("filter-text").value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const word of words) tests.push(matcherOf(word));
    return tests;
  };

  const ORDERS = { rule: ["rule"], field: ["field"], case: ["case"], analyst: ["analyst"] };
  const ranks = {};
  const rankOf = (name) => {
    if (!ranks[name]) {
      const order = Object.keys(names[name] || {});
      const sorted = pools[name].map((key, number) => [order.length ? order.indexOf(key) : key, number]);
      sorted.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      ranks[name] = new Int32Array(pools[name].length);
      sorted.forEach(([, number], rank) => (ranks[name][number] = rank));
    }
    return ranks[name];
  };

  const select = () => {
    const tests = chosen();
    const found = new Int32Array(total);
    let number = 0;
    next: for (let i = 0; i < total; i++) {
      for (const test of tests) if (!test(i)) continue next;
      found[number++] = i;
    }
    state.shown = found.subarray(0, number);
    const [by] = ORDERS[state.order] || [];
    if (by) {
      const rank = rankOf(by);
      const key = (i) => (columns[by][i] < 0 ? 1e9 : rank[columns[by][i]]);
      state.shown = state.shown.slice().sort((a, b) => key(a) - key(b) || a - b);
    }
  };

  // The table

  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  const entryOf = (i) => {
    if (columns.value[i] >= 0) {
      const value = textOf("value", i);
      return value.trim() ? make("bdi", value, "entry") : make("span", "(nothing that shows)", "faint");
    }
    return make("span", columns.case[i] < 0 ? "" : "(blank)", "faint");
  };

  const rowOf = (i) => {
    const row = document.createElement("tr");
    row.setAttribute("role", "row");
    const add = (label, ...parts) => {
      const cell = document.createElement("td");
      cell.setAttribute("role", "cell");
      cell.dataset.label = label;
      const inner = make("div");
      inner.append(...parts);
      cell.append(inner);
      row.append(cell);
    };
    const code = textOf("rule", i);
    const rule = names.rule[code] || {};
    const place = make("span", "", "place");
    place.append(make("bdi", textOf("sheet", i)), make("b", cellOf(i) ? "!" + cellOf(i) : ""));
    const where = [place];
    if (columns.case[i] >= 0) where.push(make("div")), where[1].append(make("bdi", textOf("case", i)));
    if (pools.tracker.length > 1) where.push(make("div", textOf("tracker", i), "faint small"));
    add("Where", ...where);
    add("Field", make("span", columns.field[i] < 0 ? "–" : titleOf("field", textOf("field", i))));
    add("Entry", entryOf(i));
    const fault = make("bdi", faultOf(i));
    const related = columns.related[i] < 0 ? [] : [make("div", "See also " + textOf("related", i), "faint")];
    const link = make("a", code + " " + (rule.title || ""));
    link.href = "#rule-" + code;
    const by = make("div", undefined, "by-rule");
    by.append(link, make("span", rule.severity || "", "severity " + (rule.severity || "")));
    add("What is wrong", fault, ...related, by);
    add("What to write", make("bdi", textOf("remedy", i)));
    add("Analyst", make("bdi", textOf("analyst", i) || "–"));
    return row;
  };

  const draw = (from, to) => {
    const body = byId("findings-body");
    const rows = document.createDocumentFragment();
    for (let k = from; k < to; k++) rows.append(rowOf(state.shown[k]));
    body.replaceChildren(rows);
  };

  const show = () => {
    const number = state.shown.length;
    const pages = Math.max(1, Math.ceil(number / state.size));
    state.page = Math.min(Math.max(state.page, 0), pages - 1);
    const from = state.page * state.size;
    const to = Math.min(from + state.size, number);
    draw(from, to);
    const of = number === total ? count(total) : count(number) + " of " + count(total);
    byId("findings-status").textContent = number
      ? "Findings " + count(from + 1) + "–" + count(to) + " of " + (number === total ? of : count(number) + " that match (" + count(total) + " in all)")
      : "No finding matches. Clear a filter to see more.";
    byId("findings-table").hidden = !number;
    byId("page-number").textContent = "Page " + count(state.page + 1) + " of " + count(pages);
    for (const id of ["page-first", "page-back"]) byId(id).disabled = state.page === 0;
    for (const id of ["page-next", "page-last"]) byId(id).disabled = state.page >= pages - 1;
    const kind = byId("kind-chip");
    kind.hidden = !state.kind;
    kind.textContent = state.kind ? "only " + state.kind + " entries ✕" : "";
    panel.dataset.matches = String(number);
  };

  // The address holds the filters, so that a link can name what it is about

  const PREFIX = "#findings?";
  const remember = () => {
    const said = new URLSearchParams();
    for (const name of FILTERS) if (byId("filter-" + name) && byId("filter-" + name).value) said.set(name, byId("filter-" + name).value);
    if (byId("filter-text").value.trim()) said.set("text", byId("filter-text").value.trim());
    if (state.kind) said.set("class", state.kind);
    const text = said.toString();
    if (text || location.hash.startsWith(PREFIX)) history.replaceState(null, "", text ? PREFIX + text : "#findings");
  };
  const recall = () => {
    if (!location.hash.startsWith(PREFIX)) return false;
    const said = new URLSearchParams(location.hash.slice(PREFIX.length));
    for (const name of FILTERS) {
      const field = byId("filter-" + name);
      if (!field) continue;
      field.value = said.get(name) || "";
      if (field.selectedIndex < 0) field.value = "";
    }
    byId("filter-text").value = said.get("text") || "";
    state.kind = ["incomplete", "inconsistent"].includes(said.get("class")) ? said.get("class") : "";
    return true;
  };

  const refresh = (keepPage) => {
    if (!keepPage) state.page = 0;
    select();
    show();
  };
  const changed = () => {
    refresh();
    remember();
  };

  FILTERS.forEach(fill);
  for (const name of FILTERS) {
    const field = byId("filter-" + name);
    if (field) field.addEventListener("change", changed);
  }
  let waiting = 0;
  byId("filter-text").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(changed, 120);
  });
  byId("filter-clear").addEventListener("click", () => {
    for (const name of FILTERS) if (byId("filter-" + name)) byId("filter-" + name).value = "";
    byId("filter-text").value = "";
    state.kind = "";
    changed();
  });
  byId("kind-chip").addEventListener("click", () => {
    state.kind = "";
    changed();
    byId("filter-text").focus();
  });
  byId("findings-order").addEventListener("change", (event) => {
    state.order = event.target.value;
    refresh();
  });
  byId("findings-size").addEventListener("change", (event) => {
    state.size = Number(event.target.value) || 50;
    refresh();
  });
  const turn = (id, page) =>
    byId(id).addEventListener("click", () => {
      state.page = page();
      show();
      byId("findings-table").scrollIntoView({ block: "nearest" });
    });
  turn("page-first", () => 0);
  turn("page-back", () => state.page - 1);
  turn("page-next", () => state.page + 1);
  turn("page-last", () => Infinity);
  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    if (target) target.scrollIntoView();
  };
  const follow = () => {
    if (recall()) {
      refresh();
      byId("findings").scrollIntoView();
      byId("findings-heading").focus({ preventScroll: true });
    } else openTarget();
  };
  addEventListener("hashchange", follow);

  // The findings that match, as a file for Excel: quoted for every separator, and no entry can be a formula

  const HEAD = ["Tracker", "Sheet", "Cell", "List", "Case", "Field", "Rule", "Severity", "Entry", "What is wrong", "What to write", "Analyst"];
  const asText = (text) => {
    const plain = /^[\s\u00a0\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text;
    return '"' + plain.replace(/"/g, '""') + '"';
  };
  byId("findings-save").addEventListener("click", () => {
    const lines = [HEAD.map(asText).join(",")];
    for (const i of state.shown) {
      const code = textOf("rule", i);
      const texts = [textOf("tracker", i), textOf("sheet", i), cellOf(i), columns.list[i] < 0 ? "" : titleOf("list", textOf("list", i)),
        textOf("case", i), columns.field[i] < 0 ? "" : titleOf("field", textOf("field", i)), code, (names.rule[code] || {}).severity || "",
        textOf("value", i), faultOf(i), textOf("remedy", i), textOf("analyst", i)];
      lines.push(texts.map(asText).join(","));
    }
    const link = make("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = "findings.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });

  // On paper: the findings that match, up to a thousand, and everything that can be opened is open

  const PRINTED = 1000;
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((each) => (each.open = true));
    const number = Math.min(state.shown.length, PRINTED);
    draw(0, number);
    byId("print-note").textContent =
      count(number) + " of the " + count(state.shown.length) + " findings that match are printed; " + count(total) + " in all.";
  });
  addEventListener("afterprint", () => {
    closed.forEach((each) => (each.open = false));
    byId("print-note").textContent = "";
    show();
  });

  recall();
  refresh();
  panel.hidden = false;
  if (location.hash) follow();
  document.documentElement.dataset.ready = "yes";
})();
