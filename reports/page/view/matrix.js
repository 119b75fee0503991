// The matrix with its switches. What is asked for stands in the address, so that it can be sent on.
const viewMembers = {
  rows: "reader",
  columns: "tag_type",
  row_order: "event",
  column_order: "event",
  sweeps: "folded",
  together: "",
  dense: "",
};

const choice = (id, label, options, value, onchange) =>
  h(
    "label",
    { for: `f-${id}` },
    label,
    h(
      "select",
      { id: `f-${id}`, name: id, onchange: (event) => onchange(id, event.target.value) },
      options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)),
    ),
  );

const present = (report, member) => [...new Set(report.cells.map((cell) => cell[member]))];

const matrixPage = (report, _, query) => {
  const asked = Object.fromEntries(
    [...filterMembers, ...Object.keys(viewMembers)].map((key) => [
      key,
      query.get(key) ?? viewMembers[key] ?? "",
    ]),
  );
  const tablesBox = h("div.tables", {});
  const count = h("output", { "aria-live": "polite" });
  const chips = h("div.tiles", {});
  const about = note("");
  const observe = watchTables(report, tablesBox);
  let standing = new Map(); // what is drawn now, by the conditions of its cells

  const change = (key, value) => {
    asked[key] = value;
    const words = Object.fromEntries(Object.entries(asked).filter(([k, v]) => v && v !== viewMembers[k]));
    history.replaceState(null, "", address("matrix", null, words));
    draw();
  };

  // Which scenario is asked for may be one point of a sweep.
  const levels = () => ({
    rowLevel: asked.rows,
    columnLevel: asked.columns,
    together: asked.together,
    folded: asked.sweeps === "folded" && !asked.scenario,
  });

  const drawChips = () =>
    replace(
      chips,
      countVerdicts(report.cells).map(([verdict, total]) => {
        const on = asked.verdict.split(",").includes(verdict);
        return h(
          "button.tile",
          {
            type: "button",
            class: `v-${verdict}`,
            "aria-pressed": String(on),
            "data-verdict": verdict,
            onclick: () => {
              const others = asked.verdict.split(",").filter((one) => one && one !== verdict);
              change("verdict", (on ? others : [...others, verdict]).join(","));
            },
          },
          mark(verdict),
          h("b", {}, number(total)),
          " ",
          t(`verdict.${verdict}`),
        );
      }),
    );

  // A verdict that is asked for leaves the rest of its row and column in place, stepped back.
  const withSurroundings = (matching) => {
    const around = cellFilter(report, { ...asked, verdict: "" });
    const { keyOf, rowsOf, columnOf } = placing(report, levels());
    const places = new Map();
    for (const cell of matching) {
      const key = keyOf(cell);
      if (!places.has(key)) places.set(key, { rows: new Set(), columns: new Set() });
      for (const row of rowsOf(cell)) places.get(key).rows.add(row);
      places.get(key).columns.add(columnOf(cell));
    }
    return report.cells.filter((cell) => {
      const place = places.get(keyOf(cell));
      return (
        place &&
        around(cell) &&
        rowsOf(cell).some((row) => place.rows.has(row)) &&
        place.columns.has(columnOf(cell))
      );
    });
  };

  const draw = () => {
    hideTooltip();
    drawChips();
    const fits = cellFilter(report, asked);
    const matching = report.cells.filter(fits);
    const shown = asked.verdict ? withSurroundings(matching) : matching;
    const options = {
      ...levels(),
      rowOrder: asked.row_order,
      columnOrder: asked.column_order,
      dense: asked.dense,
      fits,
      groupAddress,
    };
    const tables = makeTables(report, shown, levels()).map((one) => {
      const before = standing.get(one.key);
      if (!before?.is(one, options)) return new MatrixTable(report, one, { ...options });
      before.mark(fits);
      return before;
    });
    standing = new Map(tables.map((one) => [one.table.key, one]));
    arrange(
      tablesBox,
      tables.length === 0 ? [h("p", {}, t("matrix.nothing"))] : tables.map((one) => one.frame),
    );
    tables[0]?.draw();
    observe(tables.slice(1));
    const hints = [asked.rows === "antenna" ? "matrix.hint.antenna" : null, "matrix.hint"];
    about.textContent = hints.filter(Boolean).map((key) => t(key)).join(" ");
    count.textContent = isFiltered(asked)
      ? t("matrix.shown", { shown: number(matching.length), all: number(report.cells.length) })
      : tn("matrix.all", report.cells.length);
  };

  // A group opens as the table one level below it.
  const groupAddress = (rowGroup, columnGroup, table) => {
    const words = {
      ...asked,
      together: "",
      scenario: table.scenario?.scenario ?? asked.scenario,
      rows: "",
      columns: "",
    };
    const narrowed = (level, group, member) => {
      if (level === "participant") words.participant = group;
      else if (level === "model") words.text = [words.text, group].filter(Boolean).join(" ");
      else [words[member]] = partsOf(group);
    };
    narrowed(asked.rows, rowGroup, "reader");
    narrowed(asked.columns, columnGroup, "tag");
    return address(
      "matrix",
      null,
      Object.fromEntries(Object.entries(words).filter(([k, v]) => v && v !== viewMembers[k])),
    );
  };

  const any = ["", t("filter.all")];
  const of = (member, kind) => [
    any,
    ...present(report, member).map((value) => [value, kind ? t(`${kind}.${value}`) : value]),
  ];
  const protocols = [...new Set(report.event.tag_types.map((one) => one.protocol))];
  const ranks = ["event", "name", "failures", "share"].map((one) => [one, t(`order.${one}`)]);
  const toggle = (id, label) =>
    h(
      "label.switch",
      { for: `f-${id}` },
      h("input", {
        type: "checkbox",
        id: `f-${id}`,
        checked: Boolean(asked[id]),
        onchange: (event) => change(id, event.target.checked ? "1" : ""),
      }),
      label,
    );
  let typing = 0;
  const form = h(
    "form.filters",
    { role: "search", "aria-label": t("filter.title"), onsubmit: (event) => event.preventDefault() },
    h(
      "label",
      { for: "f-text" },
      t("filter.text"),
      h("input", {
        id: "f-text",
        type: "search",
        value: asked.text,
        placeholder: t("filter.text.hint"),
        oninput: (event) => {
          clearTimeout(typing);
          typing = setTimeout(() => change("text", event.target.value), 60);
        },
      }),
    ),
    choice(
      "scenario",
      t("column.scenario"),
      [any, ...present(report, "scenario").map((id) => [id, report.scenarioTitle(id)])],
      asked.scenario,
      change,
    ),
    choice(
      "participant",
      t("filter.participant"),
      [any, ...report.event.participants.map((one) => [one.id, one.name || one.id])],
      asked.participant,
      change,
    ),
    protocols.length > 1
      ? choice(
          "protocol",
          t("filter.protocol"),
          [any, ...protocols.map((one) => [one, t(`protocol.${one}`)])],
          asked.protocol,
          change,
        )
      : null,
    choice("population", t("filter.population"), of("population", "population"), asked.population, change),
    choice("policy", t("filter.policy"), of("policy", "policy"), asked.policy, change),
    choice(
      "attribution",
      t("filter.attribution"),
      of("attribution", "attribution"),
      asked.attribution,
      change,
    ),
    h(
      "fieldset",
      {},
      h("legend", {}, t("filter.layout")),
      choice(
        "rows",
        t("filter.rows"),
        rowLevels.map((one) => [one, t(`level.${one}`)]),
        asked.rows,
        change,
      ),
      choice(
        "columns",
        t("filter.columns"),
        columnLevels.map((one) => [one, t(`level.${one}`)]),
        asked.columns,
        change,
      ),
      choice("row_order", t("filter.row_order"), ranks, asked.row_order, change),
      choice("column_order", t("filter.column_order"), ranks, asked.column_order, change),
      report.event.scenarios.some((one) => one.sweep)
        ? choice(
            "sweeps",
            t("filter.sweeps"),
            ["folded", "apart"].map((one) => [one, t(`sweeps.${one}`)]),
            asked.sweeps,
            change,
          )
        : null,
      toggle("together", t("filter.together")),
      toggle("dense", t("filter.dense")),
    ),
    h(
      "button",
      {
        type: "button",
        onclick: () => {
          location.hash = address("matrix");
          route();
        },
      },
      t("filter.reset"),
    ),
    count,
  );
  draw();
  return [h("h1", {}, t("nav.matrix")), chips, form, about, tablesBox];
};
