// The page of the explorer. Data are scripts that call `tiltak`, for a page that is opened as a
// file may not read others. What they hold is said in docs/explorer_data.py.
"use strict";

const tiltak = { tables: {}, lines: {} };
const byId = (id) => document.getElementById(id);
const NUMBER = new Intl.NumberFormat("nb-NO");
const MONTH = new Intl.DateTimeFormat("nb-NO", { month: "long", year: "numeric", timeZone: "UTC" });
const ALL = "*";

const scripts = {};
function load(source) {
  scripts[source] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${source} mangler`));
    document.head.append(script);
  });
  return scripts[source];
}

function element(tag, text, properties = {}) {
  return Object.assign(document.createElement(tag), { textContent: text ?? "" }, properties);
}

function fill(select, options, wanted) {
  const groups = new Map();
  select.replaceChildren();
  for (const { value, text, group } of options) {
    const option = element("option", text, { value });
    if (group === undefined) select.append(option);
    else {
      if (!groups.has(group)) {
        groups.set(group, element("optgroup", "", { label: group }));
        select.append(groups.get(group));
      }
      groups.get(group).append(option);
    }
  }
  if (options.some(({ value }) => value === wanted)) select.value = wanted;
}

const monthAt = (number) => {
  const [year, month] = tiltak.index.first_month.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + number, 1));
};
const isoMonth = (number) => monthAt(number).toISOString().slice(0, 7);
const words = (number) => MONTH.format(monthAt(number));
// A cell is null where nothing is printed; else see docs/explorer_data.py.
const lowOf = (cell) => cell[0];
const highOf = (cell) => cell[3] ?? cell[0];
const isHidden = (cell) => lowOf(cell) !== highOf(cell);
const shown = (cell) =>
  !cell ? "ikke trykt"
    : isHidden(cell) ? `${NUMBER.format(lowOf(cell))}–${NUMBER.format(highOf(cell))}`
    : NUMBER.format(lowOf(cell));
const placeOf = (cell) => `${tiltak.index.reports[cell[1]].file}, linje ${cell[2]}`;

// Half a month before the first day of a month, or after it: where a stretch and a break are drawn.
function halfMonth(number, after) {
  const from = monthAt(number + after - 1), to = monthAt(number + after);
  return new Date((from.getTime() + to.getTime()) / 2).toISOString().slice(0, 19);
}

// The rules of loaders/asking/chart.py: a line stops at a month without a number and at a break.
function points(cells, first, breaks) {
  let part = 0;
  return cells.map((cell, position) => {
    const number = first + position;
    const before = cells[position - 1];
    const value = cell && !isHidden(cell) ? lowOf(cell) : null;
    const isBreak = breaks.includes(number);
    const isGap = (other) => !other || isHidden(other);
    if (position === 0 || isBreak || isGap(before) || isGap(cell)) part += 1;
    return {
      member: "", month: `${isoMonth(number)}-01T00:00:00`,
      from: halfMonth(number, 0), to: halfMonth(number, 1), participants: value,
      low: cell ? lowOf(cell) : null, high: cell ? highOf(cell) : null,
      is_hidden: Boolean(cell && isHidden(cell)), is_break: isBreak,
      break_text: `brudd i serien ${words(number)}`, part: String(part),
      source: cell ? placeOf(cell) : "ikke trykt",
    };
  });
}

// Data come when they come: what was chosen before the newest choice is not shown any more.
let turn = 0;
let drawing = Promise.resolve();
function draw(name, rows, parameters, height) {
  const spec = structuredClone(tiltak.index.charts[name]);
  spec.datasets.rows = rows;
  for (const parameter of spec.params ?? []) parameter.value = parameters[parameter.name];
  if (height) spec.height = height;
  spec.autosize = { type: "fit-x", contains: "padding" };
  if (byId("chart").clientWidth < 500)
    for (const layer of spec.layer) if (layer.encoding.y?.axis) layer.encoding.y.axis.labelLimit = 130;
  const mine = turn;
  drawing = drawing.then(() => mine === turn && window.vegaEmbed("#chart", spec, {
    actions: false, renderer: "svg",
    formatLocale: { decimal: ",", thousands: "\u00a0", grouping: [3], currency: ["kr\u00a0", ""] },
    timeFormatLocale: tiltak.index.time_locale,
  }));
  return drawing;
}

function head(names) {
  const row = element("tr");
  for (const [name, isNumber] of names)
    row.append(element("th", name, { scope: "col", className: isNumber ? "number" : "" }));
  byId("numbers").querySelector("thead").replaceChildren(row);
}

function sourceCell(cell) {
  const there = element("td");
  if (cell) {
    const button = element("button", placeOf(cell), { type: "button" });
    button.addEventListener("click", () => showLine(cell[1], cell[2]));
    there.append(button);
  }
  return there;
}

async function showLine(report, line) {
  const chunk = Math.floor((line - 1) / tiltak.index.lines_of_a_file);
  const parts = [chunk - 1, chunk, chunk + 1].filter(
    (part) => part >= 0 && part < tiltak.index.reports[report].line_files);
  await Promise.all(parts.map((part) => load(`lines/${report}/${part}.js`)));
  const text = byId("line-text");
  text.replaceChildren();
  let place = `linje ${line}`;
  for (let number = Math.max(1, line - 4); number <= line + 4; number += 1) {
    const part = Math.floor((number - 1) / tiltak.index.lines_of_a_file);
    const row = tiltak.lines[`${report}/${part}`]?.[(number - 1) % tiltak.index.lines_of_a_file];
    if (row === undefined) continue;
    text.append(element(number === line ? "mark" : "span", `${String(number).padStart(6)}  ${row[0]}\n`));
    if (number === line && row[1]) place = row[1];
  }
  const { file, published } = tiltak.index.reports[report];
  byId("line-title").textContent =
    `${file}, ${place}${published ? `, oppdatert ${published}` : ""}`;
  byId("line").showModal();
}

let seen = [];
// As in the exports: a text that a spreadsheet would take for a formula has an apostrophe before it.
const csvCell = (cell) => `"${String(cell).replace(/^(?=[=+@\t\r-])/, "'").replaceAll('"', '""')}"`;
function saveCsv() {
  const quoted = seen.map((row) => row.map(csvCell).join(";"));
  const address = URL.createObjectURL(new Blob([`\ufeff${quoted.join("\r\n")}\r\n`], { type: "text/csv" }));
  const { measure, breakdown } = state();
  const name = `tiltak-${measure}-${breakdown}.csv`.replaceAll(/[^\w.-]/g, "");
  const link = element("a", "", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

const state = () => Object.fromEntries(
  ["measure", "status", "breakdown", "member", "month"].map((name) => [name, byId(name).value]));

function csvRow(first, cell) {
  const values = cell ? [isHidden(cell) ? "" : lowOf(cell), lowOf(cell), highOf(cell)] : ["", "", ""];
  return [...first, ...values, cell ? (isHidden(cell) ? "skjult" : "") : "ikke trykt",
    cell ? tiltak.index.reports[cell[1]].file : "", cell ? cell[2] : ""];
}
const CSV_NAMES = ["deltakere", "minst", "høyst", "merknad", "fil", "linje"];

async function showSeries(table, cells) {
  const mine = turn;
  const status = byId("status").value;
  let first = cells.findIndex(Boolean);
  let last = cells.findLastIndex(Boolean);
  const breaks = tiltak.index.breaks.filter((one) => one.statuses.includes(status))
    .map((one) => one.month).filter((month) => month > first && month <= last);
  const part = cells.slice(first, last + 1);
  await draw("series", points(part, first, breaks),
    { first: halfMonth(first, 0), last: halfMonth(last, 1) });
  if (mine !== turn) return;
  head([["Måned", false], ["Deltakere", true], ["Trykt i", false]]);
  seen = [["måned", ...CSV_NAMES]];
  const rows = [];
  for (let position = part.length - 1; position >= 0; position -= 1) {
    const row = element("tr", "", { className: breaks.includes(first + position) ? "break" : "" });
    row.append(element("td", words(first + position)));
    row.append(element("td", shown(part[position]), { className: "number" }), sourceCell(part[position]));
    rows.push(row);
  }
  part.forEach((cell, position) => seen.push(csvRow([isoMonth(first + position)], cell)));
  byId("numbers").querySelector("tbody").replaceChildren(...rows);
  notes(part, breaks);
}

async function showMonth(table, month) {
  const mine = turn;
  const status = byId("status").value;
  let rows = table.members.map((member, place) => [member, table.cells[`${status}/${place}`]?.[month]])
    .filter(([member, cell]) => cell ? cell.length < 5 : member.from <= month && month <= member.to);
  if (["fylke", "kommune"].includes(table.breakdown))
    rows = [...rows].sort(([, one], [, other]) => rank(other) - rank(one));
  const bars = rows.map(([member, cell]) => ({
    member: member.label, low: cell ? lowOf(cell) : null, high: cell ? highOf(cell) : null,
    is_hidden: Boolean(cell && isHidden(cell)),
    text: cell && isHidden(cell) ? `${shown(cell)} (skjult)` : shown(cell),
  }));
  const printed = bars.slice(0, 60);
  await draw("month", printed, {}, Math.max(printed.length, 3) * 20);
  if (mine !== turn) return;
  head([[tiltak.index.breakdowns[table.breakdown].word, false], ["Deltakere", true], ["Trykt i", false]]);
  seen = [["kode", "navn", "måned", ...CSV_NAMES]];
  byId("numbers").querySelector("tbody").replaceChildren(...rows.map(([member, cell]) => {
    seen.push(csvRow([member.code, member.label, isoMonth(month)], cell));
    const row = element("tr");
    row.append(element("td", member.label), element("td", shown(cell), { className: "number" }), sourceCell(cell));
    return row;
  }));
  notes(rows.map(([, cell]) => cell), []);
  const hidden = bars.filter((bar) => bar.is_hidden).length;
  if (bars.length > printed.length)
    byId("notes").prepend(`Figuren viser de ${printed.length} største av ${bars.length}; ${hidden} tall er skjult. Tabellen har alle. `);
}
// By the lowest that a number can be, what is not printed last.
const rank = (cell) => cell ? lowOf(cell) : -1;

function notes(cells, breaks) {
  const said = [];
  if (cells.some((cell) => cell && isHidden(cell))) said.push("Felt 0–3: tall som Nav skjuler, også null.");
  if (cells.some((cell) => !cell)) said.push("Åpne steder: ikke trykt i rapportene som er lest.");
  if (breaks.length) said.push("Brudd i serien: tall på hver side av den stiplede linjen kan ikke sammenlignes.");
  const reports = [...new Set(cells.filter(Boolean).map((cell) => cell[1]))].map((place) => tiltak.index.reports[place]);
  const newest = reports.filter((report) => report.published).map((report) => report.published_on).sort().at(-1);
  const codes = [...new Set(reports.map((report) => report.code).filter(Boolean))].sort().join(", ");
  said.push(`Enhet: personer. Kilde: Nav${codes ? `, ${codes}` : ""}${newest ? `, oppdatert ${newest.split("-").reverse().join(".")}` : ""}.`);
  byId("notes").textContent = said.join(" ");
}

async function show() {
  const mine = turn;
  const { measure, status, breakdown, member, month } = state();
  const { label, description } = tiltak.index.measures.find((one) => one.code === measure);
  const key = `${measure}.${breakdown}`;
  await load(`data/${key}.js`);
  if (mine !== turn) return;
  const table = { ...tiltak.tables[key], breakdown };
  const named = byId("member").selectedOptions[0]?.textContent ?? "";
  byId("title").textContent = [label, byId("status").selectedOptions[0].textContent,
    member === ALL ? `${byId("breakdown").selectedOptions[0].textContent.toLowerCase()}, ${words(Number(month))}` : named]
    .join(" · ");
  byId("description").textContent = description;
  byId("said").textContent = "";
  history.replaceState(null, "", `#${new URLSearchParams(state())}`);
  const cells = table.cells[`${status}/${member}`];
  if (member === ALL) await showMonth(table, Number(month));
  else if (cells) await showSeries(table, cells);
  else {
    byId("said").textContent = `Nav har ikke trykt ${label} for ${named} (${byId("status").selectedOptions[0].textContent}) i rapportene som er lest.`;
    byId("chart").replaceChildren();
    byId("numbers").querySelector("tbody").replaceChildren();
    byId("notes").textContent = "";
    seen = [];
  }
  if (mine !== turn) return;
  byId("csv").disabled = !seen.length;
  document.body.dataset.shown = location.hash;
}

