// One table of the matrix. Only tables near the screen exist as elements; the others are frames of
// the right height until they come into view.
const tooltip = h("div.tooltip", { role: "presentation", hidden: true });

const showTooltip = (report, anchor, cells) => {
  const cell = cells[0];
  if (cells.length === 1) {
    replace(
      tooltip,
      h("b", {}, name(cell.reader), " × ", name(cell.tag_type)),
      verdictBadge(cell.verdict),
      cell.n > 0 ? h("span", {}, countsText(cell), ", ", interval(cell.low, cell.high)) : null,
      whyText(cell) ? h("span", {}, whyText(cell)) : null,
      cell.attempts > 1
        ? h(
            "span",
            {},
            t("tooltip.attempts", { attempts: number(cell.attempts), counted: number(cell.counted_attempt) }),
          )
        : null,
      cell.rests_on_model ? h("span", {}, t("tooltip.model")) : null,
    );
  } else if (anchor.place?.table.pointsOf(cells)) {
    const points = anchor.place.table.pointsOf(cells);
    replace(
      tooltip,
      h("b", {}, name(cell.reader), " × ", name(cell.tag_type)),
      points.map((one) =>
        h("span", {}, mark(one.verdict), ` ${report.pointText(one.scenario)}: `, countsText(one)),
      ),
    );
  } else {
    replace(
      tooltip,
      countVerdicts(cells).map(([verdict, count]) =>
        h("span", {}, mark(verdict), ` ${number(count)} `, t(`verdict.${verdict}`)),
      ),
    );
  }
  tooltip.hidden = false;
  const at = anchor.getBoundingClientRect();
  const left = Math.min(at.left, window.innerWidth - tooltip.offsetWidth - 12);
  const below = at.bottom + 6 + tooltip.offsetHeight < window.innerHeight;
  tooltip.style.left = `${Math.max(8, left) + window.scrollX}px`;
  tooltip.style.top = `${(below ? at.bottom + 6 : at.top - tooltip.offsetHeight - 6) + window.scrollY}px`;
};
const hideTooltip = () => {
  tooltip.hidden = true;
};

// What a group is called below the equipment that it belongs to: "antenna 2", "45°".
const partName = (group, level) => {
  const [, part] = partsOf(group);
  if (level !== "antenna") return part ?? "";
  if (part === "") return t("antennas.none");
  return part === "0" ? t("antennas.not_told") : t("antennas.one", { port: part });
};

const groupName = (report, group, level) =>
  level === "participant"
    ? report.participantName(group)
    : [partsOf(group)[0], partName(group, level)].filter(Boolean).join(", ");

const headOf = (report, group, level) => {
  const [id] = partsOf(group);
  const ofReader = level === "reader" || level === "antenna";
  const ofTag = level === "tag_type" || level === "point";
  const one = ofReader ? report.readers.get(id) : ofTag ? report.tagTypes.get(id) : null;
  const part = partName(group, level);
  return [
    ofReader ? readerLink(id) : ofTag ? tagLink(id) : name(groupName(report, group, level)),
    part ? h("span.part", {}, " ", name(part)) : null,
    one && level !== "antenna" ? h("small", {}, name([one.vendor, one.model].filter(Boolean).join(" "))) : null,
    one?.protocol === "type-d" ? chip("plain", "D") : null,
    one?.rests_on_model ? chip("model", t("chip.model")) : null,
  ];
};

// Of a group's verdicts, what failed and what passed; else the first two.
const groupCounts = (cells) => {
  const counts = countVerdicts(cells);
  const main = counts.filter(([verdict]) => verdict === "fail" || verdict === "pass");
  return main.length > 0 ? main : counts.slice(0, 2);
};

// The verdicts of a sweep's points, one beside the other.
const pointStrip = (points) =>
  h(
    "span.points",
    {},
    points.map((cell) => h("i", { class: `v-${cell.verdict}` }, symbols[cell.verdict])),
  );

