// Charts, by Chart.js. Colours come from the style sheet, so that they follow light and dark.
const openCharts = new Set();
const colour = (variable) => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();

const closeCharts = () => {
  for (const chart of openCharts) chart.destroy();
  openCharts.clear();
};

const chartFigure = (title, label, config, explanation) => {
  const canvas = h("canvas", { role: "img", "aria-label": label });
  const figure = h(
    "figure.chart",
    {},
    h("figcaption", {}, title),
    h("div.canvas", {}, canvas),
    explanation ? h("p.dim", {}, explanation) : null,
  );
  queueMicrotask(() =>
    requestAnimationFrame(() => {
      if (!canvas.isConnected) return;
      const axis = (options) => ({
        border: { color: colour("--line") },
        ...options,
        grid: { color: colour("--line"), ...options.grid },
        ticks: { color: colour("--dim"), maxTicksLimit: 8, ...options.ticks },
        title: { display: Boolean(options.name), text: options.name, color: colour("--dim") },
      });
      const scales = Object.fromEntries(
        Object.entries(config.scales).map(([key, options]) => [key, axis(options)]),
      );
      openCharts.add(
        new Chart(canvas, {
          type: config.type,
          data: config.data(),
          options: {
            animation: false,
            responsive: true,
            maintainAspectRatio: false,
            locale: locale(),
            scales,
            interaction: { mode: "index", intersect: false },
            plugins: {
              legend: {
                display: config.legend ?? false,
                labels: {
                  color: colour("--ink"),
                  boxWidth: 14,
                  filter: (item) => !item.text.startsWith("_"),
                },
              },
              tooltip: { filter: (item) => !String(item.dataset.label ?? "").startsWith("_") },
              ...config.plugins,
            },
          },
        }),
      );
    }),
  );
  return figure;
};

// A little room above 100 %, where most curves end.
const shareScale = (title) => ({
  min: 0,
  max: 1.05,
  name: title,
  ticks: { stepSize: 0.2, includeBounds: false, callback: (value) => (value > 1 ? null : percent(value)) },
});

// Identified share over the time of a pass: mean of the passes, and between worst and best.
const timeCurve = (curve, tagType) =>
  chartFigure(
    t("chart.time.title"),
    t("chart.time.label", { tag: tagType }),
    {
      type: "line",
      legend: true,
      scales: {
        x: { type: "linear", name: t("chart.time.x"), ticks: { callback: (value) => number(value) } },
        y: shareScale(t("chart.time.y")),
      },
      data: () => ({
        datasets: [
          {
            label: "_low",
            data: curve.ms.map((x, i) => ({ x, y: curve.low[i] })),
            borderWidth: 0,
            pointRadius: 0,
            fill: false,
          },
          {
            label: t("chart.time.range"),
            data: curve.ms.map((x, i) => ({ x, y: curve.high[i] })),
            borderWidth: 0,
            pointRadius: 0,
            fill: "-1",
            backgroundColor: colour("--tint-strong"),
          },
          {
            label: t("chart.time.mean"),
            data: curve.ms.map((x, i) => ({ x, y: curve.mean[i] })),
            borderColor: colour("--accent"),
            backgroundColor: colour("--accent"),
            borderWidth: 2.5,
            pointRadius: 0,
            fill: false,
          },
        ],
      }),
    },
    t("chart.time.note"),
  );

const histogram = (title, label, xName, labels, counts, explanation) =>
  chartFigure(
    title,
    label,
    {
      type: "bar",
      scales: {
        x: { name: xName, grid: { display: false } },
        y: { name: t("chart.count"), beginAtZero: true, ticks: { precision: 0, maxTicksLimit: 5 } },
      },
      data: () => ({
        labels,
        datasets: [
          {
            label: t("chart.count"),
            data: counts,
            backgroundColor: colour("--accent"),
            categoryPercentage: 1,
            barPercentage: 0.92,
          },
        ],
      }),
    },
    explanation,
  );

const levelHistogram = (rssi, tagType) =>
  histogram(
    t("chart.rssi.title"),
    t("chart.rssi.label", { tag: tagType }),
    t("chart.rssi.x"),
    rssi.counts.map((_, i) => number(rssi.from_dbm + i)),
    rssi.counts,
    t("chart.rssi.note"),
  );

const readsHistogram = (counts, tagType) =>
  histogram(
    t("chart.reads.title"),
    t("chart.reads.label", { tag: tagType }),
    t("chart.reads.x"),
    counts.map((_, i) => (i === counts.length - 1 ? `≥ ${number(i)}` : number(i))),
    counts,
    t("chart.reads.note"),
  );

// One curve along a sweep: `points` are { x, y, low, high }, the interval where there is one.
const curveAlong = (title, label, axis, y, points, name, more = []) =>
  chartFigure(title, label, {
    type: "line",
    legend: true,
    scales: {
      x: { type: "linear", name: t(`axis.${axis}`), ticks: { callback: (value) => number(value, 3) } },
      y,
    },
    data: () => ({
      datasets: [
        ...(points.some((one) => one.low !== undefined)
          ? [
              {
                label: "_low",
                data: points.map(({ x, low }) => ({ x, y: low })),
                borderWidth: 0,
                pointRadius: 0,
              },
              {
                label: t("chart.sweep.interval"),
                data: points.map(({ x, high }) => ({ x, y: high })),
                borderWidth: 0,
                pointRadius: 0,
                fill: "-1",
                backgroundColor: colour("--tint-strong"),
              },
            ]
          : []),
        {
          label: name,
          data: points.map(({ x, y }) => ({ x, y })),
          borderColor: colour("--accent"),
          backgroundColor: colour("--accent"),
          borderWidth: 2.5,
          pointRadius: 4,
        },
        ...more.map((line) => ({ borderWidth: 1.5, pointRadius: 0, ...line, borderColor: colour(line.colour) })),
      ],
    }),
  });

