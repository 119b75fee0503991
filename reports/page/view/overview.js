// The first page: what was done, what is settled, what stands out, what to run next.
const verdictTiles = (report) =>
  h(
    "div.tiles",
    {},
    countVerdicts(report.cells).map(([verdict, count]) =>
      h(
        "a.tile",
        { href: address("matrix", null, { verdict }), class: `v-${verdict}` },
        mark(verdict),
        h("b", {}, number(count)),
        " ",
        t(`verdict.${verdict}`),
      ),
    ),
  );

const inShort = (report) => {
  const cells = report.cells;
  const settled = cells.filter(isSettled);
  const lines = [
    t("short.met", {
      readers: number(distinct(cells, "reader")),
      tags: number(distinct(cells, "tag_type")),
      scenarios: number(distinct(cells, "scenario")),
      cells: number(cells.length),
    }),
    t("short.settled", {
      settled: number(settled.length),
      cells: number(cells.length),
      passed: number(settled.filter(isPassed).length),
      failed: number(failures(cells)),
    }),
  ];
  const open = openCells(report).length;
  lines.push(open > 0 ? tn("short.open", open) : t("short.none_open"));
  const lab = cells.filter((cell) => cell.virtual).length;
  if (lab > 0)
    lines.push(
      lab === cells.length ? t("short.all_virtual") : t("short.some_virtual", { count: number(lab) }),
    );
  const model = cells.filter((cell) => cell.rests_on_model).length;
  if (model > 0) lines.push(tn("short.model", model));
  if (lab < cells.length) lines.push(t("short.samples"));
  return h(
    "ul.short",
    {},
    lines.map((line) => h("li", {}, line)),
  );
};

const patternText = (report, pattern) => {
  const beyond = pattern.kind === "only_above" || pattern.kind === "only_below";
  return t(`pattern.${pattern.kind}`, {
    subject: (pattern.subjects ?? [pattern.subject]).join(t("list.separator")),
    reader: pattern.reader,
    scenarios: beyond
      ? report.familyTitle(pattern.scenarios[0])
      : scenariosText(report, pattern.scenarios),
    value: pattern.value,
    axis: pattern.axis ? t(`axis.${pattern.axis}`) : "",
    count: number(pattern.cells.length),
    others: number(
      pattern.kind === "fails_with_every_tag"
        ? distinct(pattern.cells, "tag_type")
        : distinct(pattern.cells, "reader"),
    ),
  });
};

const patternFilter = (pattern) => {
  if (pattern.kind === "fails_with_every_tag") return { reader: pattern.subject };
  if (pattern.kind === "fails_with_every_reader") return { tag: pattern.subject };
  if (pattern.kind === "retried") return null;
  if (pattern.kind === "fails_for_all") return { scenario: pattern.scenarios.join() };
  return { reader: pattern.reader, tag: (pattern.subjects ?? [pattern.subject]).join() };
};

const patternCards = (report) => {
  const patterns = findPatterns(report);
  if (patterns.length === 0) return card(t("patterns.title"), h("p", {}, t("patterns.none")));
  return card(
    t("patterns.title"),
    note(t("patterns.note")),
    inParts(patterns, 8, (some) =>
      h(
        "ul.patterns",
        {},
        some.map((pattern) =>
          h(
            "li",
            {},
            h("span.pattern", { class: `p-${pattern.kind}` }, t(`pattern.${pattern.kind}.name`)),
            h("p", {}, patternText(report, pattern)),
            h(
              "p.links",
              {},
              [...pattern.cells]
                .sort((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict))
                .slice(0, 6)
                .map((cell) =>
                  cellLink(cell, mark(cell.verdict), h("span.unseen", {}, cellLabel(report, cell))),
                ),
              patternFilter(pattern)
                ? link(address("matrix", null, patternFilter(pattern)), t("patterns.show"))
                : null,
            ),
          ),
        ),
      ),
    ),
  );
};

// Who met whom: participants against participants, how much of it is settled.
const meetings = (report) => {
  const met = makeTables(report, report.cells, {
    rowLevel: "participant",
    columnLevel: "participant",
    together: true,
  })[0];
  if (!met) return null;
  const columns = ordered(met.columns, "event");
  return card(
    t("meetings.title"),
    note(t("meetings.note")),
    h(
      "div.scroll",
      { tabindex: "0", role: "region", "aria-label": t("meetings.title") },
      h(
        "table.meetings",
        {},
        h("caption.unseen", {}, t("meetings.title")),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, t("meetings.corner")),
            columns.map((id) => h("th", { scope: "col" }, name(report.participantName(id)))),
          ),
        ),
        h(
          "tbody",
          {},
          ordered(met.rows, "event").map((id) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, name(report.participantName(id))),
              columns.map((column) => {
                const cells = met.rows.get(id).columns.get(column);
                if (!cells) return h("td.dim", {}, "–");
                const parts = countVerdicts(cells);
                return h(
                  "td",
                  {},
                  h(
                    "span.stack",
                    { "aria-hidden": "true" },
                    parts.map(([verdict, count]) =>
                      h("i", { class: `v-${verdict}`, style: { "flex-grow": count } }),
                    ),
                  ),
                  h(
                    "small",
                    {},
                    parts.map(([verdict, count]) => `${symbols[verdict]} ${number(count)}`).join("  "),
                    h(
                      "span.unseen",
                      {},
                      parts
                        .map(([verdict, count]) => ` ${t(`verdict.${verdict}`)}: ${number(count)}`)
                        .join(", "),
                    ),
                  ),
                );
              }),
            ),
          ),
        ),
      ),
    ),
  );
};

