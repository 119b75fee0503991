"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const data = JSON.parse($("#data").textContent);
  const form = $(".filters");
  const dialog = $("dialog");
  const links = $$("a.cell");
  document.documentElement.classList.add("js");
  form.hidden = false;

  // Filters: rows, columns and tables are hidden, verdicts fade, so that the matrix keeps its shape.
  const chosen = new Set();
  const shown = (link) => !link.closest("[hidden]") && !link.closest(".faded");
  function apply() {
    const { scenario, reader, tag } = form.elements;
    const hide = (selector, key, wanted) =>
      $$(selector).forEach((node) => { node.hidden = wanted !== "" && node.dataset[key] !== wanted; });
    hide(".scenario", "scenario", scenario.value);
    hide("tr[data-reader]", "reader", reader.value);
    hide("[data-tag]", "tag", tag.value);
    $$("td[data-verdict]").forEach((cell) =>
      cell.classList.toggle("faded", chosen.size > 0 && !chosen.has(cell.dataset.verdict)));
    const count = links.filter(shown).length;
    $("output", form).textContent = count === links.length ? "" : `${count} of ${links.length} cells`;
  }
  $$(".tile").forEach((tile) => tile.addEventListener("click", () => {
    const verdict = tile.dataset.verdict;
    if (!chosen.delete(verdict)) chosen.add(verdict);
    tile.setAttribute("aria-pressed", String(chosen.has(verdict)));
    apply();
  }));
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    chosen.clear();
    $$(".tile").forEach((tile) => tile.setAttribute("aria-pressed", "false"));
    setTimeout(apply);
  });

  // Passes as boxes instead of dots: a number is what was missed.
  function boxes(passes) {
    const strip = document.createElement("span");
    strip.className = "boxes";
    for (const [pass, identified, expected, success, counts] of passes) {
      const box = document.createElement("i");
      const missed = expected - identified;
      box.textContent = missed > 0 ? String(missed) : "";
      box.title = `pass ${pass + 1}: ${identified} of ${expected} identified` +
        (counts ? "" : " (after the decision)");
      box.className = (success ? "" : "bad") + (counts ? "" : " late");
      strip.append(box);
    }
    return strip;
  }
  function mostMissed(passes) {
    const times = new Map();
    for (const pass of passes) for (const piece of pass[5]) times.set(piece, (times.get(piece) || 0) + 1);
    const worst = [...times].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 6);
    if (worst.length === 0) return null;
    const line = document.createElement("span");
    line.className = "missed";
    line.textContent = "missed: " + worst.map(([piece, n]) => `${piece} (${n}×)`).join(", ") +
      (times.size > worst.length ? ` and ${times.size - worst.length} more pieces` : "");
    return line;
  }

  let current = -1;
  function open(index) {
    const source = document.getElementById(`c${index}`);
    if (!source) return;
    const copy = source.cloneNode(true);
    copy.removeAttribute("id");
    $("h3", copy).id = "dialog-title";
    $$(".run", copy).forEach((run) => {
      const passes = data.cells[index].runs[Number(run.dataset.run)];
      const missed = mostMissed(passes);
      if (passes.length > 0) $(".strip", run).replaceChildren(boxes(passes));
      if (missed) $(".strip", run).after(missed);
    });
    $("#dialog-body").replaceChildren(copy);
    current = index;
    if (!dialog.open) dialog.showModal();
    history.replaceState(null, "", `#c${index}`);
  }
  function step(by) {
    const open_now = links.filter(shown);
    const at = open_now.findIndex((link) => Number(link.dataset.cell) === current);
    const next = open_now[(at + by + open_now.length) % open_now.length];
    if (next) open(Number(next.dataset.cell));
  }
  links.forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    open(Number(link.dataset.cell));
  }));
  $$("[data-step]").forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));
  $("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    history.replaceState(null, "", location.pathname + location.search);
    const link = links.find((one) => Number(one.dataset.cell) === current);
    if (link) link.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });

  // Arrow keys in the matrix, and the row and column of what is under the pointer.
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  $$("tbody").forEach((body) => body.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    const cell = event.target.closest("td");
    if (!move || !cell) return;
    event.preventDefault();
    const rows = $$("tr:not([hidden])", body);
    const row = rows[rows.indexOf(cell.parentElement) + move[0]];
    const next = row && row.cells[cell.cellIndex + move[1]];
    const link = next && $("a.cell", next);
    if (link) link.focus();
  }));
  $$("table").forEach((table) => {
    const mark = (event) => {
      const cell = event.target.closest("td");
      $$(".hot", table).forEach((node) => node.classList.remove("hot"));
      if (!cell || event.type === "mouseleave") return;
      cell.parentElement.cells[0].classList.add("hot");
      table.tHead.rows[0].cells[cell.cellIndex].classList.add("hot");
    };
    table.addEventListener("mouseover", mark);
    table.addEventListener("focusin", mark);
    table.addEventListener("mouseleave", mark);
  });

  const wanted = /^#c(\d+)$/.exec(location.hash);
  if (wanted) open(Number(wanted[1]));
})();
