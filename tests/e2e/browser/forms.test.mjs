// plugtest report in every form and view: the JSON fits its schema, views show no name of others,
// hostile text stays text. Usage: node forms.test.mjs PLUGTEST_PROGRAM SCHEMA
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { madeUpEvent } from "./made_up_event.mjs";
import { runProgram, skip, withFolder, writeResults } from "./support.mjs";

const [program, schemaFile] = process.argv.slice(2);
const { default: Ajv } = await import("ajv/dist/2020.js").catch(() =>
  skip("ajv is not installed (npm ci in tests/)"),
);

const report = (results, ...options) => {
  const done = runProgram(program, ["report", results, ...options]);
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim().split("\n");
};

// All that a form says, also what is packed in it.
const textOf = (file) => {
  const bytes = readFileSync(file);
  if (file.endsWith(".xlsx"))
    return spawnSync(
      "unzip",
      ["-p", file, "xl/worksheets/*", "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/*"],
      { encoding: "utf8", maxBuffer: 1 << 28 },
    ).stdout;
  const text = bytes.toString("utf8");
  if (!file.endsWith(".html")) return text;
  return (
    text +
    [...text.matchAll(/type="application\/gzip">([^<]*)</g)]
      .map((one) => gunzipSync(Buffer.from(one[1], "base64")).toString("utf8"))
      .join("")
  );
};

