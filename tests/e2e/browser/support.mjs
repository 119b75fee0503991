// What the browser tests share: the program, a browser, pages that keep what they complain about.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const skip = (why) => {
  console.log(`SKIPPED: ${why}`);
  process.exit(77);
};

export const runProgram = (program, args, options = {}) =>
  spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28, ...options });

export const withFolder = async (work) => {
  const folder = mkdtempSync(join(tmpdir(), "plugtest-browser-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const writeResults = (folder, results) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "results.json"), JSON.stringify(results));
};

export const startBrowser = async () => {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  if (!executablePath) skip("chromium is not installed");
  const { chromium } = await import("playwright-core").catch(() =>
    skip("playwright-core is not installed (npm ci in tests/)"),
  );
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
};

// A page from disk, at an address of the report, once it is drawn.
export const openPage = async (browser, file, address = "", options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
  const tab = await context.newPage();
  const complaints = [];
  tab.on("console", (message) => complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  tab.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`loads ${request.url()}`);
  });
  await tab.goto(pathToFileURL(file).href + address);
  await tab.waitForSelector("body[data-ready]");
  return { tab, complaints, context };
};

export const goTo = async (tab, address) => {
  await tab.evaluate(
    (hash) =>
      new Promise((done) => {
        const before = location.href;
        addEventListener("hashchange", () => setTimeout(done), { once: true });
        location.hash = hash;
        if (location.href === before) done();
      }),
    address,
  );
};
