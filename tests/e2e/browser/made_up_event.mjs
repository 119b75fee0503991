// A made-up results.json (schema plugtest-results/1) of any size, the same for the same seed: all
// verdicts, mixed loads, both settings policies, a sweep, repeated attempts, a planted reader fault,
// a tag type that nobody reads and a pair that does not work. `name(kind, number)` gives ids.
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
  return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
};

const sequential = {
  kind: "sequential",
  accept_level: 0.95,
  reject_level: 0.8,
  false_reject: 0.05,
  false_accept: 0.05,
  max_passes: 60,
};
const ruleStatistics = {
  false_fail: 0.030873,
  false_pass: 0.041312,
  expected_passes_at_accept_level: 29.452179,
  expected_passes_at_reject_level: 21.825256,
};
const bounds = (k, n) => {
  if (n === 0) return [0, 1];
  const half = 1.96 * Math.sqrt(0.25 / n);
  return [Math.max(0, k / n - half), Math.min(1, k / n + half)].map((x) => Math.round(x * 1e6) / 1e6);
};

export const numbered = (kind, number) => `${kind}-${String(number + 1).padStart(2, "0")}`;

export const madeUpEvent = ({
  readers = 6,
  tags = 8,
  scenarios = 5,
  name = numbered,
  seed = 1,
  text = (own) => own,
}) => {
  const draw = random(seed);
  const event = {
    id: "made-up",
    title: text("A made-up event"),
    seed: 7,
    official: true,
    rig: "operator",
    region: { id: "china-2007", title: "China 2007 trial rules, 920 MHz band", source: "test" },
    participants: [],
    readers: [],
    tag_types: [],
    scenarios: [],
  };
  const owners = Math.max(2, Math.ceil(readers / 3));
  const makers = Math.max(2, Math.ceil(tags / 5));
  for (let i = 0; i < owners; ++i)
    event.participants.push({ id: name("reader-maker", i), name: text(`Reader maker ${i + 1}`) });
  for (let i = 0; i < makers; ++i)
    event.participants.push({ id: name("tag-maker", i), name: text(`Tag maker ${i + 1}`) });
  for (let i = 0; i < readers; ++i) {
    event.readers.push({
      id: name("reader", i),
      participant: event.participants[i % owners].id,
      vendor: text(`Vendor ${i % owners}`),
      model: text(`Model ${Math.floor(i / 2)}`),
      firmware: "1.0",
      claims: i % 4 === 3 ? ["type-c", "type-d"] : ["type-c"],
      virtual: false,
    });
  }
  for (let i = 0; i < tags; ++i) {
    event.tag_types.push({
      id: name("tag", i),
      participant: event.participants[owners + (i % makers)].id,
      vendor: text(`Maker ${i % makers}`),
      model: text(`Label ${i}`),
      protocol: i % 8 === 7 ? "type-d" : "type-c",
      air_profile: null,
      rests_on_model: false,
    });
  }
  const speeds = [1, 1.5, 2, 2.5];
  for (let i = 0; i < scenarios; ++i) {
    const swept = i >= scenarios - speeds.length && scenarios > speeds.length;
    const point = i - (scenarios - speeds.length);
    event.scenarios.push({
      id: swept ? `belt-speed@${speeds[point]}` : `scenario-${i + 1}`,
      title: swept ? `Belt at ${speeds[point]} m/s` : `Scenario ${i + 1}`,
      objective: text("Every item is identified."),
      references: [`ISO/IEC 18046-1:2011 clause 6.4.${i}`],
      lane: "belt",
      population: i === 1 ? "mixed" : "single",
      policy: i === 2 ? "vendor" : "common",
      items: 10,
      item_rate: 1,
      rule: sequential,
      rule_statistics: ruleStatistics,
      ...(swept
        ? {
            sweep: {
              sweep: "belt-speed",
              axis: "speed",
              value: speeds[point],
              text: `${speeds[point]} m/s`,
              index: point,
              points: speeds.length,
            },
          }
        : {}),
    });
  }
  const cells = [];
  const runs = [];
  const addRun = (r, t, s, share, attempt) => {
    const scenario = event.scenarios[s];
    const id = `${r}-${t}-${s}-${attempt}`.padStart(32, "0");
    const passes = [];
    let score = 0;
    while (passes.length < 40 && Math.abs(score) < 3) {
      const good = draw() < share;
      score += good ? 0.17 : -1.39;
      const missed = good ? [] : [`piece-${String(1 + Math.floor(draw() * 10)).padStart(4, "0")}`];
      passes.push({
        pass: passes.length,
        tag_type: event.tag_types[t].id,
        success: good,
        identified: 10 - missed.length,
        expected: 10,
        reports: 24,
        duplicates: 14,
        missed,
        first_read_us: 5000 + Math.floor(draw() * 9000),
        t80_us: 2000000,
        t90_us: 2500000,
        t100_us: good ? 3000000 : null,
        mean_rssi_mdbm: -60000 - Math.floor(draw() * 9000),
      });
    }
    const k = passes.filter((one) => one.success).length;
    const n = passes.length;
    const verdict = score >= 3 ? "pass" : score <= -3 ? "fail" : "inconclusive";
    const reason = { pass: "requirement_met", fail: "requirement_missed", inconclusive: "cap_reached" }[
      verdict
    ];
    const metrics = {
      passes: n,
      successful: k,
      complete: k,
      complete_low: bounds(k, n)[0],
      complete_high: bounds(k, n)[1],
      item_rate: 1 - (n - k) / n / 10,
      item_rate_low: 0.5,
      item_rate_high: 1,
      worst_share: 0.9,
      worst_pass: 0,
      reads_per_tag: 2.4,
      items_per_second: 1.2,
    };
    runs.push({
      id,
      reader: event.readers[r].id,
      scenario: scenario.id,
      tag_types: [event.tag_types[t].id],
      population: scenario.population,
      policy: scenario.policy,
      region: "china-2007",
      attempt,
      official: true,
      seed: "1",
      plan_hash: `plan-${s}`,
      virtual: false,
      identity: { vendor: "PEN 1", model: text("as told"), firmware: "1.0", serial: text("4711") },
      evidence: `runs/${id}`,
      outcomes: [
        {
          tag_type: event.tag_types[t].id,
          verdict,
          k,
          n,
          disturbed: 0,
          identified: n * 10 - (n - k),
          expected: n * 10,
          reasons: [reason],
          attribution: verdict === "fail" ? "unknown" : "none",
          detail: text(`${k} of ${n} passes succeeded.`),
          metrics,
        },
      ],
      passes,
      extras:
        draw() < 0.05 ? [{ pass: 0, stray: ["3035307b2831b383e019a8d2"], foreign: [], wrong_data: [] }] : [],
    });
    return { id, verdict, k, n, reason };
  };
  for (let s = 0; s < scenarios; ++s) {
    for (let r = 0; r < readers; ++r) {
      for (let t = 0; t < tags; ++t) {
        const reader = event.readers[r];
        const tag = event.tag_types[t];
        const scenario = event.scenarios[s];
        const cell = {
          reader: reader.id,
          tag_type: tag.id,
          scenario: scenario.id,
          verdict: "not_run",
          k: 0,
          n: 0,
          low: 0,
          high: 1,
          interval: "none",
          reasons: ["budget_exhausted"],
          attribution: "none",
          detail: "",
          identified: 0,
          expected: 0,
          disturbed: 0,
          region: "china-2007",
          policy: scenario.policy,
          population: scenario.population,
          official: true,
          plan_hash: `plan-${s}`,
          virtual: false,
          rests_on_model: false,
          attempts: 0,
          counted_attempt: 0,
          runs: [],
          evidence: [],
        };
        cells.push(cell);
        if (!reader.claims.includes(tag.protocol)) {
          Object.assign(cell, { verdict: "not_applicable", reasons: ["not_claimed"] });
          continue;
        }
        if (draw() < 0.02) continue;
        const deaf = r === 1;
        const silent = t === 2;
        const pair = r === 2 && t === 1;
        const tooFast = r === 3 && scenario.sweep?.value > 2;
        const share = deaf || silent || pair || tooFast ? 0.2 : draw() < 0.06 ? 0.9 : 0.995;
        const first = addRun(r, t, s, share, 1);
        const [low, high] = bounds(first.k, first.n);
        Object.assign(cell, {
          verdict: first.verdict,
          k: first.k,
          n: first.n,
          low,
          high,
          interval: "early_stop",
          reasons: [first.reason],
          identified: first.n * 10 - (first.n - first.k),
          expected: first.n * 10,
          attempts: 1,
          counted_attempt: 1,
          runs: [first.id],
          evidence: [`runs/${first.id}`],
          detail: text(`${first.k} of ${first.n} passes succeeded.`),
          attribution:
            first.verdict !== "fail"
              ? "none"
              : deaf
                ? "reader"
                : silent
                  ? "tag_type"
                  : pair
                    ? "pair"
                    : "unknown",
        });
        if (first.verdict === "inconclusive")
          cell.further_passes = { all_succeed: 18, all_fail: 2, as_before: 24 };
        if (first.verdict === "fail" && draw() < 0.2) {
          const second = addRun(r, t, s, share, 2);
          cell.attempts = 2;
          cell.runs.push(second.id);
          cell.evidence.push(`runs/${second.id}`);
          cell.override = {
            attribution: "placement",
            note: text("The label was on the metal side."),
            by: text("The organizer"),
          };
        }
      }
    }
  }
  return { schema: "plugtest-results/1", version: "0.1.0", virtual: false, event, cells, runs };
};