// Where a pair fails, a line for each scenario; the points of a sweep in one.
const failedIn = (report, cells) => {
  const counts = (cell) =>
    h(
      "small",
      {},
      cell.n > 0 ? `${number(cell.k)}/${number(cell.n)}, ${interval(cell.low, cell.high)}` : "",
    );
  const one = (cell) => [
    cellLink(cell, mark(cell.verdict), " ", name(report.scenarioTitle(cell.scenario))),
    " ",
    cell.population === "mixed" ? [chip("plain", t("population.mixed")), " "] : null,
    counts(cell),
  ];
  const several = (points) => [
    mark("fail"),
    " ",
    name(report.familyTitle(points[0].scenario)),
    t("colon"),
    points.map((cell, i) => [
      i > 0 ? t("list.separator") : "",
      cellLink(
        cell,
        name(report.pointText(cell.scenario)),
        h("span.unseen", {}, ` ${cellLabel(report, cell)}`),
      ),
    ]),
  ];
  const lines = [
    ...grouped(cells, (cell) =>
      [familyOf(report, cell.scenario), cell.population, cell.policy].join("\u0000"),
    ).values(),
  ].map((points) => h("li", {}, points.length > 1 ? several(points) : one(points[0])));
  const most = 6;
  return [
    h("ul.places", {}, lines.slice(0, most)),
    lines.length > most
      ? h(
          "details",
          {},
          h("summary", {}, t("more", { count: number(lines.length - most) })),
          h("ul.places", {}, lines.slice(most)),
        )
      : null,
  ];
};

// One line a pair: in which scenarios it fails, why, and what to run next.
const pairRow = (report, cells) => {
  const worst = [...cells].sort((a, b) => a.k / (a.n || 1) - b.k / (b.n || 1))[0];
  const sum = (member) => number(cells.reduce((total, cell) => total + cell[member], 0));
  return row(
    readerLink(worst.reader),
    tagLink(worst.tag_type),
    failedIn(report, cells),
    [
      [...new Set(cells.map(whyText))].map((why) => h("div", {}, why)),
      h("small", {}, `${t("cell.items")}: ${t("counts.of", { k: sum("identified"), n: sum("expected") })}`),
    ],
    [...new Set(cells.map(nextStepText))].map((next) => h("div", {}, next)),
  );
};

const failedPairs = (report) => {
  const pairs = [
    ...grouped(
      report.cells.filter((cell) => cell.verdict === "fail"),
      (cell) => `${cell.reader}\u0000${cell.tag_type}`,
    ).values(),
  ].sort((a, b) => b.length - a.length);
  if (pairs.length === 0) return card(t("failed.title"), h("p", {}, t("failed.none")));
  const head = [
    t("column.reader"),
    t("column.tag_type"),
    t("failed.where"),
    t("column.why"),
    t("column.next"),
  ];
  // On a narrow screen each pair is a block, and each of its parts has its heading beside it.
  const labelled = (row) => {
    for (const [i, part] of [...row.children].entries()) part.dataset.head = head[i];
    return row;
  };
  return card(
    t("failed.title"),
    note(t("failed.note")),
    h(
      "div.pairs",
      {},
      inParts(pairs, 10, (some) =>
        table(
          t("failed.title"),
          head,
          some.map((cells) => labelled(pairRow(report, cells))),
        ),
      ),
    ),
  );
};

const whatNext = (report) => {
  const open = openCells(report);
  if (open.length === 0) return null;
  return card(
    t("open.title"),
    note(t("open.note")),
    inParts(open, 15, (some) => cellTable(report, t("open.title"), some, { next: true })),
  );
};

const howToRead = (report) =>
  card(
    t("reading.title"),
    h(
      "dl.legend",
      {},
      verdicts
        .filter((verdict) => verdict !== "none")
        .map((verdict) =>
          h("div", {}, h("dt", {}, verdictBadge(verdict)), h("dd", {}, t(`verdict.${verdict}.long`))),
        ),
    ),
    note(t("reading.interval")),
    note(t("reading.attribution")),
    h("h3", {}, t("reading.rules")),
    h(
      "ul",
      {},
      // Many scenarios share a rule.
      [
        ...grouped(
          report.event.scenarios.filter((one) => one.rule),
          (one) => `${criterionText(one)} ${ruleText(one.rule)}`,
        ),
      ].map(([rule, scenarios]) =>
        h(
          "li",
          {},
          rule,
          " ",
          h("span.dim", {}, scenariosText(report, scenarios.map((one) => one.id), 40)),
        ),
      ),
    ),
  );

const overviewPage = (report) => [
  h("h1", {}, name(report.event.title || report.event.id)),
  facts([
    [t("fact.event"), name(report.event.id)],
    [
      t("fact.region"),
      translated(
        "region",
        report.event.region.id,
        "title",
        report.event.region.title || report.event.region.id,
      ),
    ],
    [t("fact.kind"), t(report.event.official ? "event.official" : "event.practice")],
    [t("fact.rig"), t(`rig.${report.event.rig}`)],
    [t("fact.seed"), report.event.seed === null ? null : String(report.event.seed)],
    [t("fact.version"), report.version],
  ]),
  report.view.kind !== "organizer"
    ? note(
        chip("view", t(`view.${report.view.kind}`)),
        " ",
        t(`view.${report.view.kind}.note`, { participant: report.view.participant ?? "" }),
      )
    : null,
  verdictTiles(report),
  card(t("short.title"), inShort(report)),
  patternCards(report),
  failedPairs(report),
  whatNext(report),
  meetings(report),
  howToRead(report),
];
