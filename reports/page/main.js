// Pages by address, the bar on top, language, light and dark.
const pages = {
  "": overviewPage,
  matrix: matrixPage,
  cell: cellPage,
  readers: (report) => equipmentList(report, "reader"),
  reader: (report, id) => equipmentPage(report, "reader", id),
  tags: (report) => equipmentList(report, "tag"),
  tag: (report, id) => equipmentPage(report, "tag", id),
  scenarios: scenarioList,
  scenario: scenarioPage,
  comparison: comparisonPage,
  standards: standardsPage,
};
const navigation = [
  ["", "overview"],
  ["matrix", "matrix"],
  ["scenarios", "scenarios"],
  ["readers", "readers"],
  ["tags", "tags"],
  ["standards", "standards"],
  ["comparison", "comparison"],
];
const parents = { cell: "matrix", reader: "readers", tag: "tags", scenario: "scenarios" };

// Everything on one page, to be printed: what the PDF is made from.
pages.print = (report) => {
  const box = pairTables(report, report.cells, { folded: true, drawn: Infinity });
  const part = (content) => h("div.part", {}, content);
  return [
    part(overviewPage(report)),
    part([h("h1", {}, t("nav.matrix")), box]),
    part(scenarioList(report)),
    part(equipmentList(report, "reader")),
    part(equipmentList(report, "tag")),
    report.comparison ? part(comparisonPage(report)) : null,
    part(standardsPage(report)),
  ];
};

let report = null;
let shownPage = null;

const remembered = (key) => {
  try {
    return localStorage.getItem(`plugtest.${key}`);
  } catch {
    return null;
  }
};
const remember = (key, value) => {
  try {
    localStorage.setItem(`plugtest.${key}`, value);
  } catch {
    /* from disk, some browsers keep nothing */
  }
};

const setTheme = (theme) => {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
};
const speak = async (next) => {
  if (next === "zh") await report.loadSentences();
  setLanguage(next);
};
const isDark = () =>
  (document.documentElement.dataset.theme ??
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

const topBar = (current) =>
  h(
    "header.top",
    {},
    h(
      "a.skip",
      {
        href: "#main",
        onclick: (event) => {
          event.preventDefault();
          document.getElementById("main").focus();
        },
      },
      t("skip"),
    ),
    h("a.brand", { href: "#/" }, "plugtest"),
    report.virtual ? chip("virtual", t("chip.virtual")) : null,
    report.view.kind !== "organizer" ? chip("view", t(`view.${report.view.kind}`)) : null,
    h(
      "nav",
      { "aria-label": t("nav.title") },
      navigation
        .filter(([page]) => page !== "comparison" || report.comparison)
        .map(([page, key]) =>
          h(
            "a",
            { href: page ? address(page) : "#/", "aria-current": page === current ? "page" : null },
            t(`nav.${key}`),
          ),
        ),
    ),
    h(
      "div.tools",
      {},
      languages.map((one) =>
        h(
          "button",
          {
            type: "button",
            lang: one,
            "aria-pressed": String(one === language),
            onclick: async () => {
              await speak(one);
              remember("language", one);
              route();
            },
          },
          { en: "English", zh: "中文" }[one],
        ),
      ),
      h(
        "button",
        {
          type: "button",
          "aria-label": t("theme"),
          title: t("theme"),
          onclick: () => {
            const next = isDark() ? "light" : "dark";
            setTheme(next);
            remember("theme", next);
            route();
          },
        },
        "◐",
      ),
      h("button", { type: "button", onclick: () => window.print() }, t("print")),
    ),
  );

const footer = () =>
  h(
    "footer",
    {},
    h("p", {}, t(report.virtual ? "footer.virtual" : "footer.samples")),
    h("p.dim", {}, t("footer.made", { version: report.version })),
  );

const route = () => {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [page, id] = path.split("/");
  const known = pages[page] ?? overviewPage;
  closeCharts();
  hideTooltip();
  const content = known(
    report,
    id === undefined ? undefined : decodeURIComponent(id),
    new URLSearchParams(query ?? ""),
  );
  replace(
    document.getElementById("page"),
    topBar(parents[page] ?? page),
    h("main", { id: "main", tabindex: "-1" }, content),
    footer(),
    tooltip,
  );
  const title = document.querySelector("h1")?.textContent;
  document.title = `${title} – ${report.event.title || report.event.id}`;
  if (shownPage !== null && shownPage !== path) {
    window.scrollTo(0, 0);
    document.getElementById("main").focus({ preventScroll: true });
  }
  shownPage = path;
};

const start = async () => {
  setTheme(remembered("theme"));
  const asked = new URLSearchParams(location.search).get("lang") ?? remembered("language");
  report = await loadReport();
  await speak(languages.includes(asked) ? asked : language.slice(0, 2));
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  window.addEventListener("hashchange", route);
  window.addEventListener("beforeprint", () => {
    for (const frame of document.querySelectorAll("section.matrix")) frame.table.draw();
  });
  route();
  document.body.dataset.ready = "true";
};
start().catch((error) => {
  document.getElementById("page").append(h("p.noscript", {}, `${t("broken")} ${error}`));
});
