// One cell: what, how sure, whose, on what evidence, what to do next.
const sameConditions = (report, cell) =>
  report.cells.filter((one) => conditionsOf(one) === conditionsOf(cell));

// The cells that attribution weighs: this reader with other tag types, this tag type with other readers.
const triangle = (report, cell) => {
  const around = sameConditions(report, cell);
  const part = (title, cells, of) =>
    h(
      "div",
      {},
      h("h3", {}, title),
      h(
        "ul.marks",
        {},
        cells.map((one) =>
          h(
            "li",
            {},
            cellLink(one, mark(one.verdict), " ", name(of(one))),
            " ",
            h("small", {}, one.n > 0 ? `${number(one.k)}/${number(one.n)}` : t(`verdict.${one.verdict}`)),
          ),
        ),
      ),
    );
  return h(
    "div.columns",
    {},
    part(
      t("triangle.reader", { reader: cell.reader }),
      around.filter((one) => one.reader === cell.reader),
      (one) => one.tag_type,
    ),
    part(
      t("triangle.tag", { tag: cell.tag_type }),
      around.filter((one) => one.tag_type === cell.tag_type),
      (one) => one.reader,
    ),
  );
};

const attributionCard = (report, cell) => {
  if (attributionOf(cell) === "none") return null;
  return card(
    t("attribution.title"),
    h("p.lead", {}, t("attribution.sentence", { whose: t(`attribution.${attributionOf(cell)}`) })),
    note(t(`attribution.${attributionOf(cell)}.long`)),
    cell.override
      ? h(
          "div.override",
          {},
          h("b", {}, t("attribution.overridden", { computed: t(`attribution.${cell.attribution}`) })),
          cell.override.note ? h("p", {}, name(cell.override.note)) : null,
          cell.override.by ? h("p.dim", {}, name(cell.override.by)) : null,
        )
      : null,
    triangle(report, cell),
  );
};


const nextCard = (report, cell) => {
  if (!nextStep(cell)) return null;
  const step = nextStep(cell);
  return card(
    t("next.title"),
    h("p.lead", {}, nextStepText(cell)),
    cell.further_passes
      ? facts([
          [
            t("next.all_succeed"),
            cell.further_passes.all_succeed === null ? "–" : number(cell.further_passes.all_succeed),
          ],
          [
            t("next.all_fail"),
            cell.further_passes.all_fail === null ? "–" : number(cell.further_passes.all_fail),
          ],
          [
            t("next.as_before"),
            cell.further_passes.as_before === null ? "–" : number(cell.further_passes.as_before),
          ],
        ])
      : null,
    report.view.kind === "public" || step.kind === "after_none" ? null : copyable(commandFor(cell)),
  );
};

// Where the passes turn from success to failure along a sweep; "–" on a side that it does not bound.
const thresholdFacts = (fit) => {
  const bound = (value) => (value === null ? "–" : number(value, 2));
  const text = (threshold) =>
    threshold
      ? t("metrics.with_interval", {
          value: number(threshold.at, 2),
          range: `${bound(threshold.low)} … ${bound(threshold.high)}`,
        })
      : t("sweep.outside");
  return [
    [t("sweep.half"), text(fit.half)],
    [t("sweep.required", { share: percent(fit.requirement, 1) }), text(fit.required)],
    fit.margin === null ? null : [t("sweep.margin"), number(fit.margin, 2)],
  ];
};

const sweepCard = (report, cell) => {
  const own = report.scenarios.get(cell.scenario).sweep;
  if (!own) return null;
  const cells = report.cells.filter(
    (one) =>
      one.reader === cell.reader &&
      one.tag_type === cell.tag_type &&
      one.population === cell.population &&
      one.policy === cell.policy &&
      report.scenarios.get(one.scenario).sweep?.sweep === own.sweep,
  );
  if (cells.filter((one) => one.n > 0).length < 2) return null;
  const fit = report.sweeps.find(
    (one) =>
      one.reader === cell.reader &&
      one.tag_type === cell.tag_type &&
      one.population === cell.population &&
      one.policy === cell.policy &&
      one.official === cell.official &&
      one.sweep === own.sweep,
  );
  return card(
    t("sweep.title"),
    sweepCurve(report, cells, t("sweep.of", { axis: t(`axis.${own.axis}`) }), own.axis),
    fit ? facts(thresholdFacts(fit)) : null,
  );
};

