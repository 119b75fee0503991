// Words in the reader's language. Texts live in reports/strings; a page holds all languages.
const languages = ["en", "zh"];
const strings = JSON.parse(document.getElementById("strings").textContent);
let language = document.documentElement.lang;

const known = (key) => strings[language][key] ?? strings.en[key];

// The text for a key, with {name} replaced by values.name.
const t = (key, values = {}) =>
  (known(key) ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

// One text for one thing, another for several: keys "x.one" and "x.many".
const tn = (key, count, values = {}) =>
  t(`${key}.${count === 1 ? "one" : "many"}`, { count: number(count), ...values });

const setLanguage = (next) => {
  language = next;
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
};

// What the organizer wrote, in the page's language where the strings know the thing by its id.
const translated = (kind, id, member, own) => strings[language][`${kind}.${id}.${member}`] ?? own;

// What the standard scenarios say in English, in the language of the page; null when that is not
// known.
const inOtherWords = (kind, own) => strings[language][`${kind}.${own}`] ?? null;
