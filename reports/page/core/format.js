// Numbers, shares, times and dates as the language writes them.
const locale = () => (language === "zh" ? "zh-CN" : "en-GB");
const formats = new Map();
const format = (kind, options) => {
  const key = `${locale()} ${kind}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locale(), options));
  return formats.get(key);
};

const number = (value, digits = 0) =>
  format(`number ${digits}`, { maximumFractionDigits: digits }).format(value);
const percent = (share, digits = 0) =>
  format(`percent ${digits}`, { style: "percent", maximumFractionDigits: digits }).format(share);

// Bounds are rounded outwards: a limit of 99.6 % must not read as 100 %.
const interval = (low, high) =>
  t("range.percent", { low: number(Math.floor(low * 100)), high: number(Math.ceil(high * 100)) });
const exactInterval = (low, high) => `${percent(low, 2)} – ${percent(high, 2)}`;

const dbm = (mdbm) => (mdbm === null || mdbm === undefined ? "–" : `${number(mdbm / 1000, 2)} dBm`);
const duration = (ms) => {
  if (ms === null || ms === undefined) return "–";
  return ms < 1000 ? `${number(ms, 1)} ms` : `${number(ms / 1000, 2)} s`;
};
const date = (ms) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" }).format(
    ms,
  ) + " UTC";