const cellPage = (report, id) => {
  const cell = report.cells[Number(id)];
  if (!cell) return [h("h1", {}, t("cell.unknown"))];
  const scenario = report.scenarios.get(cell.scenario);
  const required = requirementOf(scenario);
  const runBox = h("div", { "aria-live": "polite" });
  const showRun = async (index) => {
    for (const [i, button] of attempts.entries()) button.setAttribute("aria-pressed", String(i === index));
    const run = await report.run(cell.runs[index]);
    closeCharts();
    replace(runBox, runPart(report, cell, run));
    drawCellCharts();
  };
  const charts = h("div.columns", {});
  const drawCellCharts = () =>
    replace(
      charts,
      cell.trend && cell.trend.length > 1 ? card(null, trendCurve(cell.trend, required)) : null,
      sweepCard(report, cell),
    );
  // Several stations may have run the same attempt.
  const attemptText = (i) => {
    const attempt = cell.run_attempts[i] ?? i + 1;
    const same = cell.run_attempts.flatMap((one, k) => (one === attempt ? [k] : []));
    const station = same.length > 1 ? ` (${t("attempt.station", { run: number(same.indexOf(i) + 1) })})` : "";
    return t("attempt.number", { attempt: number(attempt) }) + station;
  };
  const counts = (i) => cell.run_attempts[i] === cell.counted_attempt;
  const attempts = cell.runs.map((_, i) =>
    h(
      "button",
      { type: "button", "aria-pressed": "false", onclick: () => showRun(i) },
      attemptText(i),
      counts(i) ? [" ", chip("plain", t("attempt.counts"))] : null,
    ),
  );
  if (cell.runs.length > 0) showRun(Math.max(0, cell.runs.findIndex((_, i) => counts(i))));
  return [
    h("p.trail", {}, link(address("matrix"), t("nav.matrix")), " › ", scenarioLink(report, cell.scenario)),
    h("h1", {}, readerLink(cell.reader), " × ", tagLink(cell.tag_type)),
    h("p.lead", {}, verdictBadge(cell.verdict), " ", whyText(cell)),
    h(
      "p",
      {},
      cell.virtual ? [chip("virtual", t("chip.virtual")), " "] : null,
      cell.rests_on_model ? [chip("model", t("chip.model")), " "] : null,
      cell.virtual ? t("cell.virtual") : t("cell.real"),
      cell.rests_on_model ? ` ${t("cell.model")}` : "",
    ),
    card(
      t("cell.numbers"),
      h(
        "div.big",
        {},
        h("b", {}, cell.n > 0 ? `${number(cell.k)}/${number(cell.n)}` : "–"),
        h(
          "div",
          {},
          intervalBar(cell, required),
          h(
            "small",
            {},
            cell.n > 0 ? t(`interval.${cell.interval}`, { range: exactInterval(cell.low, cell.high) }) : "",
          ),
        ),
      ),
      facts([
        [t("cell.items"), t("counts.of", { k: number(cell.identified), n: number(cell.expected) })],
        cell.disturbed > 0 ? [t("cell.disturbed"), number(cell.disturbed)] : null,
        [t("cell.conditions"), conditionsText(cell)],
        [t("cell.kind"), t(cell.official ? "event.official" : "event.practice")],
        scenario.rule ? [t("cell.rule"), `${criterionText(scenario)} ${ruleText(scenario.rule)}`] : null,
        cell.reasons.length > 0
          ? [t("cell.reasons"), cell.reasons.map((one) => t(`reason.${one}`)).join("; ")]
          : null,
      ]),
      cell.detail ? h("blockquote", { dir: "auto" }, detailText(report, cell.detail)) : null,
    ),
    h("div.columns", {}, attributionCard(report, cell), nextCard(report, cell)),
    cell.runs.length > 1
      ? card(t("attempt.title"), note(t("attempt.note")), h("div.buttons", {}, attempts))
      : null,
    charts,
    runBox,
  ];
};
