// What one run gave for one tag type, from its results and its evidence.
const millis = (us) => (us === null || us === undefined ? "–" : duration(us / 1000));

const settingNames = ["power_mdbm", "session", "tag_population", "link_profile", "antennas", "protocols"];
const antennaSettingText = (one) =>
  [
    t("antennas.one", { port: number(one.antenna) }) + t("colon") + dbm(one.power_mdbm),
    one.receive_backoff_mdb ? t("antennas.backoff", { db: number(one.receive_backoff_mdb / 1000, 2) }) : null,
  ]
    .filter(Boolean)
    .join(t("list.separator"));

const settingText = (key, value) => {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0))
    return null;
  if (key === "power_mdbm") return dbm(value);
  if (key === "per_antenna") return value.map(antennaSettingText).join(t("list.semicolon"));
  if (Array.isArray(value))
    return value.map((one) => (typeof one === "object" ? JSON.stringify(one) : one)).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

const settingsTable = (record) => {
  const keys = [
    ...new Set([...settingNames, ...Object.keys(record.asked), ...Object.keys(record.applied)]),
  ].filter((key) => key in record.asked || key in record.applied);
  return table(
    t("settings.title"),
    [t("settings.name"), t("settings.asked"), t("settings.applied"), t("settings.compared")],
    keys.map((key) => {
      const asked = settingText(key, record.asked[key]);
      const applied = settingText(key, record.applied[key]);
      const state =
        applied === null ? "unknown" : asked === null ? "own" : asked === applied ? "equal" : "differs";
      return h(
        "tr",
        { class: state === "differs" ? "differs" : "" },
        h("td", {}, known(`setting.${key}`) ? t(`setting.${key}`) : key),
        h("td", {}, asked ?? t("settings.default")),
        h("td", {}, applied ?? "–"),
        h("td", {}, t(`settings.${state}`)),
      );
    }),
  );
};

const antennaTable = ({ antennas, items }, detail) => {
  const total = antennas.reduce((sum, [, reads]) => sum + reads, 0);
  return table(
    t("antennas.title"),
    [
      t("antennas.port"),
      t("antennas.reads"),
      t("antennas.share"),
      t("antennas.items"),
      t("antennas.gain"),
      t("antennas.loss"),
    ],
    antennas.map(([port, reads, read]) => {
      const own = detail.lane.antennas.find((one) => one.port === port);
      return row(
        port === 0 ? t("antennas.not_told") : String(port),
        number(reads),
        percent(reads / total),
        items > 0 ? `${percent(read / items)} (${number(read)}/${number(items)})` : "–",
        own ? `${number(own.gain_dbi, 1)} dBi` : "–",
        own ? `${number(own.cable_loss_db, 1)} dB` : "–",
      );
    }),
  );
};

const pieceTable = (detail, tagType) => {
  const pieces = detail.pieces.filter((one) => one.tag_type === tagType).sort((a, b) => b.missed - a.missed);
  return inParts(pieces, 12, (some) =>
    table(
      t("pieces.title"),
      [t("pieces.piece"), "UII", t("pieces.missed"), t("pieces.reads"), t("pieces.first"), t("pieces.rssi")],
      some.map((one) =>
        row(
          name(one.piece),
          h("code", {}, one.uii),
          t("counts.of", { k: number(one.missed), n: number(one.passes) }),
          number(one.reads),
          duration(one.mean_first_ms),
          dbm(one.mean_rssi_mdbm),
        ),
      ),
    ),
  );
};

// Every pass as a bar, to be looked at one by one.
const passStrip = (track, timeline, choose) => {
  const box = h("div.passes", { role: "group", "aria-label": t("passes.choose") });
  track.pass.forEach((pass, i) => {
    const share = track.expected[i] > 0 ? track.identified[i] / track.expected[i] : 0;
    const about = timeline?.find((one) => one.pass === pass);
    const label = t("passes.label", {
      pass: number(pass + 1),
      identified: number(track.identified[i]),
      expected: number(track.expected[i]),
      result: t(track.success[i] ? "passes.success" : "passes.miss"),
    });
    box.append(
      h(
        "button",
        {
          type: "button",
          class: about?.disturbed ? "disturbed" : track.success[i] ? "good" : "bad",
          "aria-label": label,
          title: label,
          "aria-pressed": "false",
          onclick: (event) => {
            for (const one of box.children)
              one.setAttribute("aria-pressed", String(one === event.currentTarget));
            choose(i);
          },
        },
        h("span", { style: { height: `${Math.max(4, share * 100)}%` } }),
      ),
    );
  });
  return box;
};