function coverage(measure) {
  const rows = [];
  for (const [breakdown, status, months] of tiltak.index.coverage[measure]) {
    const row = element("tr");
    row.append(element("td", tiltak.index.breakdowns[breakdown].label),
      element("td", tiltak.index.statuses[status]), element("td", months));
    rows.push(row);
  }
  byId("coverage").querySelector("tbody").replaceChildren(...rows);
}

// Each choice offers what is printed of the one before; a choice that is there still is kept.
async function choose(changed, wanted = state()) {
  turn += 1;
  const mine = turn;
  const printed = tiltak.index.coverage[wanted.measure];
  if (changed === "measure") {
    coverage(wanted.measure);
    const statuses = Object.keys(tiltak.index.statuses).filter((code) => printed.some((row) => row[1] === code));
    fill(byId("status"), statuses.map((code) => ({ value: code, text: tiltak.index.statuses[code] })), wanted.status);
  }
  if (["measure", "status"].includes(changed)) {
    const breakdowns = Object.keys(tiltak.index.breakdowns)
      .filter((name) => printed.some((row) => row[0] === name && row[1] === byId("status").value));
    fill(byId("breakdown"), breakdowns.map((name) => ({ value: name, text: tiltak.index.breakdowns[name].label })), wanted.breakdown);
  }
  const breakdown = byId("breakdown").value;
  const key = `${wanted.measure}.${breakdown}`;
  await load(`data/${key}.js`);
  if (mine !== turn) return;
  const table = tiltak.tables[key], status = byId("status").value;
  if (changed !== "member" && changed !== "month") {
    const members = table.members.map((member, place) => ({ value: String(place), text: member.label }))
      .filter((member) => table.cells[`${status}/${member.value}`]);
    const isOne = breakdown === "country";
    byId("member-label").hidden = isOne;
    byId("member-word").textContent = tiltak.index.breakdowns[breakdown].word;
    fill(byId("member"), isOne ? members : [{ value: ALL, text: "alle, i én måned" }, ...members], wanted.member);
  }
  byId("month-label").hidden = byId("member").value !== ALL;
  if (changed !== "month") {
    const months = new Set();
    for (const [place, cells] of Object.entries(table.cells))
      if (place.startsWith(`${status}/`)) cells.forEach((cell, number) => cell && months.add(number));
    const newestFirst = [...months].sort((one, other) => other - one);
    fill(byId("month"), newestFirst.map((number) => ({ value: String(number), text: words(number) })), wanted.month);
  }
  await show();
}

