// What the page finds in a matrix, without a browser: the planted causes of a made-up event are
// pointed out as what they are, and nothing else is. Usage: node patterns.test.mjs PAGE_FOLDER
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { madeUpEvent } from "./made_up_event.mjs";

const [folder] = process.argv.slice(2);
const script = [
  "core/data.js",
  "model/filter.js",
  "model/levels.js",
  "model/patterns.js",
  "model/next_steps.js",
]
  .map((file) => readFileSync(join(folder, file), "utf8"))
  .join("");
const page = new Function(
  "locale",
  "translated",
  "t",
  `"use strict"; ${script}
  return {
    Report, findPatterns, cellFilter, makeTables, nextStep, ordered, conditionsOf, partsOf, antennaSums,
  };`,
)(
  () => "en",
  (kind, id, member, own) => own,
  (key) => key,
);

const asReport = (results) => {
  const members = [...new Set(results.cells.flatMap(Object.keys))];
  return new page.Report(
    {
      ...results,
      run_ids: results.runs.map((run) => run.id),
      runs_a_piece: 128,
      cells: { members, rows: results.cells.map((cell) => members.map((member) => cell[member])) },
    },
    [],
  );
};

const report = asReport(madeUpEvent({ readers: 6, tags: 8, scenarios: 9 }));
const patterns = page.findPatterns(report);
const found = (kind) => patterns.filter((one) => one.kind === kind);

assert.deepEqual(
  found("fails_with_every_reader").map((one) => one.subject),
  ["tag-03"],
);
assert.equal(found("fails_with_every_reader")[0].scenarios.length, 9, "one finding for all scenarios");
assert.ok(
  found("fails_with_every_tag").some((one) => one.subject === "reader-02" && one.scenarios.length === 9),
);
for (const one of found("fails_with_every_tag")) {
  assert.ok(one.subject === "reader-02" || one.scenarios.every((id) => id === "belt-speed@2.5"), one.subject);
}
assert.ok(found("only_pair").some((one) => one.reader === "reader-03" && one.subject === "tag-02"));
const fast = found("only_above").filter((one) => one.reader === "reader-04");
assert.ok(fast.length > 0 && fast.every((one) => one.value === "2 m/s"), "passes up to 2 m/s");
for (const pattern of patterns.filter((one) => one.kind.startsWith("fails_with"))) {
  assert.ok(
    pattern.cells.every((cell) => cell.verdict === "fail"),
    "a pattern never holds what it does not say",
  );
}

// An event without a fault has no pattern of failure.
const clean = madeUpEvent({ readers: 3, tags: 4, scenarios: 2 });
for (const cell of clean.cells) if (cell.verdict === "fail") cell.verdict = "pass";
assert.deepEqual(
  page.findPatterns(asReport(clean)).filter((one) => one.kind !== "retried"),
  [],
);

// Only mixed: the same scenario by itself passes.
const mixed = madeUpEvent({ readers: 2, tags: 2, scenarios: 1 });
mixed.cells = mixed.cells.flatMap((cell) => [
  { ...cell, verdict: "pass", population: "single" },
  { ...cell, verdict: cell.tag_type === "tag-01" ? "fail" : "pass", population: "mixed" },
]);
assert.deepEqual(
  page
    .findPatterns(asReport(mixed))
    .filter((one) => one.kind === "only_mixed")
    .map((one) => [one.reader, one.subject])
    .sort(),
  [
    ["reader-01", "tag-01"],
    ["reader-02", "tag-01"],
  ],
);

// Filters are exact, alone and together; levels lose no cell.
const all = report.cells;
const fits = (filter) => all.filter(page.cellFilter(report, filter));
assert.equal(fits({}).length, all.length);
assert.equal(fits({ verdict: "fail" }).length, all.filter((cell) => cell.verdict === "fail").length);
assert.equal(
  fits({ verdict: "fail,inconclusive", reader: "reader-01" }).length,
  all.filter((cell) => ["fail", "inconclusive"].includes(cell.verdict) && cell.reader === "reader-01").length,
);
assert.equal(fits({ text: "reader-01 TAG-02" }).length, 9);
assert.equal(fits({ text: "no such thing" }).length, 0);
for (const rowLevel of ["participant", "model", "reader"]) {
  for (const columnLevel of ["participant", "model", "tag_type"]) {
    const tables = page.makeTables(report, all, { rowLevel, columnLevel });
    assert.equal(
      tables.reduce((sum, table) => sum + table.cells.length, 0),
      all.length,
    );
  }
}

// Every cell that is not settled or failed has a next step; a pass has none.
for (const cell of all) {
  assert.equal(
    page.nextStep(cell) !== null,
    ["fail", "inconclusive", "not_run", "error"].includes(cell.verdict),
    cell.verdict,
  );
}
console.log(`${patterns.length} patterns in ${all.length} cells`);

// The levels below the cells: all points of a sweep in one table, and a row for each antenna.
const sweep = report.cells.filter((cell) => cell.scenario.startsWith("belt-speed@") && cell.policy === "common");
const points = page.makeTables(report, sweep, { rowLevel: "reader", columnLevel: "point" });
assert.ok(points.length < new Set(sweep.map(page.conditionsOf)).size, "tables of points are put together");
assert.equal(
  points.reduce((sum, table) => sum + table.cells.length, 0),
  sweep.length,
);
for (const table of points) {
  for (const [column, cells] of table.columns) {
    const [tag, point] = page.partsOf(column);
    assert.ok(
      cells.every(
        (cell) => cell.tag_type === tag && report.scenarios.get(cell.scenario).sweep.text === point,
      ),
    );
  }
}
const [one, other] = report.cells.filter((cell) => cell.runs.length > 0 && cell.reader === "reader-01");
one.antennas = { items: 10, ports: [[1, 30, 9], [2, 4, 3]] };
other.antennas = { items: 10, ports: [[2, 5, 5]] };
const [table] = page.makeTables(report, [one, other], {
  rowLevel: "antenna",
  columnLevel: "tag_type",
  together: true,
});
assert.deepEqual([...table.rows.keys()].map(page.partsOf), [
  ["reader-01", "1"],
  ["reader-01", "2"],
]);
assert.equal(table.cells.length, 2, "a cell counts once, in however many rows it stands");
assert.deepEqual(page.antennaSums([one, other], "2"), { items: 20, reads: 9, read: 8 });
assert.equal(page.antennaSums([one], "3"), null);