// What stands in a place: one cell, or the verdicts of several.
const placeContent = (cells, required) => {
  if (cells.length > 1) {
    return [
      h(
        "span.stack",
        { "aria-hidden": "true" },
        countVerdicts(cells).map(([verdict, count]) =>
          h("i", { class: `v-${verdict}`, style: { "flex-grow": count } }),
        ),
      ),
      h(
        "span.counts",
        {},
        groupCounts(cells).map(([verdict, count]) => h("span", {}, `${symbols[verdict]} ${number(count)}  `)),
      ),
    ];
  }
  const [cell] = cells;
  return [
    h(
      "span.line",
      {},
      mark(cell.verdict),
      cell.n > 0 ? h("b", {}, `${number(cell.k)}/${number(cell.n)}`) : null,
      cell.n > 0
        ? h("small", {}, interval(cell.low, cell.high))
        : h("small", {}, t(`verdict.${cell.verdict}`)),
      cell.attempts > 1 ? chip("plain", `×${cell.attempts}`) : null,
      cell.rests_on_model ? chip("model", "m") : null,
    ),
    intervalBar(cell, required),
    trendStrip(cell),
  ];
};

// A cell as one element, since a large matrix has thousands of them. It is made once for a language
// and goes from table to table as filters are set: a cell stands in one place at a time.
const smallCell = (report, cell) => {
  if (cell.small?.lang !== document.documentElement.lang) {
    const made = document.createElement("a");
    made.className = `cell mark v-${cell.verdict}`;
    made.lang = document.documentElement.lang;
    made.href = address("cell", cell.index);
    made.dataset.verdict = cell.verdict;
    made.textContent = symbols[cell.verdict];
    made.setAttribute("aria-label", `${symbols[cell.verdict]} ${cellLabel(report, cell)}`);
    cell.small = made;
  }
  cell.small.tabIndex = -1;
  return cell.small;
};

// Names of colours, as colours.css has them for the classes of verdicts.
const verdictColours = {
  pass: "pass",
  pass_with_remark: "remark",
  fail: "fail",
  inconclusive: "open",
  error: "error",
};

class MatrixTable {
  constructor(report, table, options) {
    Object.assign(this, { report, table, options });
    this.rows = ordered(table.rows, options.rowOrder);
    this.columns = ordered(table.columns, options.columnOrder);
    this.compact = options.dense || this.columns.length > 14;
    this.required = table.scenario ? requirementOf(report.scenarios.get(table.scenario.scenario)) : null;
    const height = this.rows.length * (this.compact ? 26 : 62) + (this.compact ? 160 : 90);
    this.frame = h("section.matrix", { style: { "min-height": `${height}px` } });
    this.frame.table = this;
    this.places = [];
  }

  // Whether a table that is asked for is this one, as it stands: then it stays where it is.
  is(table, options) {
    const mine = this.table.cells;
    return (
      !this.grouped &&
      ["rowLevel", "columnLevel", "rowOrder", "columnOrder", "dense", "folded"].every(
        (one) => this.options[one] === options[one],
      ) &&
      mine.length === table.cells.length &&
      mine.every((cell, i) => cell === table.cells[i])
    );
  }

  // Steps back what is not asked for.
  mark(fits) {
    this.options.fits = fits;
    for (const line of this.places) {
      for (const inside of line ?? []) {
        inside?.parentElement.classList.toggle("out", !inside.place.cells.some(fits));
      }
    }
  }

  heading() {
    const { scenario } = this.table;
    if (!scenario) return h("h2", {}, t("matrix.all_scenarios"));
    const sweep = this.sweep();
    return [
      h(
        "h2",
        {},
        sweep
          ? [
              link(address("scenario", scenario.scenario), name(this.report.familyTitle(scenario.scenario))),
              h("small", {}, pointsText(this.report, this.table.cells.map((cell) => cell.scenario))),
            ]
          : scenarioLink(this.report, scenario.scenario),
        " ",
        h("small", {}, conditionsText(scenario)),
      ),
      h(
        "p.summary",
        {},
        countVerdicts(this.table.cells).map(([verdict, count]) =>
          h("span", {}, mark(verdict), ` ${number(count)} `),
        ),
      ),
    ];
  }

  // The sweep whose points are in this table.
  sweep() {
    const { scenario } = this.table;
    const several = this.options.folded || this.options.columnLevel === "point";
    return scenario && several ? sweepOf(this.report, scenario) : null;
  }

  // One pair at every point of a sweep, in the order of the points; null when the place holds anything else.
  pointsOf(cells) {
    if (!this.options.folded || !this.sweep() || cells.length < 2) return null;
    const { reader, tag_type } = cells[0];
    if (cells.some((cell) => cell.reader !== reader || cell.tag_type !== tag_type)) return null;
    const index = (cell) => sweepOf(this.report, cell).index;
    return [...cells].sort((a, b) => index(a) - index(b));
  }

