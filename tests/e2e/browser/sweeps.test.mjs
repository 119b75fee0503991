// Physics that anyone can check, as curves in the report: along every sweep of the library that
// changes one thing, the share of items, the order of neighbours or the stray reads go the way that
// they must, and the page draws it with the figures behind it.
// Usage: node sweeps.test.mjs PLUGTEST_PROGRAM
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPage, runProgram, startBrowser, withFolder } from "./support.mjs";

const [program] = process.argv.slice(2);

// Which way the share of identified items goes from the first point to the last.
const sweeps = {
  "conveyor-speed": "falls",
  "gate-distance": "falls",
  "cable-loss": "falls",
  "power-sweep": "rises",
  "tray-stack": "rises", // thicker and thicker
  "sack-population": "falls",
  "parcel-pitch": null,
  "two-doors": null,
};
// The deafest tag of 2009 for all but the population: there the messages of Type D are what is long.
const event = (tag, scenarios) => `plugtest: 1
event: {id: sweeps, title: Every sweep that changes one thing, rig: lab, seed: 3}
region: china-2007
readers:
  - {id: alpha, claims: [type-c, type-d], virtual: {family: llrp, profile: dual-4port}}
tag_types: [${tag}]
scenarios: [${scenarios.join(", ")}]
`;

const browser = await startBrowser();

const curvesOf = async (tab) =>
  tab.locator("figure.chart canvas").evaluateAll((all) =>
    all.map((canvas) => {
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      return {
        title: canvas.closest("figure").querySelector("figcaption").textContent,
        drawn: pixels.some((value) => value !== 0),
      };
    }),
  );

try {
  await withFolder(async (folder) => {
    const runs = { "c-2009-c": Object.keys(sweeps).filter((one) => one !== "sack-population") };
    runs["d-2009-ipx-64"] = ["sack-population"];
    for (const [tag, scenarios] of Object.entries(runs)) {
      writeFileSync(join(folder, `event-${tag}.yaml`), event(tag, scenarios));
      const run = runProgram(program, ["run", `event-${tag}.yaml`, "--out", tag], { cwd: folder });
      assert.ok([0, 1, 3].includes(run.status), run.stdout + run.stderr);
      const results = JSON.parse(readFileSync(join(folder, tag, "results.json"), "utf8"));
      const { tab, complaints, context } = await openPage(browser, join(folder, tag, "matrix.html"));
      for (const sweep of scenarios) {
        const cells = results.cells.filter((cell) => cell.scenario.startsWith(`${sweep}@`));
        assert.ok(cells.length >= 5, `${sweep} has five points at least`);
        for (const cell of cells) assert.ok(cell.n >= 10, `${cell.scenario} has ten passes at least`);
        const rates = cells.map((cell) => cell.identified / cell.expected);
        if (sweeps[sweep] === "falls") assert.ok(rates[0] - rates.at(-1) > 0.1, `${sweep}: ${rates}`);
        if (sweeps[sweep] === "rises") assert.ok(rates.at(-1) - rates[0] > 0.1, `${sweep}: ${rates}`);

        await tab.evaluate((to) => (location.hash = to), `#/scenario/${cells[0].scenario}`);
        await tab.locator("figure.chart canvas").first().waitFor();
        const wanted =
          sweep === "parcel-pitch" ? "Order of neighbours" : sweep === "two-doors" ? "Stray reads" : null;
        if (wanted) await tab.locator("figcaption", { hasText: wanted }).waitFor();
        await tab.waitForTimeout(100); // charts are drawn in the next frame
        const curves = await curvesOf(tab);
        assert.ok(curves.length >= (wanted ? 2 : 1), sweep);
        for (const curve of curves) assert.ok(curve.drawn, `${sweep}: ${curve.title} is drawn`);
        const numbers = await tab.locator("details.numbers").first().textContent();
        for (const cell of cells) assert.ok(numbers.includes(`${cell.k}/${cell.n}`), `${sweep}: ${numbers}`);
      }
      // The matrix has a table for each sweep; a strip of verdicts in it opens the curve of its pair.
      await tab.evaluate(() => (location.hash = "#/matrix"));
      await tab.locator("section.matrix .points").first().waitFor();
      assert.equal(await tab.locator("section.matrix").count(), scenarios.length);
      const strip = tab.locator("a.cell", { has: tab.locator(".points") }).first();
      const own = results.cells.filter((cell) => cell.scenario.startsWith(`${scenarios[0]}@`));
      assert.equal(await strip.locator(".points i").count(), own.length);
      const said = await strip.innerText();
      for (const cell of own) {
        const { text } = results.event.scenarios.find((one) => one.id === cell.scenario).sweep;
        assert.ok(said.includes(text), `${text} is said: ${said}`);
      }
      await strip.click();
      const chosen = tab.locator('button.spark[aria-pressed="true"]');
      await chosen.waitFor();
      assert.match(await chosen.getAttribute("aria-label"), new RegExp(`^alpha × ${tag}: `));
      await tab.evaluate(() => (location.hash = "#/matrix?sweeps=apart"));
      await tab.waitForFunction(
        (count) => document.querySelectorAll("section.matrix").length === count,
        new Set(results.cells.map((cell) => cell.scenario)).size,
      );
      assert.deepEqual(complaints, []);
      await context.close();

      const of = (sweep) => results.runs.filter((run) => run.scenario.startsWith(`${sweep}@`));
      const inOrder = (sweep) =>
        results.event.scenarios.filter((one) => one.sweep?.sweep === sweep).map((one) => one.id);
      if (scenarios.includes("parcel-pitch")) {
        const right = inOrder("parcel-pitch").map(
          (id) =>
            of("parcel-pitch")
              .find((run) => run.scenario === id)
              .order.find((one) => one.estimator === "rssi_peak").right,
        );
        assert.ok(right.at(-1) > right[0], `the wider the pitch, the surer the order: ${right}`);
      }
      if (scenarios.includes("two-doors")) {
        const strays = inOrder("two-doors").map((id) =>
          of("two-doors")
            .find((run) => run.scenario === id)
            .extras.reduce((sum, pass) => sum + pass.stray.length, 0),
        );
        assert.ok(strays[0] > 0 && strays.at(-1) === 0, `strays vanish with distance: ${strays}`);
      }
    }
  });
} finally {
  await browser.close();
}
console.log("ok");
