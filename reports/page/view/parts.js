// Small pieces that several pages are made of.
const mark = (verdict) => h("span.mark", { class: `v-${verdict}`, "aria-hidden": "true" }, symbols[verdict]);
const verdictBadge = (verdict) =>
  h("span.verdict", { class: `v-${verdict}` }, mark(verdict), " ", t(`verdict.${verdict}`));

const address = (page, id, query) => {
  const words = new URLSearchParams(Object.entries(query ?? {}).filter(([, value]) => value));
  const tail = words.toString();
  return `#/${page}${id !== undefined && id !== null ? `/${encodeURIComponent(id)}` : ""}${tail ? `?${tail}` : ""}`;
};
const link = (href, ...content) => h("a", { href }, ...content);
const cellLink = (cell, ...content) => link(address("cell", cell.index), ...content);
const readerLink = (id) => h("a.id", { href: address("reader", id) }, name(id));
const tagLink = (id) => h("a.id", { href: address("tag", id) }, name(id));
const scenarioLink = (report, id) => link(address("scenario", id), name(report.scenarioTitle(id)));

const card = (title, ...content) => h("section.card", {}, title ? h("h2", {}, title) : null, ...content);
const facts = (pairs) =>
  h(
    "dl.facts",
    {},
    pairs
      .filter((pair) => pair && pair[1] !== null && pair[1] !== undefined && pair[1] !== "")
      .map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))),
  );
const note = (...content) => h("p.note", {}, ...content);
const chip = (kind, text) => h("span.chip", { class: kind }, text);

// A table that scrolls in its own frame, so that the page never does.
const table = (caption, head, rows) =>
  h(
    "div.scroll",
    { tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table.list",
      {},
      h("caption.unseen", {}, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((one) => h("th", { scope: "col" }, one)),
        ),
      ),
      h("tbody", {}, rows),
    ),
  );
const row = (...cells) =>
  h(
    "tr",
    {},
    cells.map((one) => h("td", {}, one)),
  );

// What explains a verdict or a check, in the page's language; what devices and people said stays as it was.
const detailText = (report, detail) => {
  const texts = language === "zh" ? report.sentences.get(detail) : null;
  if (!texts) return h("span", { lang: "en" }, detail);
  return texts.map((text, i) => (i % 2 === 1 ? h("span", { lang: "en" }, name(text)) : text));
};

const attributionOf = (cell) => cell.override?.attribution ?? cell.attribution;

// One line on why a cell did not simply pass.
const whyText = (cell) => {
  if (cell.verdict === "pass" || cell.reasons.length === 0) return "";
  const reason = cell.verdict === "pass_with_remark" ? cell.reasons.at(-1) : cell.reasons[0];
  const own = t(`reason.${reason}`);
  const whose = attributionOf(cell);
  return whose === "none" || whose === "unknown"
    ? own
    : t("why.attributed", { why: own, whose: t(`attribution.${whose}`) });
};

const countsText = (cell) =>
  cell.n > 0 ? t("counts.passes", { k: number(cell.k), n: number(cell.n) }) : t(`verdict.${cell.verdict}`);

const conditionsText = (cell) =>
  t("conditions", {
    population: t(`population.${cell.population}`),
    policy: t(`policy.${cell.policy}`),
    region: cell.region,
  });

const requirementOf = (scenario) => {
  const rule = scenario?.rule;
  if (!rule) return null;
  return rule.kind === "sequential" ? rule.accept_level : rule.requirement;
};
const ruleText = (rule) =>
  rule.kind === "sequential"
    ? t("rule.sequential", {
        accept: percent(rule.accept_level, 1),
        reject: percent(rule.reject_level, 1),
        false_reject: percent(rule.false_reject, 1),
        false_accept: percent(rule.false_accept, 1),
        cap: number(rule.max_passes),
      })
    : t("rule.fixed", {
        passes: number(rule.passes),
        requirement: percent(rule.requirement, 1),
        confidence: percent(rule.confidence, 1),
      });
