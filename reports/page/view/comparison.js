// Two events, or two rounds of one: what changed, judged by statistics and not by eye.
const transitions = ["new_fail", "worse", "fixed", "better", "added", "removed", "same"];

const sideText = (side) => (side ? [mark(side.verdict), ` ${number(side.k)}/${number(side.n)}`] : "–");

const comparisonPage = (report) => {
  const compared = report.comparison;
  if (!compared)
    return [
      h("h1", {}, t("nav.comparison")),
      h("p", {}, t("comparison.none")),
      copyable("plugtest report AFTER --compare BEFORE"),
    ];
  const groups = grouped(compared.changes, (change) => change.transition);
  return [
    h("h1", {}, t("nav.comparison")),
    facts([
      [t("comparison.before"), name(compared.before.title || compared.before.id)],
      [t("comparison.after"), name(report.event.title || report.event.id)],
      [t("comparison.level"), percent(compared.level, 1)],
    ]),
    note(t("comparison.note", { level: percent(compared.level, 1) })),
    h(
      "div.tiles",
      {},
      transitions
        .filter((kind) => groups.has(kind))
        .map((kind) =>
          h(
            "span.tile",
            { class: `t-${kind}` },
            h("b", {}, number(groups.get(kind).length)),
            " ",
            t(`transition.${kind}`),
          ),
        ),
    ),
    transitions
      .filter((kind) => groups.has(kind) && kind !== "same")
      .map((kind) =>
        card(
          t(`transition.${kind}`),
          note(t(`transition.${kind}.long`)),
          inParts(groups.get(kind), 40, (some) =>
            table(
              t(`transition.${kind}`),
              [
                t("column.reader"),
                t("column.tag_type"),
                t("column.scenario"),
                t("comparison.before"),
                t("comparison.after"),
                "p",
                t("comparison.plan"),
              ],
              some.map((change) =>
                row(
                  readerLink(change.reader),
                  tagLink(change.tag_type),
                  scenarioLink(report, change.scenario),
                  sideText(change.before),
                  sideText(change.after),
                  change.before && change.after ? number(change.p_value, 4) : "–",
                  change.plan_changed ? t("comparison.plan_changed") : t("comparison.plan_same"),
                ),
              ),
            ),
          ),
        ),
      ),
  ];
};
