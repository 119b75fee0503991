// Which clauses of which standards this event touched, and which cannot be tested with this program.
const standards = JSON.parse(document.getElementById("standards").textContent);

const coveringCells = (report, clause) => {
  if (clause.covered_by === "any") return report.cells.filter(wasRun);
  const wanted = new Set(clause.scenarios ?? []);
  const protocol = clause.protocol;
  return report.cells.filter(
    (cell) =>
      wasRun(cell) &&
      (wanted.size === 0 || wanted.has(report.scenarios.get(cell.scenario).sweep?.sweep ?? cell.scenario)) &&
      (!protocol || report.tagTypes.get(cell.tag_type).protocol === protocol) &&
      (wanted.size > 0 || protocol),
  );
};

const clauseRow = (report, clause) => {
  if (clause.not_testable) {
    return h(
      "tr.dim",
      {},
      h("td", {}, clause.clause),
      h("td", {}, clause[`what_${language}`]),
      h("td", {}, chip("plain", t("standards.not_testable"))),
      h("td", {}, clause.not_testable[language]),
    );
  }
  const cells = coveringCells(report, clause);
  return row(
    clause.clause,
    clause[`what_${language}`],
    cells.length > 0
      ? h(
          "span",
          {},
          countVerdicts(cells).map(([verdict, count]) => [mark(verdict), ` ${number(count)} `]),
        )
      : chip("plain", t("standards.not_run")),
    clause[`how_${language}`] ?? "",
  );
};

const standardsPage = (report) => {
  const cited = grouped(
    report.event.scenarios.flatMap((scenario) =>
      (scenario.references ?? []).map((reference) => ({ scenario: scenario.id, reference })),
    ),
    (one) => one.reference,
  );
  return [
    h("h1", {}, t("nav.standards")),
    note(t("standards.note")),
    standards.standards.map((standard) =>
      card(
        `${standard.id} – ${standard[`title_${language}`]}`,
        standard[`note_${language}`] ? note(standard[`note_${language}`]) : null,
        table(
          standard.id,
          [t("standards.clause"), t("standards.what"), t("standards.result"), t("standards.how")],
          standard.clauses.map((clause) => clauseRow(report, clause)),
        ),
      ),
    ),
    card(
      t("standards.cited"),
      h(
        "ul",
        {},
        [...cited].map(([reference, uses]) =>
          h(
            "li",
            {},
            name(reference),
            ": ",
            uses.map((use, i) => [i > 0 ? ", " : "", scenarioLink(report, use.scenario)]),
          ),
        ),
      ),
    ),
  ];
};
