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

const groupName = (report, group, level) => (level === "participant" ? report.participantName(group) : group);

const headOf = (report, group, level, sort) => {
  const one =
    level === "reader" ? report.readers.get(group) : level === "tag_type" ? report.tagTypes.get(group) : null;
  return [
    level === "reader"
      ? readerLink(group)
      : level === "tag_type"
        ? tagLink(group)
        : name(groupName(report, group, level)),
    one ? h("small", {}, name([one.vendor, one.model].filter(Boolean).join(" "))) : null,
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

  heading() {
    const { scenario } = this.table;
    if (!scenario) return h("h2", {}, t("matrix.all_scenarios"));
    return [
      h(
        "h2",
        {},
        scenarioLink(this.report, scenario.scenario),
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
      ? report.scenarioTitle(this.table.scenario.scenario)
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
    const verdict = worstVerdict(cells);
    const several = cells.length > 1;
    if (this.compact && !several) return this.smallPlace(cells, r, c);
    const label = several
      ? `${groupName(report, this.rows[r], options.rowLevel)}, ${groupName(report, this.columns[c], options.columnLevel)}: ${countVerdicts(
          cells,
        )
          .map(([v, n]) => `${number(n)} ${t(`verdict.${v}`)}`)
          .join(", ")}`
      : cellLabel(report, cells[0]);
    const inside = h(
      "a.cell",
      {
        class: `v-${verdict}`,
        tabindex: "-1",
        "data-verdict": verdict,
        href: several
          ? options.groupAddress(this.rows[r], this.columns[c], this.table)
          : address("cell", cells[0].index),
      },
      h("span", { "aria-hidden": "true" }, placeContent(cells, this.required)),
      h("span.unseen", {}, label),
    );
    inside.place = { table: this, r, c, cells };
    (this.places[r] ??= [])[c] = inside;
    return h("td", { class: cells.some(options.fits) ? "" : "out" }, inside);
  }

  smallPlace(cells, r, c) {
    const [cell] = cells;
    const inside = smallCell(this.report, cell);
    inside.place = { table: this, r, c, cells };
    (this.places[r] ??= [])[c] = inside;
    const place = document.createElement("td");
    if (!this.options.fits(cell)) place.className = "out";
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
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) entry.target.table.draw();
    },
    { rootMargin: "100px" },
  );
  return (tables) => {
    observer.disconnect();
    for (const one of tables) observer.observe(one.frame);
  };
};