const sweepPoint = (report, cell) => report.scenarios.get(cell.scenario).sweep;

// How surely neighbours are told in the right order along a sweep, and how many stray reads there
// are in a pass: figures of runs, which are unpacked only now.
const curvesOfRuns = async (report, cells, axis, title) => {
  const order = [];
  const strays = [];
  for (const cell of cells) {
    const run = await report.run(cell.runs[Math.max(0, cell.counted_attempt - 1)]);
    if (!run) continue;
    const x = sweepPoint(report, cell).value;
    const told = run.order?.find((one) => one.estimator === "rssi_peak");
    if (told) order.push({ x, y: told.right, low: told.low, high: told.high });
    const passes = new Set(run.passes.flatMap((track) => track.pass)).size;
    const read = run.extras.reduce((sum, pass) => sum + pass.stray.length, 0);
    if (passes > 0) strays.push({ x, y: read / passes });
  }
  return [
    order.length > 1
      ? [
          curveAlong(
            `${t("chart.order.title")}: ${title}`,
            t("chart.order.label"),
            axis,
            shareScale(t("chart.order.y")),
            order,
            t("chart.sweep.share"),
          ),
          numbersBehind(
            t("chart.order.title"),
            [t(`axis.${axis}`), t("chart.order.y"), t("column.interval")],
            order.map((one) => [number(one.x, 3), percent(one.y, 1), exactInterval(one.low, one.high)]),
          ),
        ]
      : null,
    strays.some((one) => one.y > 0)
      ? [
          curveAlong(
            `${t("chart.strays.title")}: ${title}`,
            t("chart.strays.label"),
            axis,
            { name: t("chart.strays.y"), beginAtZero: true },
            strays,
            t("chart.strays.y"),
          ),
          numbersBehind(
            t("chart.strays.title"),
            [t(`axis.${axis}`), t("chart.strays.y")],
            strays.map((one) => [number(one.x, 3), number(one.y, 2)]),
          ),
        ]
      : null,
  ];
};

// Successful share along a sweep, with the interval at each point, and the share of items.
const sweepCurve = (report, cells, title, axis) => {
  const sorted = cells
    .filter((cell) => cell.n > 0)
    .sort((a, b) => sweepPoint(report, a).value - sweepPoint(report, b).value);
  const required = requirementOf(report.scenarios.get(sorted[0]?.scenario));
  const x = (cell) => sweepPoint(report, cell).value;
  const ofRuns = h("div", {});
  curvesOfRuns(report, sorted, axis, title).then((figures) => replace(ofRuns, figures));
  return [
    curveAlong(
      title,
      t("chart.sweep.label"),
      axis,
      shareScale(t("chart.sweep.y")),
      sorted.map((cell) => ({ x: x(cell), y: cell.k / cell.n, low: cell.low, high: cell.high })),
      t("chart.sweep.share"),
      [
        {
          label: t("chart.sweep.items"),
          data: sorted.map((cell) => ({ x: x(cell), y: cell.identified / cell.expected })),
          colour: "--dim",
          borderDash: [2, 3],
          pointRadius: 2,
        },
        required === null
          ? null
          : {
              label: t("chart.requirement"),
              data: [sorted[0], sorted.at(-1)].map((cell) => ({ x: x(cell), y: required })),
              colour: "--fail",
              borderDash: [6, 4],
            },
      ].filter(Boolean),
    ),
    numbersBehind(
      title,
      [
        t(`axis.${axis}`),
        t("column.passes"),
        t("column.interval"),
        t("chart.sweep.items"),
        t("column.verdict"),
      ],
      sorted.map((cell) => [
        cellLink(cell, sweepPoint(report, cell).text),
        `${number(cell.k)}/${number(cell.n)}`,
        interval(cell.low, cell.high),
        percent(cell.identified / cell.expected, 1),
        t(`verdict.${cell.verdict}`),
      ]),
    ),
    ofRuns,
  ];
};

// The successful share as the passes went by.
const trendCurve = (trend, required) => {
  let good = 0;
  const shares = [...trend].map((one, i) => (good += Number(one)) / (i + 1));
  return chartFigure(t("chart.trend.title"), t("chart.trend.label"), {
    type: "line",
    legend: true,
    scales: { x: { name: t("chart.trend.x") }, y: shareScale(t("chart.trend.y")) },
    data: () => ({
      labels: shares.map((_, i) => number(i + 1)),
      datasets: [
        {
          label: t("chart.trend.share"),
          data: shares,
          borderColor: colour("--accent"),
          borderWidth: 2.5,
          pointRadius: 2,
          backgroundColor: colour("--accent"),
        },
        required === null
          ? null
          : {
              label: t("chart.requirement"),
              data: shares.map(() => required),
              borderColor: colour("--fail"),
              borderDash: [6, 4],
              borderWidth: 1.5,
              pointRadius: 0,
            },
      ].filter(Boolean),
    }),
  });
};
