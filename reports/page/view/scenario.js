// Pages of a scenario, and the list of all.
const scenarioList = (report) => {
  const cells = grouped(report.cells, (cell) => cell.scenario);
  return [
    h("h1", {}, t("nav.scenarios")),
    table(
      t("nav.scenarios"),
      [
        t("column.scenario"),
        t("column.items"),
        t("column.population"),
        t("column.policy"),
        t("column.passed"),
        t("column.open"),
        t("column.verdicts"),
      ],
      [...report.scenarios.values()].flatMap((one, i, all) => {
        const group = cells.get(one.id) ?? [];
        const begins = one.sweep && all[i - 1]?.sweep?.sweep !== one.sweep.sweep;
        const line = row(
          one.sweep
            ? h("span.point", {}, link(address("scenario", one.id), name(report.pointText(one.id))))
            : scenarioLink(report, one.id),
          one.items ? number(one.items) : "–",
          one.population ? t(`population.${one.population}`) : "–",
          one.policy ? t(`policy.${one.policy}`) : "–",
          ...sideSummary(group),
          h(
            "span.stack",
            { "aria-hidden": "true" },
            countVerdicts(group).map(([verdict, count]) =>
              h("i", { class: `v-${verdict}`, style: { "flex-grow": count } }),
            ),
          ),
        );
        return begins ? [h("tr.family", {}, h("td", { colspan: "7" }, report.familyTitle(one.id))), line] : [line];
      }),
    ),
  ];
};

const ruleFacts = (scenario) => {
  const of = scenario.rule_statistics;
  return facts([
    [t("scenario.criterion"), criterionText(scenario)],
    [t("scenario.rule"), ruleText(scenario.rule)],
    of ? [t("scenario.false_fail"), percent(of.false_fail, 1)] : null,
    of ? [t("scenario.false_pass"), percent(of.false_pass, 1)] : null,
    of?.expected_passes_at_accept_level
      ? [
          t("scenario.expected_passes"),
          t("scenario.expected_passes.value", {
            good: number(of.expected_passes_at_accept_level),
            bad: number(of.expected_passes_at_reject_level),
          }),
        ]
      : null,
  ]);
};

// Mixed loads against the same pair by itself, under the same scenario.
const mixedCard = (report, scenario) => {
  const base = (id) => report.scenarios.get(id)?.sweep?.sweep ?? id;
  const cells = report.cells.filter((cell) => base(cell.scenario) === base(scenario.id) && cell.n > 0);
  const pairs = [...grouped(cells, (cell) => `${cell.reader}\u0000${cell.tag_type}`).values()].filter(
    (group) =>
      group.some((cell) => cell.population === "mixed") && group.some((cell) => cell.population === "single"),
  );
  if (pairs.length === 0) return null;
  const show = (cell) =>
    cell ? cellLink(cell, mark(cell.verdict), ` ${number(cell.k)}/${number(cell.n)}`) : "–";
  return card(
    t("mixed.title"),
    note(t("mixed.note")),
    table(
      t("mixed.title"),
      [t("column.reader"), t("column.tag_type"), t("population.single"), t("population.mixed")],
      pairs.map((group) =>
        row(
          readerLink(group[0].reader),
          tagLink(group[0].tag_type),
          show(group.find((cell) => cell.population === "single")),
          show(group.find((cell) => cell.population === "mixed")),
        ),
      ),
    ),
  );
};

const scenarioPage = (report, id, asked) => {
  const scenario = report.scenarios.get(id);
  if (!scenario) return [h("h1", {}, t("scenario.unknown"))];
  const cells = report.cells.filter((cell) => cell.scenario === id);
  const box = pairTables(report, cells, { drawn: 1 });
  return [
    h("p.trail", {}, link(address("scenarios"), t("nav.scenarios"))),
    h("h1", {}, name(report.scenarioTitle(id))),
    h("p.lead", {}, name(translated("scenario", familyOf(report, id), "objective", scenario.objective ?? ""))),
    facts([
      [t("scenario.id"), name(id)],
      [t("column.items"), scenario.items ? number(scenario.items) : null],
      [t("scenario.lane"), scenario.lane ? name(scenario.lane) : null],
      scenario.population ? [t("column.population"), t(`population.${scenario.population}`)] : null,
      scenario.policy ? [t("column.policy"), t(`policy.${scenario.policy}.long`)] : null,
    ]),
    scenario.rule ? card(t("scenario.decision"), ruleFacts(scenario)) : null,
    scenario.sweep ? sweepGrid(report, scenario, asked) : null,
    box,
    mixedCard(report, scenario),
    scenario.limits?.length > 0
      ? card(
          t("scenario.limits"),
          h(
            "ul",
            {},
            scenario.limits.map((one) => {
              const said = inOtherWords("limit", one);
              return said === null ? h("li", { lang: "en" }, name(one)) : h("li", {}, said);
            }),
          ),
        )
      : null,
    scenario.references?.length > 0
      ? card(
          t("scenario.references"),
          h(
            "ul",
            {},
            scenario.references.map((one) => h("li", { lang: "en" }, name(one))),
          ),
        )
      : null,
  ];
};
