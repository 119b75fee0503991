// What to run next, for every cell that is not settled or failed: why, how many passes, how.
const nextStep = (cell) => {
  switch (cell.verdict) {
    case "inconclusive": {
      const more = cell.further_passes;
      if (cell.reasons[0] === "cap_reached" || cell.reasons[0] === "straddles_requirement") {
        return { kind: "more_passes", passes: more?.as_before ?? more?.all_succeed ?? null };
      }
      return { kind: "repeat", reason: cell.reasons[0] };
    }
    case "error":
      return { kind: "repeat", reason: cell.reasons[0] };
    case "not_run":
      return { kind: "run", reason: cell.reasons[0] };
    case "fail":
      return { kind: `after_${cell.override?.attribution ?? cell.attribution}` };
    default:
      return null;
  }
};

const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

// The command that runs a cell again; the event's file is the organizer's to name.
const commandFor = (cell) =>
  [
    "plugtest",
    "run",
    "EVENT.yaml",
    "--reader",
    quoted(cell.reader),
    "--tags",
    quoted(cell.tag_type),
    "--scenario",
    quoted(cell.scenario),
  ].join(" ");

const openCells = (report) =>
  report.cells.filter((cell) => ["inconclusive", "error", "not_run"].includes(cell.verdict));