await withFolder(async (folder) => {
  // The demo has evidence; its report fits the schema, in every view.
  const demo = runProgram(program, ["demo", "--out", "demo"], { cwd: folder });
  assert.equal(demo.status, 0, demo.stderr);
  const out = join(folder, "demo");
  const validate = new Ajv({ strict: false, allErrors: true }).compile(
    JSON.parse(readFileSync(schemaFile, "utf8")),
  );
  const key = join(folder, "codes.key");
  for (const [view, ...options] of [
    ["organizer"],
    ["public", "--key", key],
    ["participant:R2", "--key", key],
  ]) {
    const to = join(folder, view.replace(":", "-"));
    report(
      out,
      "--format",
      "html,json,csv,xlsx,junit,txt",
      "--view",
      view,
      ...options,
      "--compare",
      out,
      "--out",
      to,
    );
    const json = JSON.parse(readFileSync(join(to, "report.json"), "utf8"));
    assert.ok(validate(json), `${view}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    assert.ok(
      json.runs.every((run) => run.detail),
      `${view}: details come from the evidence`,
    );
    assert.equal(
      json.comparison.changes.every((change) => change.transition === "same"),
      true,
    );
  }
  assert.equal(statSync(key).mode & 0o77, 0, "the key file is its owner's alone");

  // What is for others is never put beside the evidence, whatever its folder is called.
  for (const beside of [out, `${out}/`, join(out, "runs", "..") + "/."]) {
    const refused = runProgram(program, ["report", out, "--view", "public", "--key", key, "--out", beside]);
    assert.equal(refused.status, 2, beside);
    assert.match(refused.stderr, /name a folder of its own/);
  }
  // The results may be named by their file, in the folder where one is.
  const here = runProgram(program, ["report", "results.json", "--format", "txt"], { cwd: out });
  assert.equal(here.status, 0, here.stderr);

  // Codes are stable, and another key gives others.
  const codesOf = (to) =>
    JSON.parse(readFileSync(join(folder, to, "report.json"), "utf8")).event.readers.map((one) => one.id);
  report(out, "--format", "json", "--view", "public", "--key", key, "--out", join(folder, "again"));
  assert.deepEqual(codesOf("again"), codesOf("public"));
  report(
    out,
    "--format",
    "json",
    "--view",
    "public",
    "--key",
    join(folder, "other.key"),
    "--out",
    join(folder, "another"),
  );
  assert.notDeepEqual(codesOf("another"), codesOf("public"));

  // The raw log has a row for each tag report that was counted, and more.
  const results = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
  const rows = readFileSync(join(folder, "organizer", "reads.csv"), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const reports = results.runs.flatMap((run) => run.passes).reduce((sum, pass) => sum + pass.reports, 0);
  assert.equal(rows.filter((line) => line.includes(",true,expected,")).length, reports);
  const passes = readFileSync(join(folder, "organizer", "passes.csv"), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  assert.equal(passes.length, results.runs.flatMap((run) => run.passes).length);

  // What is not public of the demo: ids, makers, models, evidence, UIIs, station.
  const pieces = readFileSync(join(folder, "organizer", "pieces.csv"), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",")[9]);
  const secrets = [
    ...results.event.readers.flatMap((one) => [one.id, one.vendor]),
    ...results.event.tag_types.flatMap((one) => [one.id, one.vendor, one.model]),
    ...results.event.participants.map((one) => one.name),
    ...results.cells.flatMap((one) => one.evidence),
    ...results.runs.map((one) => one.id),
    ...pieces.slice(0, 50),
    "piece-0001",
  ];
  for (const file of readdirSync(join(folder, "public"))) {
    const text = textOf(join(folder, "public", file)).replaceAll(
      /<script>[^]*?<\/script>|<style>[^]*?<\/style>/g,
      "",
    );
    for (const secret of new Set(secrets)) {
      const word = new RegExp(`(?<![\\w-])${secret.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`);
      assert.ok(!word.test(text), `public ${file} says '${secret}'`);
    }
  }

  // A made-up event with a mark of its own in every field: in the public view none is left, in a
  // participant's view those of its own only.
  let marks = 0;
  const owned = new Map();
  const event = madeUpEvent({
    readers: 4,
    tags: 4,
    scenarios: 2,
    name: (kind, number) => `zqx${kind}${number}`,
    text: (own) => `${own} zqxmark${marks++}`,
  });
  event.event.title = "Open event";
  for (const scenario of event.event.scenarios) scenario.objective = "Open.";
  for (const run of event.runs) {
    run.evidence = `runs/zqxpath${marks++}`;
    for (const extra of run.extras) extra.stray = ["3035307b2831b383e019a8d2"];
    for (const pass of run.passes) pass.missed = pass.missed.map((piece) => `zqx${piece}`);
  }
  for (const cell of event.cells)
    cell.evidence = cell.runs.map((id) => event.runs.find((run) => run.id === id).evidence);
  for (const scenario of event.event.scenarios) scenario.lane = `zqxlane${marks++}`;
  const marked = join(folder, "marked");
  writeResults(marked, event);
  const forms = "html,json,csv,xlsx,junit,txt";
  report(marked, "--format", forms, "--view", "public", "--key", key, "--out", join(folder, "marked-public"));
  for (const file of readdirSync(join(folder, "marked-public"))) {
    const text = textOf(join(folder, "marked-public", file));
    assert.ok(!text.includes("zqx"), `public ${file}: ${/.{30}zqx.{30}/.exec(text)?.[0]}`);
    assert.ok(!text.includes("3035307b"), `public ${file}: a UII`);
  }
  const own = event.event.participants[0];
  report(
    marked,
    "--format",
    forms,
    "--view",
    `participant:${own.id}`,
    "--key",
    key,
    "--out",
    join(folder, "marked-own"),
  );
  const mine = new Set([own.id, ...own.name.match(/zqxmark\d+/g)]);
  for (const one of event.event.readers.filter((reader) => reader.participant === own.id)) {
    for (const mark of JSON.stringify(one).match(/zqx[\w-]*/g)) mine.add(mark);
    for (const run of event.runs.filter((each) => each.reader === one.id))
      for (const mark of JSON.stringify(run.identity).match(/zqx[\w-]*/g)) mine.add(mark);
  }
  for (const file of readdirSync(join(folder, "marked-own"))) {
    const text = textOf(join(folder, "marked-own", file));
    const others = [...new Set(text.match(/zqx[\w-]*/g) ?? [])].filter((mark) => !mine.has(mark));
    assert.deepEqual(others, [], `a participant's ${file}`);
  }
  assert.ok(
    textOf(join(folder, "marked-own", "report.json")).includes(event.event.readers[0].id),
    "its own reader is named",
  );

  // A view for others is never put beside the evidence, and has to have a key.
  assert.equal(runProgram(program, ["report", out, "--view", "public", "--key", key]).status, 2);
  assert.equal(
    runProgram(program, ["report", out, "--view", "public", "--out", join(folder, "x")]).status,
    2,
  );
  assert.equal(
    runProgram(program, [
      "report",
      out,
      "--view",
      "participant:nobody",
      "--key",
      key,
      "--out",
      join(folder, "x"),
    ]).status,
    2,
  );
  assert.equal(runProgram(program, ["report", out, "--format", "docx"]).status, 2);
  assert.equal(runProgram(program, ["report", out, "--lang", "fr"]).status, 2);

  // Without Chromium a PDF is a clear refusal.
  const without = runProgram(program, ["report", out, "--format", "pdf", "--out", join(folder, "pdf")], {
    env: { ...process.env, PATH: "/nowhere" },
  });
  assert.equal(without.status, 2);
  assert.match(without.stderr, /install the package 'chromium'/);
  assert.deepEqual(readdirSync(join(folder, "pdf")), [], "nothing half-written is left");
  if (existsSync("/usr/bin/chromium")) {
    report(out, "--format", "pdf", "--lang", "zh", "--out", join(folder, "pdf"));
    assert.equal(
      readFileSync(join(folder, "pdf", "report.pdf"))
        .subarray(0, 5)
        .toString(),
      "%PDF-",
    );
  }
  console.log("forms and views checked");
});
