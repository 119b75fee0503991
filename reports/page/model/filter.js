// Which cells are asked for. A filter is an object of plain texts, as it stands in the address.
const filterMembers = [
  "verdict",
  "scenario",
  "reader",
  "tag",
  "participant",
  "protocol",
  "population",
  "policy",
  "attribution",
  "text",
];

const searchText = (report, cell) => {
  const reader = report.readers.get(cell.reader);
  const tag = report.tagTypes.get(cell.tag_type);
  return [
    cell.reader,
    cell.tag_type,
    cell.scenario,
    report.scenarioTitle(cell.scenario),
    reader.vendor,
    reader.model,
    report.participantName(reader.participant),
    tag.vendor,
    tag.model,
    report.participantName(tag.participant),
  ]
    .join(" ")
    .toLowerCase();
};

// A function from a cell to whether it fits all that is asked for.
const cellFilter = (report, filter) => {
  const tests = [];
  const wanted = (member, of) => {
    if (!filter[member]) return;
    const values = new Set(filter[member].split(","));
    tests.push((cell) => values.has(of(cell)));
  };
  wanted("verdict", (cell) => cell.verdict);
  wanted("scenario", (cell) => cell.scenario);
  wanted("reader", (cell) => cell.reader);
  wanted("tag", (cell) => cell.tag_type);
  wanted("population", (cell) => cell.population);
  wanted("policy", (cell) => cell.policy);
  wanted("attribution", (cell) => cell.override?.attribution ?? cell.attribution);
  wanted("protocol", (cell) => report.tagTypes.get(cell.tag_type).protocol);
  if (filter.participant) {
    tests.push(
      (cell) =>
        report.readers.get(cell.reader).participant === filter.participant ||
        report.tagTypes.get(cell.tag_type).participant === filter.participant,
    );
  }
  if (filter.text) {
    const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
    tests.push((cell) => {
      cell.search ??= searchText(report, cell);
      return words.every((word) => cell.search.includes(word));
    });
  }
  return (cell) => tests.every((test) => test(cell));
};

const isFiltered = (filter) => filterMembers.some((member) => filter[member]);
