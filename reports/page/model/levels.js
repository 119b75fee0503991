// Tables of the matrix. Rows and columns are readers and tag types, or groups of them: all of one
// participant, or all of one model. A place of the table holds every cell that falls into it.
// The last levels lie below the cells: what each antenna of a reader did, and the points of a sweep (tag
// orientations, speeds, powers) side by side.
const rowLevels = ["participant", "model", "reader", "antenna"];
const columnLevels = ["participant", "model", "tag_type", "point"];

const groupOf = (report, one, level) => {
  if (level !== "participant" && level !== "model") return one.id;
  if (level === "participant") return one.participant || one.id;
  return [one.vendor, one.model].filter(Boolean).join(" ") || one.id;
};

// From an id to its group, each worked out once: a large event asks for every cell.
const groupsOf = (report, equipment, level) =>
  new Map([...equipment].map(([id, one]) => [id, groupOf(report, one, level)]));

// The conditions under which cells may stand in one table: a plan, or as good as one.
const conditionsOf = (cell) =>
  (cell.conditions ??= [cell.scenario, cell.population, cell.policy, cell.region, cell.official].join(
    "\u0000",
  ));

// A group below another: an antenna of a reader, a point of a sweep with a tag type.
const nested = (...parts) => parts.join("\u0000");
const partsOf = (group) => group.split("\u0000");

const sweepOf = (report, cell) => report.scenarios.get(cell.scenario).sweep;

// Where cells go, with the points of a sweep in one table, folded into one place or side by side: to which table, into which rows (one for each antenna that the reader told of; none when
// there was no run) and into which column of it.
const placing = (report, { rowLevel, columnLevel, together, folded }) => {
  const rows = groupsOf(report, report.readers, rowLevel);
  const columns = groupsOf(report, report.tagTypes, columnLevel);
  const points = columnLevel === "point";
  const ports = (cell) => cell.antennas?.ports.map(([port]) => port) ?? (wasRun(cell) ? [""] : []);
  const alike = (cell) =>
    nested(sweepOf(report, cell).sweep, cell.population, cell.policy, cell.region, cell.official);
  return {
    keyOf: (cell) => {
      if (together) return "";
      return (points || folded) && sweepOf(report, cell) ? alike(cell) : conditionsOf(cell);
    },
    rowsOf: (cell) =>
      rowLevel === "antenna"
        ? ports(cell).map((port) => nested(cell.reader, port))
        : [rows.get(cell.reader)],
    columnOf: (cell) =>
      points && sweepOf(report, cell)
        ? nested(cell.tag_type, sweepOf(report, cell).text)
        : columns.get(cell.tag_type),
  };
};

// What one antenna did in some cells: items to be read, reads, items that it read. Null when no reader
// told.
const antennaSums = (cells, port) => {
  const sums = { items: 0, reads: 0, read: 0 };
  for (const { antennas } of cells) {
    const own = antennas?.ports.find(([one]) => String(one) === port);
    if (!own) continue;
    sums.items += antennas.items;
    sums.reads += own[1];
    sums.read += own[2];
  }
  return sums.items > 0 ? sums : null;
};

class Table {
  constructor(key, scenario) {
    this.key = key;
    this.scenario = scenario; // null: all of them
    this.rows = new Map(); // group -> { cells, columns: Map of group -> cells }
    this.columns = new Map(); // group -> cells
    this.cells = [];
  }

  add(rows, column, cell) {
    if (rows.length === 0) return;
    if (!this.columns.has(column)) this.columns.set(column, []);
    this.columns.get(column).push(cell);
    this.cells.push(cell);
    for (const row of rows) {
      if (!this.rows.has(row)) this.rows.set(row, { cells: [], columns: new Map() });
      const line = this.rows.get(row);
      if (!line.columns.has(column)) line.columns.set(column, []);
      line.cells.push(cell);
      line.columns.get(column).push(cell);
    }
  }
}

// One table for each scenario under equal conditions, or a single one of all scenarios.
const makeTables = (report, cells, levels) => {
  const tables = new Map();
  const { keyOf, rowsOf, columnOf } = placing(report, levels);
  for (const cell of cells) {
    const key = keyOf(cell);
    if (!tables.has(key)) tables.set(key, new Table(key, levels.together ? null : cell));
    tables.get(key).add(rowsOf(cell), columnOf(cell), cell);
  }
  return [...tables.values()];
};

const failures = (cells) => cells.filter((cell) => cell.verdict === "fail").length;
const successShare = (cells) => {
  const n = cells.reduce((sum, cell) => sum + cell.n, 0);
  return n > 0 ? cells.reduce((sum, cell) => sum + cell.k, 0) / n : 1;
};

// The groups of a table, a Map from group to cells, in the order asked for.
const ordered = (groups, order) => {
  const names = [...groups.keys()];
  if (order === "name") return names.sort((a, b) => a.localeCompare(b, locale()));
  const rank = { failures: (cells) => -failures(cells), share: successShare }[order];
  if (!rank) return names;
  const ranks = new Map(names.map((group) => [group, rank(groups.get(group).cells ?? groups.get(group))]));
  return names.sort((a, b) => ranks.get(a) - ranks.get(b));
};

const worstVerdict = (cells) => verdicts.find((verdict) => cells.some((cell) => cell.verdict === verdict));
const countVerdicts = (cells) => {
  const counts = new Map(verdicts.map((verdict) => [verdict, 0]));
  for (const cell of cells) counts.set(cell.verdict, counts.get(cell.verdict) + 1);
  return [...counts].filter(([, count]) => count > 0);
};
