// Tables of the matrix. Rows and columns are readers and tag types, or groups of them: all of one
// participant, or all of one model. A place of the table holds every cell that falls into it.
const rowLevels = ["participant", "model", "reader"];
const columnLevels = ["participant", "model", "tag_type"];

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

class Table {
  constructor(key, scenario) {
    this.key = key;
    this.scenario = scenario; // null: all of them
    this.rows = new Map(); // group -> { cells, columns: Map of group -> cells }
    this.columns = new Map(); // group -> cells
    this.cells = [];
  }

  add(row, column, cell) {
    if (!this.rows.has(row)) this.rows.set(row, { cells: [], columns: new Map() });
    const line = this.rows.get(row);
    if (!line.columns.has(column)) line.columns.set(column, []);
    if (!this.columns.has(column)) this.columns.set(column, []);
    line.cells.push(cell);
    line.columns.get(column).push(cell);
    this.columns.get(column).push(cell);
    this.cells.push(cell);
  }
}

// One table for each scenario under equal conditions, or a single one of all scenarios.
const makeTables = (report, cells, { rowLevel, columnLevel, together }) => {
  const tables = new Map();
  const rows = groupsOf(report, report.readers, rowLevel);
  const columns = groupsOf(report, report.tagTypes, columnLevel);
  for (const cell of cells) {
    const key = together ? "" : conditionsOf(cell);
    if (!tables.has(key)) tables.set(key, new Table(key, together ? null : cell));
    tables.get(key).add(rows.get(cell.reader), columns.get(cell.tag_type), cell);
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
