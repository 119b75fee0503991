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

const distinct = (cells, member) => new Set(cells.map((cell) => cell[member])).size;

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
  return found;
};

// Along a sweep: passes up to a value, fails at every one beyond it (or the other way round).
const beyondValue = (report, cells) => {
  const found = [];
  const swept = cells.filter((cell) => isSettled(cell) && report.scenarios.get(cell.scenario)?.sweep);
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
      scenarios: [at(edge).sweep],
      cells: sorted,
    });
  }
  return found;
};

// Fails for a pair although both sides pass with others under the same conditions.
const onlyThisPair = (cells) => {
  const failed = cells.filter(
    (cell) => cell.verdict === "fail" && (cell.override?.attribution ?? cell.attribution) === "pair",
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

const worstFirst = {
  fails_with_every_tag: 0,
  fails_with_every_reader: 1,
  only_pair: 2,
  only_mixed: 3,
  only_above: 4,
  only_below: 5,
  retried: 6,
};

const findPatterns = (report) => {
  const cells = report.cells;
  return [
    ...failsWithEvery(cells, "reader", "tag_type", "fails_with_every_tag"),
    ...failsWithEvery(cells, "tag_type", "reader", "fails_with_every_reader"),
    ...onlyThisPair(cells),
    ...onlyMixed(cells),
    ...beyondValue(report, cells),
    ...passedOnRetry(cells),
  ].sort((a, b) => worstFirst[a.kind] - worstFirst[b.kind] || b.cells.length - a.cells.length);
};