  draw() {
    if (this.drawn) return;
    this.drawn = true;
    const { report, options } = this;
    const head = h(
      "tr",
      {},
      h("td.corner", {}),
      this.columns.map((group) =>
        h("th", { scope: "col" }, h("div", {}, headOf(report, group, options.columnLevel))),
      ),
    );
    const body = this.rows.map((group, r) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, headOf(report, group, options.rowLevel)),
        this.columns.map((column, c) => this.place(this.table.rows.get(group).columns.get(column), r, c)),
      ),
    );
    const caption = this.table.scenario
      ? this.sweep()
        ? report.familyTitle(this.table.scenario.scenario)
        : report.scenarioTitle(this.table.scenario.scenario)
      : t("matrix.all_scenarios");
    this.grid = h(
      "table.grid",
      { class: this.compact ? "compact" : "" },
      h("caption.unseen", {}, caption),
      h("thead", {}, head),
      h("tbody", {}, body),
    );
    this.first()?.setAttribute("tabindex", "0");
    replace(this.frame, this.heading(), h("div.scroll", {}, this.grid));
    this.frame.style.removeProperty("min-height");
  }

  place(cells, r, c) {
    if (!cells) return h("td", {});
    const { report, options } = this;
    if (options.rowLevel === "antenna") {
      const sums = antennaSums(cells, partsOf(this.rows[r])[1]);
      if (sums) return this.antennaPlace(sums, cells, r, c);
    }
    const verdict = worstVerdict(cells);
    const several = cells.length > 1;
    const points = this.pointsOf(cells);
    // What a group leads to depends on what else is asked for; a sweep's curve does not.
    this.grouped ||= several && !points;
    if (this.compact && !several) return this.put(smallCell(report, cells[0]), cells, r, c);
    if (this.compact) return this.smallGroup(points ?? cells, r, c, points);
    const label = several ? this.groupLabel(cells, r, c, points) : cellLabel(report, cells[0]);
    const inside = h(
      "a.cell",
      {
        class: `v-${verdict}`,
        tabindex: "-1",
        "data-verdict": verdict,
        href: several ? this.addressOf(points, r, c) : address("cell", cells[0].index),
      },
      h(
        "span",
        { "aria-hidden": "true" },
        points ? pointStrip(points) : placeContent(cells, this.required),
      ),
      h("span.unseen", {}, label),
    );
    return this.put(inside, cells, r, c);
  }

  // Several cells open one level below; a sweep of one pair opens as its curve.
  addressOf(points, r, c) {
    if (!points) return this.options.groupAddress(this.rows[r], this.columns[c], this.table);
    const worst = points.find((cell) => cell.verdict === worstVerdict(points));
    return address("scenario", worst.scenario, { reader: worst.reader, tag: worst.tag_type });
  }

  groupLabel(cells, r, c, points) {
    const row = groupName(this.report, this.rows[r], this.options.rowLevel);
    const column = groupName(this.report, this.columns[c], this.options.columnLevel);
    const counts = points
      ? points.map((cell) => `${this.report.pointText(cell.scenario)} ${t(`verdict.${cell.verdict}`)}`)
      : countVerdicts(cells).map(([verdict, n]) => `${number(n)} ${t(`verdict.${verdict}`)}`);
    return `${row}, ${column}: ${counts.join(", ")}`;
  }

  // Several cells as one element: the counts, and under them the verdicts as one line of colours.
  smallGroup(cells, r, c, points) {
    const counts = points ? points.map((cell) => [cell.verdict, 1]) : countVerdicts(cells);
    let end = 0;
    const colours = counts.map(([verdict, count]) => {
      const begin = end;
      end += (100 * count) / cells.length;
      return `var(--${verdictColours[verdict] ?? "none"}) ${begin}% ${end}%`;
    });
    const inside = document.createElement("a");
    inside.className = `cell group v-${worstVerdict(cells)}`;
    inside.dataset.verdict = worstVerdict(cells);
    inside.href = this.addressOf(points, r, c);
    inside.tabIndex = -1;
    inside.textContent = groupCounts(cells)
      .map(([verdict, count]) => `${symbols[verdict]} ${number(count)}`)
      .join("\n");
    inside.setAttribute("aria-label", this.groupLabel(cells, r, c, points));
    inside.style.backgroundImage = `linear-gradient(to right, ${colours.join(", ")})`;
    return this.put(inside, cells, r, c);
  }

  // How much one antenna read by itself. No verdict: a pass succeeds by all of them together.
  antennaPlace(sums, cells, r, c) {
    const share = sums.read / sums.items;
    const row = groupName(this.report, this.rows[r], this.options.rowLevel);
    const column = groupName(this.report, this.columns[c], this.options.columnLevel);
    const inside = h(
      "a.cell.v-none",
      {
        tabindex: "-1",
        href:
          cells.length > 1
            ? this.options.groupAddress(this.rows[r], this.columns[c], this.table)
            : address("cell", cells[0].index),
      },
      h(
        "span",
        { "aria-hidden": "true" },
        h(
          "span.line",
          {},
          h("b", {}, percent(share)),
          this.compact ? null : h("small", {}, t("antennas.reads_of", { reads: number(sums.reads) })),
        ),
        h("span.bar", {}, h("i.range", { style: { left: "0", width: `${100 * share}%` } })),
      ),
      h(
        "span.unseen",
        {},
        `${row}, ${column}: ${t("antennas.label", {
          read: number(sums.read),
          items: number(sums.items),
          reads: number(sums.reads),
        })}`,
      ),
    );
    this.grouped = true;
    return this.put(inside, cells, r, c);
  }

  put(inside, cells, r, c) {
    inside.place = { table: this, r, c, cells };
    (this.places[r] ??= [])[c] = inside;
    const place = document.createElement("td");
    if (!cells.some(this.options.fits)) place.className = "out";
    place.append(inside);
    return place;
  }

  first() {
    return this.places.find(Boolean)?.find(Boolean);
  }

  // The place that the arrow keys lead to: over empty ones, not out of the table.
  next(r, c, down, right) {
    for (let step = 1; step < 100; ++step) {
      const line = this.places[r + step * down];
      if (!line && down !== 0) return null;
      const found = line?.[c + step * right];
      if (found) return found;
      if (c + step * right < 0 || c + step * right >= this.columns.length) return null;
    }
    return null;
  }

  cross(place) {
    for (const node of this.frame.querySelectorAll(".hot")) node.classList.remove("hot");
    if (!place) return;
    const line = this.grid.tBodies[0].rows[place.r];
    line.classList.add("hot");
    this.grid.tHead.rows[0].cells[place.c + 1].classList.add("hot");
    for (const other of this.places) other?.[place.c]?.parentElement.classList.add("hot");
  }
}

