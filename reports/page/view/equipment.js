// Pages of a reader and of a tag type, and the lists of both.
const sideSummary = (cells) => {
  const settled = cells.filter(isSettled);
  return [
    t("counts.of", { k: number(settled.filter(isPassed).length), n: number(settled.length) }),
    number(openCells({ cells }).length),
  ];
};

const equipmentList = (report, kind) => {
  const reader = kind === "reader";
  const all = reader ? report.readers : report.tagTypes;
  const member = reader ? "reader" : "tag_type";
  const byOwner = grouped(report.cells, (cell) => cell[member]);
  return [
    h("h1", {}, t(reader ? "nav.readers" : "nav.tags")),
    note(t("equipment.note")),
    table(
      t(reader ? "nav.readers" : "nav.tags"),
      [
        t(`column.${member}`),
        t("column.participant"),
        t("column.model"),
        reader ? t("column.claims") : t("column.protocol"),
        t("column.passed"),
        t("column.open"),
        t("column.verdicts"),
      ],
      [...all.values()].map((one) => {
        const cells = byOwner.get(one.id) ?? [];
        return row(
          reader ? readerLink(one.id) : tagLink(one.id),
          name(report.participantName(one.participant)),
          name([one.vendor, one.model].filter(Boolean).join(" ")),
          reader
            ? one.claims.map((claim) => t(`protocol.${claim}`)).join(", ")
            : [
                one.protocol ? t(`protocol.${one.protocol}`) : "",
                one.rests_on_model ? [" ", chip("model", t("chip.model"))] : null,
              ],
          ...sideSummary(cells),
          h(
            "span.stack",
            { "aria-hidden": "true" },
            countVerdicts(cells).map(([verdict, count]) =>
              h("i", { class: `v-${verdict}`, style: { "flex-grow": count } }),
            ),
          ),
        );
      }),
    ),
  ];
};

// What a vendor set its reader to, for scenarios that leave it to him.
const vendorSettingsText = (settings) =>
  Object.entries(settings)
    .map(([key, value]) => `${t(`setting.${key}`)}${t("colon")}${settingText(key, value)}`)
    .join(t("list.semicolon"));

const equipmentPage = (report, kind, id) => {
  const reader = kind === "reader";
  const one = (reader ? report.readers : report.tagTypes).get(id);
  if (!one) return [h("h1", {}, t("equipment.unknown"))];
  const cells = report.cells.filter((cell) => cell[reader ? "reader" : "tag_type"] === id);
  const settled = cells.filter(isSettled);
  const failed = cells.filter((cell) => cell.verdict === "fail");
  const own = findPatterns(report).filter((pattern) =>
    pattern.cells.some((cell) => cell[reader ? "reader" : "tag_type"] === id),
  );
  const others = [...grouped(cells, (cell) => cell[reader ? "tag_type" : "reader"]).entries()];
  const box = pairTables(report, cells, { folded: true, drawn: 2 });
  return [
    h("p.trail", {}, link(address(reader ? "readers" : "tags"), t(reader ? "nav.readers" : "nav.tags"))),
    h("h1", {}, name(one.id)),
    facts([
      [t("column.participant"), name(report.participantName(one.participant))],
      [t("column.model"), name([one.vendor, one.model].filter(Boolean).join(" "))],
      one.firmware ? [t("column.firmware"), name(one.firmware)] : null,
      reader
        ? [t("column.claims"), one.claims.map((claim) => t(`protocol.${claim}`)).join(", ")]
        : [t("column.protocol"), one.protocol ? t(`protocol.${one.protocol}`) : "–"],
      one.air_profile ? [t("column.air_profile"), name(one.air_profile)] : null,
      one.virtual ? [t("column.kind"), t("chip.virtual")] : null,
      one.vendor_settings ? [t("policy.vendor"), vendorSettingsText(one.vendor_settings)] : null,
    ]),
    one.rests_on_model ? note(chip("model", t("chip.model")), " ", t("cell.model")) : null,
    card(
      t("pairs.title"),
      h(
        "p.lead",
        {},
        settled.length === 0
          ? t("pairs.none")
          : failed.length === 0 && settled.length === cells.length
            ? t("pairs.holds")
            : failed.length > 0
              ? tn("pairs.broken", new Set(failed.map((cell) => cell[reader ? "tag_type" : "reader"])).size)
              : t("pairs.open"),
      ),
      note(t("pairs.note")),
      table(
        t("pairs.title"),
        [
          t(reader ? "column.tag_type" : "column.reader"),
          t("column.passed"),
          t("column.open"),
          t("column.verdicts"),
        ],
        others.map(([other, group]) =>
          row(
            reader ? tagLink(other) : readerLink(other),
            ...sideSummary(group),
            h(
              "span.marks",
              {},
              group.map((cell) =>
                cellLink(cell, mark(cell.verdict), h("span.unseen", {}, cellLabel(report, cell))),
              ),
            ),
          ),
        ),
      ),
    ),
    own.length > 0
      ? card(
          t("patterns.title"),
          inParts(own, 8, (some) =>
            h(
              "ul.patterns",
              {},
              some.map((pattern) =>
                h(
                  "li",
                  {},
                  h("span.pattern", {}, t(`pattern.${pattern.kind}.name`)),
                  h("p", {}, patternText(report, pattern)),
                ),
              ),
            ),
          ),
        )
      : null,
    box,
  ];
};