const strayTexts = (run, pass) => {
  const extras = run.extras.find((one) => one.pass === pass);
  if (!extras) return [];
  return ["stray", "foreign", "wrong_data"].flatMap((kind) =>
    extras[kind].map((uii) => `${t(`extra.${kind}`)}: ${uii}`),
  );
};

const passFacts = (run, track, i, timeline) => {
  const about = timeline?.find((one) => one.pass === track.pass[i]);
  return facts([
    [t("pass.number"), number(track.pass[i] + 1)],
    [t("pass.identified"), t("counts.of", { k: number(track.identified[i]), n: number(track.expected[i]) })],
    [t("pass.reports"), number(track.reports[i])],
    [t("pass.first"), millis(track.first_read_us[i])],
    ["t80", millis(track.t80_us[i])],
    ["t90", millis(track.t90_us[i])],
    ["t100", millis(track.t100_us[i])],
    [t("pass.rssi"), dbm(track.mean_rssi_mdbm[i])],
    about ? [t("pass.duration"), duration(about.duration_ms)] : null,
    about?.disturbed ? [t("pass.disturbed"), t(`reason.${about.disturbed}`)] : null,
    track.missed[i].length > 0 ? [t("pass.missed"), track.missed[i].join(", ")] : null,
  ]);
};

const passesCard = (run, track) => {
  const { detail } = run;
  const shown = h("div.pass", {});
  const choose = (i) => {
    const about = detail?.timeline.find((one) => one.pass === track.pass[i]);
    replace(
      shown,
      passFacts(run, track, i, detail?.timeline),
      about ? loadPicture(detail, about, strayTexts(run, track.pass[i])) : null,
      !about && strayTexts(run, track.pass[i]).length > 0
        ? h(
            "ul",
            {},
            strayTexts(run, track.pass[i]).map((one) => h("li", {}, h("code", {}, one))),
          )
        : null,
    );
  };
  const strip = passStrip(track, detail?.timeline, choose);
  const first = Math.max(
    0,
    track.success.findIndex((one) => !one),
  );
  strip.children[first]?.click();
  return card(t("passes.title"), note(t("passes.note")), strip, shown);
};

