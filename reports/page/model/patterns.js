// What stands out in the matrix as a whole. A pattern names its cells, so that it can be checked;
// nothing is relabelled because of it.
const grouped = (cells, keyOf) => {
  const groups = new Map();
  for (const cell of cells) {
    const key = keyOf(cell);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(cell);
  }
  return groups;
};

const attributedTo = (cell) => cell.override?.attribution ?? cell.attribution;
const distinct = (cells, member) => new Set(cells.map((cell) => cell[member])).size;

// Fails whatever the pair: with every one that was settled, or so often that attribution holds it against
// the channel. Said once of the scenarios, and not again of each reader and tag type.
const tooHard = (cells) =>
  [...grouped(cells.filter(isSettled), conditionsOf).values()].filter((group) => {
    const failed = group.filter((cell) => cell.verdict === "fail");
    const all = distinct(group, "reader") > 1 && distinct(group, "tag_type") > 1;
    return (
      failed.some((cell) => attributedTo(cell) === "channel") || (all && failed.length === group.length)
    );
  });
const failsForAll = (hard) => {
  const cells = hard.flat().filter((cell) => cell.verdict === "fail");
  if (cells.length === 0) return [];
  const scenarios = [...new Set(cells.map((cell) => cell.scenario))];
  return [{ kind: "fails_for_all", scenarios, cells }];
};

// Fails wherever it was settled, against at least two of the other side.
const failsWithEvery = (cells, own, other, kind) => {
  const found = [];
  for (const [key, group] of grouped(
    cells.filter(isSettled),
    (cell) => `${cell[own]}\u0000${conditionsOf(cell)}`,
  )) {
    if (distinct(group, other) < 2 || !group.every((cell) => cell.verdict === "fail")) continue;
    found.push({ kind, subject: key.split("\u0000")[0], scenario: group[0].scenario, cells: group });
  }
  // The same in several scenarios is one finding.
  const merged = [];
  for (const [, findings] of grouped(found, (one) => one.subject)) {
    merged.push({
      kind,
      subject: findings[0].subject,
      scenarios: [...new Set(findings.map((one) => one.scenario))],
      cells: findings.flatMap((one) => one.cells),
    });
  }
  return merged;
};

// Fails in a mixed load, and passes by itself under the same scenario.
const onlyMixed = (cells) => {
  const found = [];
  const scenarioOf = (cell) => cell.scenario.replace(/@(mixed|single|[01])$/, "");
  for (const [, group] of grouped(
    cells.filter(isSettled),
    (cell) => `${cell.reader}\u0000${cell.tag_type}\u0000${scenarioOf(cell)}`,
  )) {
    const single = group.filter((cell) => cell.population === "single");
    const mixed = group.filter((cell) => cell.population === "mixed" && cell.verdict === "fail");
    if (single.length > 0 && single.every(isPassed) && mixed.length > 0) {
      found.push({
        kind: "only_mixed",
        subject: mixed[0].tag_type,
        reader: mixed[0].reader,
        scenarios: [...new Set(mixed.map((cell) => cell.scenario))],
        cells: [...mixed, ...single],
      });
    }
  }
  return ofSeveralTags(found, (one) => one.scenarios.join());
};

// The same of several tag types with one reader is one finding.
const ofSeveralTags = (findings, keyOf) =>
  [...grouped(findings, (one) => `${one.reader}\u0000${keyOf(one)}`).values()].map((group) => ({
    ...group[0],
    subjects: group.map((one) => one.subject),
    cells: group.flatMap((one) => one.cells),
  }));

// Along a sweep: passes up to a value, fails at every one beyond it (or the other way round).
const beyondValue = (report, cells) => {
  const found = [];
  const sweptOver = (cell) => report.scenarios.get(cell.scenario)?.sweep?.axis;
  const swept = cells.filter(
    (cell) => isSettled(cell) && sweptOver(cell) && sweptOver(cell) !== "population",
  );
  for (const [, group] of grouped(
    swept,
    (cell) => `${cell.reader}\u0000${cell.tag_type}\u0000${report.scenarios.get(cell.scenario).sweep.sweep}`,
  )) {
    const at = (cell) => report.scenarios.get(cell.scenario).sweep;
    const sorted = [...group].sort((a, b) => at(a).value - at(b).value);
    const firstFail = sorted.findIndex((cell) => cell.verdict === "fail");
    const lastFail = sorted.findLastIndex((cell) => cell.verdict === "fail");
    if (firstFail < 0 || sorted.every((cell) => cell.verdict === "fail")) continue;
    const above = firstFail > 0 && sorted.slice(firstFail).every((cell) => cell.verdict === "fail");
    const below =
      lastFail < sorted.length - 1 &&
      firstFail === 0 &&
      sorted.slice(0, lastFail + 1).every((cell) => cell.verdict === "fail");
    if (!above && !below) continue;
    const edge = above ? sorted[firstFail - 1] : sorted[lastFail + 1];
    found.push({
      kind: above ? "only_above" : "only_below",
      subject: edge.tag_type,
      reader: edge.reader,
      axis: at(edge).axis,
      value: at(edge).text,
      scenarios: [edge.scenario],
      cells: sorted,
    });
  }
  return ofSeveralTags(found, (one) => `${one.kind} ${one.scenarios[0]} ${one.value}`);
};

// Fails for a pair although both sides pass with others under the same conditions.
const onlyThisPair = (cells) => {
  const failed = cells.filter(
    (cell) => cell.verdict === "fail" && attributedTo(cell) === "pair",
  );
  return [...grouped(failed, (cell) => `${cell.reader}\u0000${cell.tag_type}`).values()].map((group) => ({
    kind: "only_pair",
    subject: group[0].tag_type,
    reader: group[0].reader,
    scenarios: [...new Set(group.map((cell) => cell.scenario))],
    cells: group,
  }));
};

// First attempt failed, a later one passed.
const passedOnRetry = (cells) => {
  const retried = cells.filter((cell) => cell.attempts > 1);
  return retried.length > 0 ? [{ kind: "retried", cells: retried, scenarios: [] }] : [];
};

const worstFirst = [
  "fails_with_every_tag",
  "fails_with_every_reader",
  "only_pair",
  "only_mixed",
  "only_above",
  "only_below",
  "fails_for_all",
  "retried",
];

const findPatterns = (report) => {
  const cells = report.cells;
  const hard = tooHard(cells);
  const ofHard = new Set(hard.flat().map(conditionsOf));
  const others = cells.filter((cell) => !ofHard.has(conditionsOf(cell)));
  return [
    ...failsWithEvery(others, "reader", "tag_type", "fails_with_every_tag"),
    ...failsWithEvery(others, "tag_type", "reader", "fails_with_every_reader"),
    ...onlyThisPair(cells),
    ...onlyMixed(cells),
    ...beyondValue(report, cells),
    ...failsForAll(hard),
    ...passedOnRetry(cells),
  ].sort((a, b) => worstFirst.indexOf(a.kind) - worstFirst.indexOf(b.kind) || b.cells.length - a.cells.length);
};
