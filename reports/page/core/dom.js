// The page's elements. Text always becomes a text node: nothing of the report is ever markup.
const svgTags = new Set([
  "svg",
  "g",
  "rect",
  "line",
  "path",
  "circle",
  "text",
  "title",
  "pattern",
  "defs",
  "use",
  "polyline",
]);

// h("a.cell", { href }, "text", child, ...): a new element. Properties that start with "on" are
// listeners, null and false leave a property or a child out.
const h = (name, properties, ...children) => {
  const [tag, ...classes] = name.split(".");
  const node = svgTags.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  if (classes.length > 0) node.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.setAttribute("class", [...classes, value].join(" "));
    else if (key === "style") for (const [k, v] of Object.entries(value)) node.style.setProperty(k, v);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  put(node, children);
  return node;
};

const put = (node, children) => {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) put(node, child);
    else node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
};

const replace = (node, ...children) => {
  node.replaceChildren();
  put(node, children);
};

// Makes `wanted` the children of a node; those that are there already stay as they are, since taking an
// element out and putting it back costs as much as a new one.
const arrange = (node, wanted) => {
  const stays = new Set(wanted);
  for (const child of [...node.children]) if (!stays.has(child)) child.remove();
  wanted.forEach((child, i) => {
    if (node.children[i] !== child) node.insertBefore(child, node.children[i] ?? null);
  });
};

// A name that people or readers gave: its direction stays its own.
const name = (text) => h("bdi", {}, text);
