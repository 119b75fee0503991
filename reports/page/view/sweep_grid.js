// A sweep with every pair: a small curve for each, and the one that is chosen in full.
const sweepPairs = (report, sweep) => {
  const cells = report.cells.filter(
    (cell) => cell.n > 0 && report.scenarios.get(cell.scenario).sweep?.sweep === sweep.sweep,
  );
  // Single against mixed is a sweep itself; else a pair has a curve for each load and policy.
  const conditions = (cell) => (sweep.axis === "population" ? "" : `${cell.population} ${cell.policy}`);
  return [
    ...grouped(cells, (cell) => [cell.reader, cell.tag_type, conditions(cell)].join("\u0000")).values(),
  ].filter((points) => points.length > 1);
};

const pairText = (points) => `${points[0].reader} × ${points[0].tag_type}`;

// Successful share from the first point to the last, the interval behind it, the requirement dashed.
const sparkline = (report, points, here) => {
  const [width, height, edge] = [112, 40, 5];
  const values = points.map((cell) => sweepPoint(report, cell).value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (value) => edge + ((width - 2 * edge) * (value - least)) / (most - least || 1);
  const y = (share) => edge + (height - 2 * edge) * (1 - share);
  const path = (list) => list.map(([px, py], i) => `${i === 0 ? "M" : "L"}${px} ${py}`).join("");
  const line = points.map((cell, i) => [x(values[i]), y(cell.k / cell.n)]);
  const band = [
    ...points.map((cell, i) => [x(values[i]), y(cell.high)]),
    ...points.map((cell, i) => [x(values[i]), y(cell.low)]).reverse(),
  ];
  const required = requirementOf(report.scenarios.get(points[0].scenario));
  return h(
    "svg.spark",
    { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
    here === undefined
      ? null
      : h("line.here", { x1: x(here), x2: x(here), y1: 0, y2: height }),
    h("path.band", { d: `${path(band)}Z` }),
    required === null
      ? null
      : h("line.need", { x1: edge, x2: width - edge, y1: y(required), y2: y(required) }),
    h("path.share", { d: path(line) }),
    line.map(([cx, cy], i) => h("circle", { class: `v-${points[i].verdict}`, cx, cy, r: 3 })),
  );
};

// The pair whose verdicts change most along the sweep says most about it.
const mostTelling = (pairs) => {
  const changes = (points) =>
    points.filter((cell, i) => i > 0 && cell.verdict !== points[i - 1].verdict).length;
  const passes = (points) => points.some(isPassed) && points.some((cell) => cell.verdict === "fail");
  return [...pairs].sort((a, b) => passes(b) - passes(a) || changes(a) - changes(b))[0];
};

const sweepGrid = (report, scenario, asked) => {
  const { sweep } = scenario;
  const pairs = sweepPairs(report, sweep).map((points) =>
    points.sort((a, b) => sweepPoint(report, a).value - sweepPoint(report, b).value),
  );
  if (pairs.length === 0) return null;
  const box = h("div", { "aria-live": "polite" });
  const buttons = new Map();
  const choose = (points) => {
    for (const [one, button] of buttons) button.setAttribute("aria-pressed", String(one === points));
    closeCharts();
    replace(box, sweepCurve(report, points, pairText(points), sweep.axis));
  };
  const button = (points) => {
    const made = h(
      "button.spark",
      {
        type: "button",
        "aria-pressed": "false",
        "aria-label": `${pairText(points)}: ${points
          .map((cell) => `${report.pointText(cell.scenario)} ${number(cell.k)}/${number(cell.n)}`)
          .join(t("list.separator"))}`,
        onclick: () => choose(points),
      },
      sparkline(report, points, sweep.value),
      points[0].population === "mixed" && sweep.axis !== "population"
        ? h("small", {}, t("population.mixed"))
        : null,
    );
    buttons.set(points, made);
    return made;
  };
  const of = (member) => [...new Set(pairs.map((points) => points[0][member]))];
  const at = grouped(pairs, (points) => `${points[0].reader}\u0000${points[0].tag_type}`);
  const content = card(
    t("sweep.title"),
    note(t("sweep.note", { axis: t(`axis.${sweep.axis}`) })),
    h(
      "div.scroll",
      { tabindex: "0", role: "region", "aria-label": t("sweep.title") },
      h(
        "table.sparks",
        {},
        h("caption.unseen", {}, t("sweep.title")),
        h(
          "thead",
          {},
          h("tr", {}, h("td", {}), of("tag_type").map((tag) => h("th", { scope: "col" }, tagLink(tag)))),
        ),
        h(
          "tbody",
          {},
          of("reader").map((reader) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, readerLink(reader)),
              of("tag_type").map((tag) =>
                h("td", {}, (at.get(`${reader}\u0000${tag}`) ?? []).map(button)),
              ),
            ),
          ),
        ),
      ),
    ),
    box,
  );
  const wanted = (points) =>
    points[0].reader === asked.get("reader") && points[0].tag_type === asked.get("tag");
  choose(pairs.find(wanted) ?? mostTelling(pairs));
  return content;
};
