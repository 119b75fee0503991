// Scenarios as people count them: the points of a sweep are one of them.
const familyOf = (report, id) => report.scenarios.get(id)?.sweep?.sweep ?? id;

// Points of a sweep as stretches of it: "0.5 m/s, 2 m/s to 3.5 m/s".
const pointsText = (report, ids) => {
  const index = (id) => report.scenarios.get(id).sweep.index;
  const stretches = [];
  for (const id of [...new Set(ids)].sort((a, b) => index(a) - index(b))) {
    const last = stretches.at(-1);
    if (last && index(last.at(-1)) + 1 === index(id)) last.push(id);
    else stretches.push([id]);
  }
  return stretches
    .map((all) =>
      all.length > 2
        ? t("range.points", { first: report.pointText(all[0]), last: report.pointText(all.at(-1)) })
        : all.map((id) => report.pointText(id)).join(t("list.separator")),
    )
    .join(t("list.separator"));
};

// Scenarios as one text, no more than `most` of them: "Parcels on a conveyor; Two doors (2 m, 4 m) and 3 more".
const scenariosText = (report, ids, most = 6) => {
  const families = [...grouped(ids, (id) => familyOf(report, id)).values()];
  const shown = families
    .slice(0, most)
    .map((all) =>
      report.scenarios.get(all[0])?.sweep
        ? t("scenario.points", { title: report.familyTitle(all[0]), points: pointsText(report, all) })
        : report.scenarioTitle(all[0]),
    )
    .join(t("list.semicolon"));
  return families.length > most
    ? t("list.more", { list: shown, count: number(families.length - most) })
    : shown;
};
