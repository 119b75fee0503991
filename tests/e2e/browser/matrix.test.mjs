// The demo's matrix in a real browser, opened from disk: no console message, no network, every
// cell there, details on click and by keyboard, readable without scripts, a screenshot that is not
// empty. Usage: node matrix.test.mjs PLUGTEST_PROGRAM SCREENSHOT.png
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [program, screenshot] = process.argv.slice(2);
const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);

const skip = (why) => {
  console.log(`SKIPPED: ${why}`);
  process.exit(77);
};
if (!browserPath) skip("chromium is not installed");
const { chromium } = await import("playwright-core").catch(() =>
  skip("playwright-core is not installed (npm ci in tests/)"));

const folder = mkdtempSync(join(tmpdir(), "plugtest-browser-"));
let browser;
try {
  const demo = spawnSync(program, ["demo", "--out", "out"], { cwd: folder, encoding: "utf8" });
  assert.equal(demo.status, 0, demo.stdout + demo.stderr);
  const results = JSON.parse(readFileSync(join(folder, "out", "results.json"), "utf8"));
  const page = pathToFileURL(join(folder, "out", "matrix.html")).href;

  browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

  const open = async (options) => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
    const tab = await context.newPage();
    const complaints = [];
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(String(error)));
    tab.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) complaints.push(`loads ${request.url()}`);
    });
    await tab.goto(page);
    return { tab, complaints };
  };

  const everyCell = async (tab) => {
    for (const cell of results.cells) {
      const place = tab.locator(
        `section[data-scenario="${cell.scenario}"] tr[data-reader="${cell.reader}"] ` +
        `td[data-tag="${cell.tag_type}"]`);
      assert.equal(await place.count(), 1, `${cell.reader} x ${cell.tag_type} in ${cell.scenario}`);
      assert.equal(await place.getAttribute("data-verdict"), cell.verdict);
      const text = await place.innerText();
      assert.ok(text.includes(`${cell.k}/${cell.n}`), `'${text}' shows ${cell.k}/${cell.n}`);
    }
  };

  const { tab, complaints } = await open({});
  await everyCell(tab);
  await tab.screenshot({ path: screenshot, fullPage: true });
  assert.ok(statSync(screenshot).size > 20_000, "the screenshot shows something");

  // A click on a cell shows why, whose, and the way to its evidence.
  const failed = results.cells.find((cell) => cell.verdict === "fail");
  await tab.locator(`section[data-scenario="${failed.scenario}"] tr[data-reader="${failed.reader}"] ` +
    `td[data-tag="${failed.tag_type}"] a`).click();
  const dialog = tab.locator("dialog[open]");
  await dialog.waitFor({ state: "visible" });
  const shown = await dialog.innerText();
  assert.ok(shown.toLowerCase().includes(failed.attribution), shown);
  const links = await dialog.locator("a[href]").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(links.some((href) => href.replace("./", "").startsWith(failed.evidence[0])), links.join(" "));
  assert.ok(existsSync(join(folder, "out", failed.evidence[0])), "the evidence is where the page says");
  await tab.keyboard.press("Escape");
  assert.equal(await tab.locator("dialog[open]").count(), 0);

  // The filter leaves only what was asked for.
  await tab.locator('button[data-verdict="fail"]').first().click();
  const passing = tab.locator('td[data-verdict="pass"]');
  for (let i = 0; i < await passing.count(); ++i) {
    const dimmed = await passing.nth(i).evaluate((cell) =>
      cell.hidden || getComputedStyle(cell).display === "none" || Number(getComputedStyle(cell).opacity) < 1);
    assert.ok(dimmed, "a cell that does not fit the filter steps back");
  }
  assert.deepEqual(complaints, []);

  // Without scripts the table says the same.
  const plain = await open({ javaScriptEnabled: false });
  await everyCell(plain.tab);
  assert.deepEqual(plain.complaints, []);

  // On a phone nothing hangs over the edge.
  const narrow = await open({ viewport: { width: 390, height: 800 } });
  const overhang = await narrow.tab.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overhang <= 1, `the page is ${overhang} px wider than the screen`);
  console.log(`${results.cells.length} cells checked`);
} finally {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
}
