// The report, from the islands of the page. The core (event, cells) is read at once; runs come in
// pieces of their own and are unpacked when one is looked at. Long pieces are compressed.
const readIsland = async (node) => {
  if (node.type === "application/json") return JSON.parse(node.textContent);
  const packed = Uint8Array.from(atob(node.textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
};

const unpackTable = ({ members, rows }) =>
  rows.map((row) => {
    const one = {};
    for (let i = 0; i < members.length; ++i) one[members[i]] = row[i];
    return one;
  });

// Worst first: which verdict stands for several cells.
const verdicts = [
  "fail",
  "error",
  "inconclusive",
  "not_run",
  "pass_with_remark",
  "pass",
  "not_applicable",
  "none",
];
const symbols = {
  pass: "✓",
  pass_with_remark: "✓!",
  fail: "✗",
  inconclusive: "?",
  error: "E",
  not_applicable: "–",
  not_run: "…",
  none: "·",
};
const isSettled = (cell) => ["pass", "pass_with_remark", "fail"].includes(cell.verdict);
const isPassed = (cell) => cell.verdict === "pass" || cell.verdict === "pass_with_remark";
const wasRun = (cell) => cell.runs.length > 0;

const byId = (list) => new Map(list.map((one) => [one.id, one]));

class Report {
  constructor(core, pieces) {
    Object.assign(this, core);
    this.cells = unpackTable(core.cells);
    this.cells.forEach((cell, index) => {
      cell.index = index;
    });
    this.readers = byId(this.event.readers);
    this.tagTypes = byId(this.event.tag_types);
    this.scenarios = byId(this.event.scenarios);
    this.participants = byId(this.event.participants);
    for (const cell of this.cells) this.addUnknown(cell);
    this.runIndex = new Map(core.run_ids.map((id, index) => [id, index]));
    this.pieces = pieces;
    this.loaded = new Map();
  }

  // Cells may name what the event does not: it is shown by its id.
  addUnknown(cell) {
    const blank = { participant: "", vendor: "", model: "", claims: [] };
    if (!this.readers.has(cell.reader)) this.readers.set(cell.reader, { id: cell.reader, ...blank });
    if (!this.tagTypes.has(cell.tag_type)) {
      this.tagTypes.set(cell.tag_type, { id: cell.tag_type, protocol: "", ...blank });
    }
    if (!this.scenarios.has(cell.scenario)) {
      this.scenarios.set(cell.scenario, { id: cell.scenario, title: cell.scenario, references: [] });
    }
  }

  async run(id) {
    const index = this.runIndex.get(id);
    if (index === undefined) return null;
    const piece = Math.floor(index / this.runs_a_piece);
    if (!this.loaded.has(piece)) this.loaded.set(piece, readIsland(this.pieces[piece]));
    return (await this.loaded.get(piece))[index % this.runs_a_piece];
  }

  // What explains verdicts is stored in English: what it is in Chinese, once it is asked for.
  async loadSentences() {
    this.sentences ??= new Map(Object.entries(await readIsland(document.getElementById("sentences"))));
  }

  participantName(id) {
    return this.participants.get(id)?.name || id;
  }

  // A point of a sweep is called by the sweep and by its own setting.
  scenarioTitle(id) {
    const one = this.scenarios.get(id);
    const own = one?.title || id;
    if (!one?.sweep) return translated("scenario", id, "title", own);
    const title = translated("scenario", one.sweep.sweep, "title", null);
    return title === null ? own : t("scenario.point", { title, point: this.pointText(id) });
  }

  // The title of all points of a sweep together.
  familyTitle(id) {
    const one = this.scenarios.get(id);
    if (!one?.sweep) return this.scenarioTitle(id);
    const tail = `, ${one.sweep.text}`;
    const own = one.title?.endsWith(tail) ? one.title.slice(0, -tail.length) : one.sweep.sweep;
    return translated("scenario", one.sweep.sweep, "title", own);
  }

  pointText(id) {
    const { axis, text } = this.scenarios.get(id).sweep;
    return axis === "population" ? t(`population.${text}`) : text;
  }
}

const loadReport = async () =>
  new Report(await readIsland(document.getElementById("core")), [
    ...document.querySelectorAll("script.runs"),
  ]);