const keyMoves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

// Listeners for all tables of a box at once.
const watchTables = (report, box) => {
  const of = (event) => event.target.closest?.("a.cell")?.place;
  let hot = null;
  const point = (event) => {
    const place = of(event);
    if (hot && hot.table !== place?.table) hot.table.cross(null);
    hot = place ?? null;
    if (!place) return hideTooltip();
    place.table.cross(place);
    showTooltip(report, event.target.closest("a.cell"), place.cells);
  };
  box.addEventListener("mouseover", point);
  box.addEventListener("focusin", point);
  box.addEventListener("mouseleave", point);
  box.addEventListener("focusout", hideTooltip);
  box.addEventListener("keydown", (event) => {
    const place = of(event);
    if (event.key === "Escape") hideTooltip();
    if (!place || !keyMoves[event.key]) return;
    event.preventDefault();
    const next = place.table.next(place.r, place.c, ...keyMoves[event.key]);
    if (!next) return;
    event.target.closest("a.cell").setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
  // What comes into view is drawn at once; what is near it, as soon as there is time.
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, boundingClientRect, target } of entries) {
        if (!isIntersecting) continue;
        const inView = boundingClientRect.top < window.innerHeight && boundingClientRect.bottom > 0;
        if (inView) target.table.draw();
        else whenIdle(() => target.isConnected && target.table.draw());
      }
    },
    { rootMargin: "300px" },
  );
  return (tables) => {
    observer.disconnect();
    for (const one of tables) observer.observe(one.frame);
  };
};

// Tables of readers and tag types, in the event's order; the first `drawn` at once, others when they come
// into view.
const pairTables = (report, cells, { folded = false, drawn }) => {
  const box = h("div.tables", {});
  const observe = watchTables(report, box);
  const options = { rowLevel: "reader", columnLevel: "tag_type", folded };
  const tables = makeTables(report, cells, options).map(
    (one) =>
      new MatrixTable(report, one, {
        ...options,
        rowOrder: "event",
        columnOrder: "event",
        fits: () => true,
      }),
  );
  replace(
    box,
    tables.map((one) => one.frame),
  );
  for (const one of tables.slice(0, drawn)) one.draw();
  observe(tables.slice(drawn));
  return box;
};
