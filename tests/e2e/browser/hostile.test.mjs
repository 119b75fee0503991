// Text that people, files and readers put into names: markup, scripts, formulas, direction marks,
// control characters, ten megabytes. In every form it is shown as text and never executed.
// Usage: node hostile.test.mjs PLUGTEST_PROGRAM
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { madeUpEvent } from "./made_up_event.mjs";
import { goTo, openPage, runProgram, startBrowser, withFolder, writeResults } from "./support.mjs";

const [program] = process.argv.slice(2);
const attacks = [
  "<img src=x onerror=alert(1)>",
  "</script><script>alert(2)</script>",
  "<!--<script>",
  '=HYPERLINK("http://192.0.2.1","x")',
  "+1+cmd|' /C calc'!A0",
  "@SUM(1)",
  "-2+3",
  "\u202egnirts\u202c",
  "a\u0000b\u0007c\u001b[31m",
  "javascript:alert(3)",
  "${alert(4)}{{alert}}{{{alert}}}",
  "\"'`><svg/onload=alert(5)>",
  "%0d%0aSet-Cookie: x",
  "]]>&amp;<x>",
];
let next = 0;
const attack = () => attacks[next++ % attacks.length];

const browser = await startBrowser();
try {
  await withFolder(async (folder) => {
    const results = madeUpEvent({
      readers: 3,
      tags: 5,
      scenarios: 3,
      name: (kind, number) => `${kind}${number}${attack()}`,
      text: () => attack(),
    });
    for (const scenario of results.event.scenarios)
      Object.assign(scenario, { title: attack(), references: attacks, lane: attack() });
    for (const run of results.runs) {
      run.evidence = `../../${attack()}`;
      for (const extra of run.extras) extra.foreign = [attack()];
      for (const pass of run.passes) pass.missed = pass.missed.map(() => attack());
    }
    const note = "<script>alert(6)</script>=1+1 ".repeat(350_000);
    results.cells[0].override = { attribution: "placement", note, by: attack() };
    results.cells[0].detail = note;
    writeResults(join(folder, "in"), results);
    const done = runProgram(program, [
      "report",
      join(folder, "in"),
      "--format",
      "html,json,csv,xlsx,junit,txt",
      "--out",
      join(folder, "out"),
    ]);
    assert.equal(done.status, 0, done.stderr);
    assert.ok(statSync(join(folder, "out", "matrix.html")).size < 3_000_000, "ten megabytes are cut short");

    // The page: on every page of it nothing runs, nothing is loaded, the text is there as text.
    const { tab, complaints } = await openPage(browser, join(folder, "out", "matrix.html"));
    assert.ok((await tab.locator("h1").innerText()).length > 0);
    for (const address of [
      "#/matrix",
      "#/cell/0",
      "#/cell/7",
      "#/readers",
      `#/reader/${encodeURIComponent(results.event.readers[1].id)}`,
      "#/tags",
      "#/scenarios",
      "#/scenario/scenario-1",
      "#/standards",
      "#/reader/<img src=x onerror=alert(7)>",
      "#/matrix?text=<script>alert(8)</script>",
      "#/cell/__proto__",
      "#/constructor",
    ]) {
      await goTo(tab, address);
      await tab.waitForTimeout(100);
      assert.equal(await tab.locator("main img, main script, main iframe").count(), 0, address);
      const unsafe = await tab
        .locator("a[href]")
        .evaluateAll((all) =>
          all.map((a) => a.getAttribute("href")).filter((href) => !/^(#|\.\/)/.test(href)),
        );
      assert.deepEqual(unsafe, [], address);
    }
    assert.deepEqual(complaints, []);

    // CSV: no value that a spreadsheet would compute.
    const disarmed = readFileSync(join(folder, "out", "passes.csv"), "utf8");
    assert.match(disarmed, /"'[=+@-]/, "formulas were there, and are disarmed");
    for (const file of ["passes.csv", "pieces.csv", "reads.csv"]) {
      const text = readFileSync(join(folder, "out", file), "utf8");
      assert.ok(!/(^|,|\n)"?[=+@\t]/.test(text), `${file}: ${/.{20}(^|,|\n)"?[=+@\t].{20}/.exec(text)?.[0]}`);
      assert.ok(!/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/.test(text), file);
    }
    // xlsx: strings only, well-formed XML, no formula and no link.
    const sheets = spawnSync("unzip", ["-p", join(folder, "out", "report.xlsx")], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    }).stdout;
    assert.ok(sheets.length > 1000 && !/<f>|<hyperlink/.test(sheets));
    for (const file of ["junit.xml", "matrix.txt"]) {
      const text = readFileSync(join(folder, "out", file), "utf8");
      assert.ok(
        !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e]/.test(text),
        `${file}: control characters`,
      );
      assert.ok(!text.includes("<script>alert(2)") || file === "matrix.txt", file);
    }
    const wellFormed = await tab.evaluate(
      (text) =>
        new DOMParser().parseFromString(text, "application/xml").querySelector("parsererror") === null,
      readFileSync(join(folder, "out", "junit.xml"), "utf8"),
    );
    assert.ok(wellFormed, "JUnit is well-formed");
    console.log(`${attacks.length} kinds of hostile text in every form`);
  });
} finally {
  await browser.close();
}