const criterionText = (scenario) =>
  scenario.item_rate >= 1
    ? t("criterion.all")
    : t("criterion.share", { share: percent(scenario.item_rate, 1) });

// The interval of a share on a line from 0 to 100 %, with the requirement and what was seen.
const intervalBar = (cell, required) => {
  if (cell.n === 0) return null;
  const x = (share) => `${100 * share}%`;
  return h(
    "span.bar",
    { "aria-hidden": "true" },
    h("span.range", { style: { left: x(cell.low), width: x(cell.high - cell.low) } }),
    required !== null && required !== undefined ? h("span.need", { style: { left: x(required) } }) : null,
    h("span.share", { style: { left: `calc(${x(cell.k / cell.n)} - 2px)` } }),
  );
};

// The passes that count, one after the other: the trend of a cell.
const trendStrip = (cell) =>
  cell.trend
    ? h(
        "span.trend",
        { "aria-hidden": "true" },
        [...cell.trend].map((one) => h("i", { class: one === "1" ? "good" : "bad" })),
      )
    : null;

const cellLabel = (report, cell) =>
  [
    cell.reader,
    cell.tag_type,
    report.scenarioTitle(cell.scenario),
    t(`verdict.${cell.verdict}`),
    cell.n > 0 ? `${countsText(cell)}, ${interval(cell.low, cell.high)}` : "",
  ]
    .filter(Boolean)
    .join(", ");

const nextStepText = (cell) => {
  const step = nextStep(cell);
  if (!step) return "";
  if (step.kind === "more_passes") {
    return step.passes === null ? t("next.more_passes_unknown") : tn("next.more_passes", step.passes);
  }
  return t(`next.${step.kind}`, { why: step.reason ? t(`reason.${step.reason}`) : "" });
};

// A list of cells, as people read it: pair, scenario, verdict, counts, why.
const cellTable = (report, caption, cells, { next = false } = {}) =>
  table(
    caption,
    [
      t("column.verdict"),
      t("column.reader"),
      t("column.tag_type"),
      t("column.scenario"),
      t("column.passes"),
      t("column.why"),
      next ? t("column.next") : null,
    ].filter(Boolean),
    cells.map((cell) =>
      h(
        "tr",
        {},
        h("td", {}, cellLink(cell, verdictBadge(cell.verdict))),
        h("td", {}, readerLink(cell.reader)),
        h("td", {}, tagLink(cell.tag_type)),
        h(
          "td",
          {},
          scenarioLink(report, cell.scenario),
          cell.population === "mixed" ? [" ", chip("plain", t("population.mixed"))] : null,
        ),
        h(
          "td.number",
          {},
          cell.n > 0 ? `${number(cell.k)}/${number(cell.n)}` : "–",
          " ",
          h("small", {}, cell.n > 0 ? interval(cell.low, cell.high) : ""),
        ),
        h("td", {}, whyText(cell)),
        next ? h("td", {}, nextStepText(cell)) : null,
      ),
    ),
  );

// Long lists open a part at a time.
const inParts = (items, size, render) => {
  const box = h("div", {});
  let shown = 0;
  const more = () => {
    shown = Math.min(items.length, shown + size);
    replace(
      box,
      render(items.slice(0, shown)),
      shown < items.length
        ? h("button", { type: "button", onclick: more }, t("more", { count: number(items.length - shown) }))
        : null,
    );
  };
  more();
  return box;
};

const copyable = (text) => {
  const button = h(
    "button.copy",
    {
      type: "button",
      onclick: async () => {
        await navigator.clipboard?.writeText(text);
        button.textContent = t("copied");
      },
    },
    t("copy"),
  );
  return h("div.command", {}, h("code", {}, text), button);
};

// The numbers behind a chart, for those who cannot see it or want them.
const numbersBehind = (caption, head, rows) =>
  h(
    "details.numbers",
    {},
    h("summary", {}, t("numbers")),
    table(
      caption,
      head,
      rows.map((values) => row(...values)),
    ),
  );
