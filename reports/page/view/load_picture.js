// The load, with what was missed drawn in its place and what did not belong beside it. A train and
// a stack have an order; where a piece lies inside a sack nobody records, and the picture says so.
const pictureSize = { box: 26, gap: 5, perRow: 20 };

const placeOf = (load, places, index) => {
  const { box, gap } = pictureSize;
  const step = box + gap;
  if (load.kind === "train") {
    return {
      x: (index % pictureSize.perRow) * (step + 3),
      y: Math.floor(index / pictureSize.perRow) * (step + 14),
    };
  }
  if (load.kind === "stack") {
    const perPile = 20;
    return {
      x: Math.floor(index / perPile) * 110,
      y: (perPile - 1 - (index % perPile)) * 13,
      width: 96,
      height: 10,
    };
  }
  const inside = Math.ceil(places / Math.max(1, load.receptacles));
  const across = Math.ceil(Math.sqrt(inside * 1.6));
  const sack = Math.floor(index / inside);
  const within = index % inside;
  return {
    x: 14 + sack * (across * step + 40) + (within % across) * step,
    y: 14 + Math.floor(within / across) * step,
  };
};

const pieceTitle = (piece, missedHere) =>
  [
    piece.piece,
    piece.item !== piece.piece ? piece.item : "",
    piece.uii,
    t(missedHere ? "picture.missed" : "picture.read"),
    t("picture.history", { missed: number(piece.missed), passes: number(piece.passes) }),
  ]
    .filter(Boolean)
    .join("\n");

// `missed`: Map from place to index of a piece; `strays`: texts.
const loadPicture = (detail, pass, strays) => {
  const { box } = pictureSize;
  const missed = new Map(pass.missed);
  const shapes = [];
  let right = 0;
  let bottom = 0;
  for (let index = 0; index < pass.places; ++index) {
    const at = placeOf(detail.load, pass.places, index);
    const width = at.width ?? box;
    const height = at.height ?? box;
    const isMissed = missed.has(index);
    const piece = detail.pieces[missed.get(index)];
    shapes.push(
      h(
        "g",
        { class: isMissed ? "missed" : "read" },
        h("rect", { x: at.x, y: at.y, width, height, rx: 3 }),
        isMissed
          ? h("path", {
              d: `M${at.x + 5} ${at.y + Math.min(5, height / 4)}L${at.x + width - 5} ${at.y + height - Math.min(5, height / 4)}M${at.x + width - 5} ${at.y + Math.min(5, height / 4)}L${at.x + 5} ${at.y + height - Math.min(5, height / 4)}`,
            })
          : null,
        h(
          "title",
          {},
          `${t("picture.place", { place: number(index + 1) })}\n${piece ? pieceTitle(piece, isMissed) : t("picture.read")}`,
        ),
      ),
    );
    right = Math.max(right, at.x + width);
    bottom = Math.max(bottom, at.y + height);
  }
  const outlines = [];
  if (detail.load.kind === "sack" || detail.load.kind === "roll_cage") {
    const inside = Math.ceil(pass.places / Math.max(1, detail.load.receptacles));
    for (let sack = 0; sack < detail.load.receptacles; ++sack) {
      const first = placeOf(detail.load, pass.places, sack * inside);
      const across = Math.ceil(Math.sqrt(inside * 1.6));
      outlines.push(
        h("rect.outline", { x: first.x - 12, y: 2, width: across * 31 + 19, height: bottom + 12, rx: 16 }),
      );
      right = Math.max(right, first.x + across * 31 + 8);
    }
    bottom += 16;
  } else if (detail.load.kind === "train") {
    for (let line = 0; line <= Math.floor((pass.places - 1) / pictureSize.perRow); ++line) {
      outlines.push(
        h("line.outline", { x1: 0, x2: right, y1: line * 45 + box + 4, y2: line * 45 + box + 4 }),
      );
    }
    bottom += 8;
  }
  strays.forEach((stray, i) => {
    const x = right + 24;
    shapes.push(
      h(
        "g.stray",
        {},
        h("circle", { cx: x + 9, cy: 12 + i * 26, r: 9 }),
        h("text", { x: x + 26, y: 16 + i * 26 }, stray.slice(0, 34)),
        h("title", {}, stray),
      ),
    );
  });
  const width = Math.max(right + (strays.length > 0 ? 330 : 4), 40);
  const height = Math.max(bottom + 4, strays.length * 26 + 8);
  const label = t("picture.label", {
    identified: number(pass.places - missed.size),
    expected: number(pass.places),
    pass: number(pass.pass + 1),
  });
  return h(
    "figure.load",
    {},
    h(
      "div.scroll",
      { tabindex: "0", role: "region", "aria-label": label },
      h(
        "svg",
        {
          viewBox: `-4 -2 ${width + 8} ${height + 6}`,
          style: { width: `${width + 8}px`, "max-width": "none" },
          role: "img",
          "aria-label": label,
        },
        outlines,
        shapes,
      ),
    ),
    h(
      "figcaption",
      {},
      t(`picture.${detail.load.kind}`),
      " ",
      h("span.key", {}, h("i.read"), t("picture.read")),
      " ",
      h("span.key", {}, h("i.missed"), t("picture.missed")),
      strays.length > 0 ? [" ", h("span.key", {}, h("i.stray"), t("picture.stray"))] : null,
    ),
  );
};