const evidenceCard = (run) => {
  const { detail } = run;
  const href = (file) =>
    `./${run.evidence.split("/").map(encodeURIComponent).join("/")}/${encodeURIComponent(file)}`;
  const own = /^[^/:?#][^:?#]*$/.test(run.evidence) && !run.evidence.includes("..");
  return card(
    t("evidence.title"),
    detail?.reproduce ? [h("h3", {}, t("evidence.reproduce")), copyable(detail.reproduce)] : null,
    h("h3", {}, t("evidence.files")),
    run.evidence ? h("p", {}, h("code", {}, name(run.evidence))) : h("p", {}, t("evidence.none")),
    detail && own
      ? h(
          "ul.files",
          {},
          detail.files.map((file) =>
            h(
              "li",
              {},
              link(href(file), name(file)),
              " ",
              h("span.dim", {}, known(`file.${file}`) ? t(`file.${file}`) : ""),
            ),
          ),
        )
      : null,
    run.evidence ? note(t("evidence.check")) : null,
    run.evidence ? copyable(`plugtest replay ${quoted(run.evidence)}`) : null,
    facts([
      [t("run.id"), run.id],
      [t("run.seed"), run.seed],
      [t("run.plan"), run.plan_hash],
      [
        t("run.reader_says"),
        [run.identity.vendor, run.identity.model, run.identity.firmware, run.identity.serial]
          .filter(Boolean)
          .join(", "),
      ],
      detail?.wall ? [t("run.started"), date(detail.wall.start_ms)] : null,
      detail?.wall ? [t("run.host"), name(detail.wall.host)] : null,
      detail?.wall ? [t("run.duration"), duration(detail.wall.duration_ms)] : null,
    ]),
    detail?.notes.length > 0
      ? h("details", {}, h("summary", {}, t("evidence.notes")), h("pre", { lang: "en" }, detail.notes.join("\n")))
      : null,
  );
};

// What was found before and after the batch, by the checks that were made with this run.
const checkFacts = (report, run) =>
  (run.checks ?? []).map((one) => [
    t(one.after ? "check.after" : "check.before", { what: t(`check.${one.kind}`) }),
    [
      [
        t(one.held ? "check.held" : "check.failed"),
        one.kind === "reference" ? t("check.reads", { piece: one.reference, reads: number(one.reads) }) : "",
        one.mean_rssi_mdbm === null ? "" : dbm(one.mean_rssi_mdbm),
      ]
        .filter(Boolean)
        .join(t("list.separator")),
      one.detail ? [t("list.separator"), detailText(report, one.detail)] : "",
    ],
  ]);

// How surely two neighbours on the belt are told in the right order, by each estimator.
const orderFacts = (run) =>
  (run.order ?? []).map((one) => [
    t(`order.${one.estimator}`),
    t("metrics.with_interval", { value: percent(one.right, 1), range: exactInterval(one.low, one.high) }),
  ]);

const staticText = (ended) =>
  ["complete", "stopped", "aborted", "unended"]
    .filter((how) => ended[how] > 0)
    .map((how) => t(`static.${how}`, { passes: number(ended[how]) }))
    .join("; ");

// Where in the load items of a tag type were missed, the worst places first.
const placesText = (run, tagType) =>
  (run.places ?? [])
    .filter((one) => one.tag_type === tagType && one.missed > 0)
    .sort((a, b) => b.missed / b.expected - a.missed / a.expected)
    .slice(0, 5)
    .map((one) => `${one.place}: ${t("counts.of", { k: number(one.missed), n: number(one.expected) })}`)
    .join("; ");

const runPart = (report, cell, run) => {
  if (!run) return card(null, h("p", {}, t("run.unknown")));
  const track = run.passes.find((one) => one.tag_type === cell.tag_type);
  const outcome = run.outcomes.find((one) => one.tag_type === cell.tag_type);
  const own = run.detail?.by_tag_type.find((one) => one.tag_type === cell.tag_type);
  const metrics = outcome?.metrics;
  return [
    track ? passesCard(run, track) : card(null, h("p", {}, t("run.no_passes"))),
    metrics
      ? card(
          t("metrics.title"),
          facts([
            [
              t("metrics.complete"),
              t("metrics.with_interval", {
                value: t("counts.of", { k: number(metrics.complete), n: number(metrics.passes) }),
                range: exactInterval(metrics.complete_low, metrics.complete_high),
              }),
            ],
            metrics.item_rate !== undefined
              ? [
                  t("metrics.item_rate"),
                  t("metrics.with_interval", {
                    value: percent(metrics.item_rate, 2),
                    range: exactInterval(metrics.item_rate_low, metrics.item_rate_high),
                  }),
                ]
              : null,
            metrics.worst_share !== undefined
              ? [
                  t("metrics.worst"),
                  t("metrics.worst_pass", {
                    share: percent(metrics.worst_share, 1),
                    pass: number(metrics.worst_pass + 1),
                  }),
                ]
              : null,
            metrics.reads_per_tag ? [t("metrics.reads_per_tag"), number(metrics.reads_per_tag, 2)] : null,
            metrics.items_per_second
              ? [
                  t("metrics.throughput"),
                  t("metrics.per_second", { count: number(metrics.items_per_second, 1) }),
                ]
              : null,
            ...orderFacts(run),
            ...checkFacts(report, run),
            run.static ? [t("static.title"), staticText(run.static)] : null,
            placesText(run, cell.tag_type) ? [t("places.title"), placesText(run, cell.tag_type)] : null,
          ]),
        )
      : null,
    own
      ? h(
          "div.columns",
          {},
          own.curve
            ? card(
                null,
                timeCurve(own.curve, cell.tag_type),
                numbersBehind(
                  t("chart.time.title"),
                  [t("chart.time.x"), t("chart.time.mean"), t("chart.time.low"), t("chart.time.high")],
                  own.curve.ms.map((ms, i) => [
                    number(ms),
                    percent(own.curve.mean[i], 1),
                    percent(own.curve.low[i], 1),
                    percent(own.curve.high[i], 1),
                  ]),
                ),
              )
            : null,
          own.rssi
            ? card(
                null,
                levelHistogram(own.rssi, cell.tag_type),
                numbersBehind(
                  t("chart.rssi.title"),
                  [t("chart.rssi.x"), t("chart.count")],
                  own.rssi.counts.map((count, i) => [number(own.rssi.from_dbm + i), number(count)]),
                ),
              )
            : null,
          card(
            null,
            readsHistogram(own.reads_per_tag, cell.tag_type),
            numbersBehind(
              t("chart.reads.title"),
              [t("chart.reads.x"), t("chart.count")],
              own.reads_per_tag.map((count, i) => [number(i), number(count)]),
            ),
          ),
        )
      : null,
    run.detail
      ? h(
          "div.columns",
          {},
          card(
            t("settings.title"),
            note(t(`policy.${run.policy}.long`)),
            run.detail.settings.map(settingsTable),
          ),
          own?.antennas?.length > 0
            ? card(t("antennas.title"), note(t("antennas.note")), antennaTable(own, run.detail))
            : null,
        )
      : null,
    run.detail
      ? card(t("pieces.title"), note(t("pieces.note")), pieceTable(run.detail, cell.tag_type))
      : null,
    evidenceCard(run),
  ];
};