tiltak.start = (index) => {
  tiltak.index = index;
  byId("newest").textContent = words(index.month_count - 1);
  byId("source").textContent = `Kilde: Navs rapporter om tiltaksdeltakere, lest av tiltak-varehuset ${index.built}. Nav står ikke bak denne siden.`;
  fill(byId("measure"), index.measures.filter((one) => index.coverage[one.code]).map(
    ({ code, label, level, group }) => ({ value: code, text: `${label} (${code})`, group: level === "group" ? "Grupper av tiltak" : group })));
  byId("breaks").replaceChildren(...index.breaks.map(({ month, names, text }) =>
    element("p", `Fra ${words(month)} (${names.join(", ")}): ${text}`)));
  byId("glossary").replaceChildren(...index.measures.flatMap(({ code, label, description }) =>
    [element("dt", `${label} (${code})`), element("dd", description)]));
  for (const name of ["measure", "status", "breakdown", "member", "month"])
    byId(name).addEventListener("change", () => choose(name));
  byId("choice").addEventListener("submit", (event) => event.preventDefault());
  byId("csv").addEventListener("click", saveCsv);
  window.addEventListener("hashchange", chooseByAddress);
  chooseByAddress();
};

// The choice is in the address, so that a link to it can be sent.
function chooseByAddress() {
  const asked = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (tiltak.index.coverage[asked.measure]) byId("measure").value = asked.measure;
  return choose("measure", { ...state(), ...asked, measure: byId("measure").value });
}
