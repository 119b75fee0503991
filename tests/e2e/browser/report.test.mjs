// An event's report in a real browser, opened from disk: no console message, no network; what a new
// user asks is answered by the page alone; filter, sort, drill down, keyboard, languages, print.
// Usage: node report.test.mjs PLUGTEST_PROGRAM FOLDER_FOR_SCREENSHOTS
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { goTo, openPage, runProgram, skip, startBrowser, withFolder } from "./support.mjs";

const [program, screenshots] = process.argv.slice(2);
const browser = await startBrowser();
const axe = await import("axe-core").catch(() => skip("axe-core is not installed (npm ci in tests/)"));
mkdirSync(screenshots, { recursive: true });

/** The cells of all tables: one that is out of sight is built when it is scrolled to. */
const cellsOf = async (tab) => {
  const tables = tab.locator("section.matrix");
  for (let i = 0; i < (await tables.count()); ++i) {
    await tables.nth(i).scrollIntoViewIfNeeded();
    await tables.nth(i).locator("a.cell").first().waitFor();
  }
  return tab.locator("a.cell");
};

try {
  await withFolder(async (folder) => {
    const event = fileURLToPath(new URL("../two_readers.yaml", import.meta.url));
    const run = runProgram(program, ["run", event, "--expect", "--out", "out"], { cwd: folder });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    const out = join(folder, "out");
    const again = runProgram(program, ["report", out, "--compare", out, "--format", "html"]);
    assert.equal(again.status, 0, again.stderr);
    const page = join(out, "matrix.html");
    const results = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
    const failed = results.cells.filter((cell) => cell.verdict === "fail");
    const failedIndex = results.cells.indexOf(failed[0]);

    const { tab, complaints } = await openPage(browser, page);

    // What a new user asks: which pairs do not interoperate, why, what next.
    const overview = await tab.locator("main").innerText();
    for (const cell of failed) {
      assert.ok(
        overview.includes(cell.reader) && overview.includes(cell.tag_type),
        `${cell.reader} x ${cell.tag_type} is named`,
      );
    }
    assert.match(overview, /attributed to the reader/);
    assert.match(overview, /What to run next/);
    assert.match(overview, /fails with every tag type/i, "the planted fault is pointed out as a pattern");
    assert.match(overview, /virtual/);

    // Every cell is in the matrix, with its verdict and counts.
    await tab.getByRole("link", { name: "Matrix", exact: true }).click();
    const tables = tab.locator("section.matrix");
    const shownTables = await tables.count();
    assert.equal(shownTables, new Set(results.cells.map((cell) => cell.scenario)).size);
    for (let i = 0; i < shownTables; ++i) await tables.nth(i).scrollIntoViewIfNeeded();
    for (const [index, cell] of results.cells.entries()) {
      const place = tab.locator(`a.cell[href="#/cell/${index}"]`);
      assert.equal(await place.getAttribute("data-verdict"), cell.verdict);
      const text = await place.textContent();  // what is out of sight is not rendered
      assert.ok(text.includes(`${cell.k}/${cell.n}`), `${JSON.stringify(cell)} shows ${text}`);
    }

    // Filter: the others step back; the address says what is asked for.
    await tab.locator('button[data-verdict="fail"]').click();
    assert.match(await tab.evaluate(() => location.hash), /verdict=fail/);
    assert.equal(await tab.locator('td:not(.out) > a.cell[data-verdict="pass"]').count(), 0);
    assert.ok((await tab.locator('td:not(.out) > a.cell[data-verdict="fail"]').count()) > 0);
    await tab.getByRole("button", { name: "Show all" }).click();
    await tab.getByLabel("Search").fill(`${failed[0].reader} ${failed[0].tag_type}`);
    await tab.waitForFunction(() => /of/.test(document.querySelector(".filters output").textContent));
    assert.equal(
      await (await cellsOf(tab)).count(),
      results.cells.filter((cell) => cell.reader === failed[0].reader && cell.tag_type === failed[0].tag_type)
        .length,
    );

    // Sort: most failures first puts the planted reader on top. Levels: participants in place of readers.
    await goTo(tab, "#/matrix?row_order=failures");
    assert.equal(
      await tab.locator("section.matrix tbody th").first().locator("a").innerText(),
      failed[0].reader,
    );
    await goTo(tab, "#/matrix?rows=participant&columns=participant&together=1");
    const groups = results.event.participants.length;
    assert.equal(await (await cellsOf(tab)).count(), 4, `${groups} participants, two of them with readers`);
    await tab.locator("a.cell").first().click();
    assert.match(await tab.evaluate(() => location.hash), /participant=/, "a group opens one level below");

    // The level below: what each antenna read by itself, out of the runs' evidence.
    await goTo(tab, "#/matrix?rows=antenna");
    const antenna = tab.locator("section.matrix tbody tr").first();
    assert.match(await antenna.locator("th").innerText(), /alpha\s+antenna 1/);
    assert.match(
      await antenna.locator("a.cell").first().innerText(),
      /this antenna read \d+ of \d+ items, in \d+ reads/,
    );

    // The cross-hair follows the pointer.
    await goTo(tab, "#/matrix");
    await tab.locator("a.cell").first().hover();
    assert.ok((await tab.locator("th.hot").count()) >= 1);
    assert.ok(await tab.locator(".tooltip:not([hidden])").isVisible());

    // Drill down to the evidence.
    await goTo(tab, `#/cell/${failedIndex}`);
    await tab.locator(".passes button").first().waitFor();
    const cellText = await tab.locator("main").innerText();
    for (const word of [
      "Attributed to the reader",
      "Time to read",
      "Settings asked for and read back",
      "Do it again",
      "plugtest run",
    ]) {
      assert.ok(cellText.includes(word), `the cell's page says '${word}'`);
    }
    assert.ok((await tab.locator(".load .missed").count()) > 0, "missed pieces are drawn in their place");
    const href = await tab.locator("ul.files a").first().getAttribute("href");
    assert.ok(existsSync(join(out, decodeURIComponent(href))), "the evidence is where the page says");
    assert.ok((await tab.locator("canvas").count()) >= 4, "curves and histograms");

    // Keyboard alone: into the table, right, down, Enter.
    await goTo(tab, "#/matrix");
    await tab.locator('a.cell[tabindex="0"]').first().focus();
    const first = await tab.evaluate(() => document.activeElement.getAttribute("href"));
    await tab.keyboard.press("ArrowRight");
    const second = await tab.evaluate(() => document.activeElement.getAttribute("href"));
    assert.notEqual(second, first);
    await tab.keyboard.press("ArrowDown");
    assert.notEqual(await tab.evaluate(() => document.activeElement.getAttribute("href")), second);
    await tab.keyboard.press("Enter");
    await tab.waitForFunction(() => location.hash.startsWith("#/cell/"));
    // The page is drawn after its address has changed.
    await tab.waitForFunction(() => document.activeElement.id === "main").catch(() => {});
    assert.equal(
      await tab.evaluate(() => document.activeElement.id),
      "main",
      "focus follows to the new page",
    );

    // The other language, everywhere, with its own numbers; and back.
    await tab.getByRole("button", { name: "中文" }).click();
    assert.equal(await tab.evaluate(() => document.documentElement.lang), "zh-CN");
    assert.match(await tab.locator("main").innerText(), /结果/);
    await tab.getByRole("button", { name: "English" }).click();

    // What explains a verdict is Chinese on the Chinese page, but for what is quoted: ids.
    const chinese = await openPage(browser, page, "?lang=zh");
    const ids = new Set(
      [...results.event.readers, ...results.event.tag_types].map((one) => one.id),
    );
    for (const [index, cell] of results.cells.entries()) {
      if (!cell.detail) continue;
      await goTo(chinese.tab, `#/cell/${index}`);
      const { ours, quoted } = await chinese.tab.locator("blockquote").evaluate((node) => {
        const parts = [...node.querySelectorAll('[lang="en"]')];
        const texts = parts.map((part) => part.textContent);
        for (const part of parts) part.remove();
        return { ours: node.textContent, quoted: texts };
      });
      assert.match(ours, /[\u4e00-\u9fff]/, cell.detail);
      assert.doesNotMatch(ours.replaceAll("UII", ""), /[A-Za-z]/, cell.detail);
      for (const text of quoted) assert.ok(ids.has(text) || /^[\w-]+$/.test(text), text);
    }
    assert.deepEqual(chinese.complaints, []);
    await chinese.context.close();

    // Pages, light and dark, wide and narrow, both languages: no overhang, no serious complaint of
    // axe, no key without its text, a picture of each.
    const pages = {
      overview: "#/",
      matrix: "#/matrix",
      dense: "#/matrix?dense=1&together=1",
      antennas: "#/matrix?rows=antenna",
      cell: `#/cell/${failedIndex}`,
      scenarios: "#/scenarios",
      scenario: `#/scenario/${encodeURIComponent(failed[0].scenario)}`,
      readers: "#/readers",
      reader: `#/reader/${failed[0].reader}`,
      tags: "#/tags",
      tag: `#/tag/${failed[0].tag_type}`,
      standards: "#/standards",
      comparison: "#/comparison",
    };
    for (const [lang, theme, width] of [
      ["en", "light", 1400],
      ["en", "dark", 1400],
      ["en", "light", 390],
      ["zh", "light", 1400],
      ["zh", "dark", 390],
    ]) {
      const view = await openPage(browser, page, `?lang=${lang}`, {
        viewport: { width, height: 900 },
        colorScheme: theme,
      });
      for (const [name, address] of Object.entries(pages)) {
        await goTo(view.tab, address);
        if (name === "cell") await view.tab.locator(".passes button").first().waitFor();
        await view.tab.evaluate(
          () =>
            new Promise((done) => {
              requestAnimationFrame(() => requestAnimationFrame(done));
            }),
        );
        const overhang = await view.tab.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(overhang <= 1, `${name}, ${width} px: ${overhang} px wider than the screen`);
        const keys = Object.keys(JSON.parse(await view.tab.locator("#strings").textContent()).en);
        const shown = new Set((await view.tab.evaluate(() => document.body.innerText)).split(/\s+/));
        assert.deepEqual(
          keys.filter((key) => key.includes(".") && shown.has(key)),
          [],
          `${name}, ${lang}: a key in place of its text`,
        );
        await view.tab.evaluate(axe.default.source);
        const { violations } = await view.tab.evaluate(() =>
          globalThis.axe.run(document, { resultTypes: ["violations"] }),
        );
        const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact));
        assert.deepEqual(
          serious.map(
            (one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].any[0]?.message ?? ""}`,
          ),
          [],
          `${name}, ${lang}, ${theme}, ${width} px`,
        );
        await view.tab.screenshot({
          path: join(screenshots, `${name}-${lang}-${theme}-${width}.png`),
          fullPage: true,
        });
      }
      assert.deepEqual(view.complaints, []);
      await view.context.close();
    }

    // Print: the whole report to a PDF.
    await goTo(tab, "#/print");
    const pdf = await tab.pdf({ path: join(screenshots, "report.pdf") });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok(statSync(join(screenshots, "report.pdf")).size > 30_000);
    assert.deepEqual(complaints, []);
    console.log(`${results.cells.length} cells checked; screenshots: ${screenshots}`);
  });
} finally {
  await browser.close();
}
