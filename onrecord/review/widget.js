// Correcting in the notebook. This page only shows what Python says and says what was asked for: what holds is decided,
// written to disk and remembered there. All that comes from articles goes in as text, never as HTML.

/** Offsets: Python counts code points, JavaScript UTF-16 units. */
export class Offsets {
  constructor(text) {
    this.length = text.length;
    this.pairs = []; // where a character of two units begins, in units
    for (let i = 0; i < text.length; i++) {
      if (text.codePointAt(i) > 0xffff) this.pairs.push(i++);
    }
  }

  /** From code points to units. */
  units(points) {
    return points + this.#before((i) => this.pairs[i] - i < points);
  }

  /** From units to code points; within a character, to its beginning. */
  points(units) {
    return units - this.#before((i) => this.pairs[i] < units);
  }

  #before(isBefore) {
    let low = 0;
    let high = this.pairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Paragraphs of a text as [start, end] in units, line ends included. */
export function paragraphs(text) {
  const found = [];
  let start = 0;
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    found.push([start, match.index + match[0].length]);
    start = match.index + match[0].length;
  }
  if (start < text.length) found.push([start, text.length]);
  return found;
}

/** Cut [start, end] at the borders of layers {start, end, name}: [start, end, names in a fixed order]. */
export function segments(start, end, layers) {
  const near = layers.filter((layer) => layer.start < end && start < layer.end);
  const borders = new Set([start, end]);
  for (const layer of near) {
    if (layer.start > start) borders.add(layer.start);
    if (layer.end < end) borders.add(layer.end);
  }
  const sorted = [...borders].sort((a, b) => a - b);
  return sorted.slice(1).map((to, i) => {
    const names = near.filter((layer) => layer.start < to && sorted[i] < layer.end).map((layer) => layer.name);
    return [sorted[i], to, [...new Set(names)].sort()];
  });
}

/** Move a border by a word: to the next beginning (or, for an end, the next end) of a word in a direction. */
export function byWord(text, at, direction, isEnd) {
  const borders = [...text.slice(Math.max(0, at - 400), at + 400).matchAll(/\S+/g)].map(
    (word) => Math.max(0, at - 400) + word.index + (isEnd ? word[0].length : 0),
  );
  return direction > 0
    ? (borders.find((border) => border > at) ?? at)
    : (borders.findLast((border) => border < at) ?? at);
}

const SILENCE = 4000; // milliseconds after which an answer is missed

const KEYS = {
  quotes: "select text, then b content, c cue, s source, p one more piece or n new quote · t speaker · d kind · y speech",
  entities:
    "select text, then m mention or n new entity · t merge into · d label · e name · 1 to 9 mark mentions, then x split off",
  claims:
    "select text, then b borders, c cue of certainty, s claimer as printed or n new claim · t claimer · o the article itself · " +
    "d label · e certainty · 1 to 9, 0 and - kinds",
};

const help = (what) =>
  `a accept · r reject · j next · k previous · h next open · ${KEYS[what]} · [ ] start and { } end by words · u undo · ` +
  "Shift+u redo · Esc back here";

const KIND_KEYS = "1234567890-";

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

class Page {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.view = null;
    this.text = "";
    this.hash = null;
    this.offsets = new Offsets("");
    this.paragraphs = []; // {start, end, node, signature}
    this.picked = null; // [start, end] in units
    this.waiting = new Map(); // id of a message → timer
    this.number = 0;
    this.build();
    this.receive = (message) => this.onMessage(message);
    model.on("msg:custom", this.receive);
    this.ask("look");
  }

  close() {
    this.model.off("msg:custom", this.receive);
    document.removeEventListener("selectionchange", this.onSelect);
    window.removeEventListener("keydown", this.onEarlyKey, true);
    for (const timer of this.waiting.values()) clearTimeout(timer);
  }

  // Talking to Python

  ask(what, rest = {}) {
    // Each page has its own numbers: two views of one widget get the same answers.
    const id = `${Math.random().toString(36).slice(2)}-${++this.number}`;
    const timer = setTimeout(() => this.say("not saved: the kernel does not answer", true), SILENCE);
    this.waiting.set(id, timer);
    if (!["look", "next", "previous", "unseen", "go", "choose"].includes(what)) this.say("saving …");
    this.model.send({ do: what, id, has: this.hash, ...rest });
  }

  onMessage(view) {
    const own = this.waiting.has(view.for);
    clearTimeout(this.waiting.get(view.for));
    this.waiting.delete(view.for);
    if (view.text === null && view.hash !== this.hash) {
      // An answer to another page, which has another article.
      this.ask("look");
      return;
    }
    if (own || this.view === null) {
      if (view.saved !== null) this.say(`saved · ${view.saved}`);
      this.error.textContent = view.error ?? "";
      if (view.error) this.say("not saved", true);
      else if (this.waiting.size === 0 && view.saved === null) this.say("");
    }
    if (view.text !== null) this.setText(view.text, view.hash);
    const moved = !this.view || this.view.item !== view.item || this.view.article !== view.article;
    this.view = view;
    this.picked = null;
    this.draw(moved);
  }

  say(words, bad = false) {
    this.status.textContent = words;
    this.status.classList.toggle("or-bad", bad);
  }

  // What is on the page

  build() {
    this.root.classList.add("onrecord-review");
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "application");
    this.root.setAttribute("aria-label", "Correcting quotes, entities and claims");
    // JupyterLab listens on the document, before this page, and would take single letters for its own commands, such as
    // "b" for a new cell. It is told to let them pass; Ctrl+S and its like stay its own.
    window.addEventListener("keydown", (this.onEarlyKey = (event) => {
      this.root.toggleAttribute("data-lm-suppress-shortcuts", !event.ctrlKey && !event.metaKey);
    }), true);
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.title = element("span", { class: "or-title" });
    this.bar = element("progress", { max: 1, "aria-label": "decided" });
    this.count = element("span", { class: "or-count" });
    this.status = element("span", { class: "or-status", role: "status", "aria-live": "polite" });
    this.what = this.select("What to go through", [["quotes", "quotes"], ["entities", "entities"], ["claims", "claims"]], "what");
    this.order = this.select("Order", [["score", "least sure first"], ["text", "as in the text"]], "order");
    this.least = this.score("Least score", "least");
    this.most = this.score("Greatest score", "most");
    this.scores = element("span", { class: "or-row" },
      element("span", { class: "or-count", text: "score" }), this.least, element("span", { text: "–" }), this.most);
    this.article = element("div", { class: "or-article", tabindex: 0, "aria-label": "Article" });
    document.addEventListener("selectionchange", (this.onSelect = () => this.pick()));
    this.panel = element("div", { class: "or-panel" });
    this.error = element("div", { class: "or-error", role: "alert" });
    this.help = element("div", { class: "or-help" });
    this.root.append(
      element("div", { class: "or-head" }, this.title, this.bar, this.count, this.status),
      element("div", { class: "or-head" }, this.what, this.order, this.scores),
      element("div", { class: "or-body" }, this.article, element("div", { class: "or-panel" }, this.panel, this.error)),
      this.help,
    );
  }

  select(label, options, name) {
    const made = element("select", { "aria-label": label, onchange: () => this.ask("choose", { [name]: made.value }) });
    made.append(...options.map(([value, text]) => element("option", { value, text })));
    return made;
  }

  score(label, name) {
    const made = element("input", {
      type: "number", min: 0, max: 1, step: 0.05, "aria-label": label,
      onchange: () => this.ask("choose", { [name]: Number(made.value) }),
    });
    return made;
  }

  button(text, key, act, pressed = null) {
    const made = element("button", { type: "button", "aria-pressed": pressed, onclick: act, text });
    if (key) made.append(element("kbd", { text: key }));
    return made;
  }

  setText(text, hash) {
    this.text = text;
    this.hash = hash;
    this.offsets = new Offsets(text);
    this.paragraphs = paragraphs(text).map(([start, end]) => {
      const node = element("p", { dir: "auto" });
      return { start, end, node, signature: null };
    });
    this.article.replaceChildren(...this.paragraphs.map((paragraph) => paragraph.node));
  }

  current() {
    const { what, item } = this.view;
    return this.view[what].find((one) => one.id === item) ?? null;
  }

  words(place) {
    return place ? this.text.slice(this.offsets.units(place[0]), this.offsets.units(place[1])) : "";
  }

  draw(moved) {
    const view = this.view;
    this.title.textContent = view.title ? `${view.title} (${view.article})` : (view.article ?? "");
    this.title.title = this.title.textContent;
    this.bar.max = Math.max(1, view.total);
    this.bar.value = view.seen;
    this.count.textContent = `${view.total ? view.at + 1 : 0} of ${view.total} · ${view.seen} decided · ${view.coder}`;
    this.what.value = view.what;
    this.order.value = view.order;
    // The reader gives entities no score.
    for (const field of [this.order, this.scores]) field.hidden = view.what === "entities";
    this.help.textContent = help(view.what);
    this.least.value = view.least;
    this.most.value = view.most;
    this.drawText();
    this.drawPanel();
    if (moved) this.scroll();
  }

  layers() {
    const found = [];
    const add = (place, name) => {
      if (place) found.push({ start: this.offsets.units(place[0]), end: this.offsets.units(place[1]), name });
    };
    const current = this.current();
    for (const piece of this.view.others) add(piece, "or-other");
    if (current && this.view.what !== "entities") {
      for (const piece of current.pieces) {
        add(piece, "or-content");
        if (current.status === "rejected") add(piece, "or-none");
      }
      add(current.cue, "or-cue");
      add(current.source, "or-source");
    }
    for (const mention of this.view.mentions) add(mention, "or-mention");
    if (this.picked) found.push({ start: this.picked[0], end: this.picked[1], name: "or-picked" });
    return found;
  }

  drawText() {
    const layers = this.layers().sort((a, b) => a.start - b.start);
    let from = 0;
    for (const paragraph of this.paragraphs) {
      while (from < layers.length && layers[from].end <= paragraph.start) from++;
      const near = [];
      for (let i = from; i < layers.length && layers[i].start < paragraph.end; i++) near.push(layers[i]);
      const cut = segments(paragraph.start, paragraph.end, near);
      for (const [start, end, names] of cut) {
        if (this.picked?.[0] === start) names.push("or-picked-start");
        if (this.picked?.[1] === end) names.push("or-picked-end");
      }
      const signature = JSON.stringify(cut);
      if (signature === paragraph.signature) continue; // the others stay as they are: an article may be a book
      paragraph.signature = signature;
      paragraph.node.replaceChildren(
        ...cut.map(([start, end, names]) => {
          const text = this.text.slice(start, end);
          return names.length ? element("span", { class: names.join(" "), text }) : document.createTextNode(text);
        }),
      );
    }
  }

  scroll() {
    const lit = this.article.querySelector(".or-content, .or-mention");
    if (lit) {
      const offset = lit.getBoundingClientRect().top - this.article.getBoundingClientRect().top;
      this.article.scrollTop += offset - this.article.clientHeight / 3;
    }
  }

  drawPanel() {
    const focused = this.panel.contains(document.activeElement) ? document.activeElement : null;
    const current = this.current();
    const steps = element("div", { class: "or-four" },
      this.button("Back", "k", () => this.ask("previous")), this.button("Next", "j", () => this.ask("next")),
      this.button("Undo", "u", () => this.ask("undo")), this.button("Redo", "U", () => this.ask("redo")));
    const parts = !current ? [element("p", { text: "There is nothing here to decide on." })]
      : this.view.what === "quotes" ? this.quotePanel(current)
      : this.view.what === "claims" ? this.claimPanel(current) : this.entityPanel(current);
    this.panel.replaceChildren(...parts, element("div", { class: "or-group", text: "Go on" }), steps);
    // What had the focus is gone: keys go on working.
    if (focused) this.root.focus({ preventScroll: true });
  }

  facts(pairs) {
    const list = element("dl");
    for (const [name, value] of pairs) list.append(element("dt", { text: name }), element("dd", { text: value || "–", dir: "auto" }));
    return list;
  }

  verdict(item) {
    return element("div", { class: "or-two" },
      this.button("Accept", "a", () => this.ask("accept"), String(item.status === "accepted")),
      this.button("Reject", "r", () => this.ask("reject"), String(item.status === "rejected")));
  }

  quotePanel(quote) {
    const kinds = this.choices(this.view.kinds, "kind", quote.kind);
    return [
      this.facts([
        ["quote", this.origin(quote)],
        ["content", quote.pieces.map((piece) => this.words(piece)).join(" … ")],
        ["cue", this.words(quote.cue)],
        ["source", this.words(quote.source)],
        ["speaker", this.named(quote.speaker)],
      ]),
      this.verdict(quote),
      this.entityField("Speaker", "t", (who) => this.ask("speaker", who)),
      element("div", { class: "or-three" }, ...kinds),
      element("div", { class: "or-three" },
        this.button("speech", "y", () => this.toggleSpeech(), String(quote.speech)),
        this.button("No cue", "", () => this.ask("change", { values: { cue: null } })),
        this.button("No source", "", () => this.ask("change", { values: { source: null } }))),
      element("div", { class: "or-group", text: "The selected text is the quote’s" }),
      this.selectionButtons(),
    ];
  }

  /** Which item this is, who has it so, and its score. */
  origin(item) {
    return `${item.id} · ${item.status}${item.score === null ? "" : ` · score ${item.score.toFixed(2)}`}`;
  }

  named(id) {
    const entity = this.view.entities.find((one) => one.id === id);
    return entity ? `${entity.name} (${entity.id})` : "";
  }

  /** A button for each value of a field, the one that holds pressed. */
  choices(values, field, now) {
    return values.map((value) =>
      this.button(value, "", () => this.ask("change", { values: { [field]: value } }), String(now === value)));
  }

  claimPanel(claim) {
    const isArticle = claim.claimer_kind === "article";
    const kinds = this.view.claim_kinds.map((kind, number) =>
      this.button(kind, KIND_KEYS[number], () => this.toggleKind(kind), String(claim.kinds.includes(kind))));
    return [
      this.facts([
        ["claim", this.origin(claim)],
        ["text", this.words(claim.pieces[0])],
        ["certainty", claim.cue ? `${claim.certainty}: ${this.words(claim.cue)}` : claim.certainty],
        ["claimer", isArticle ? "the article itself" : this.named(claim.claimer) || "not known"],
        ["printed", this.words(claim.source)],
      ]),
      this.verdict(claim),
      element("div", { class: "or-group", text: "Worth checking (CFS), another fact (UFS), no fact (NFS)" }),
      element("div", { class: "or-three" }, ...this.choices(this.view.claim_labels, "label", claim.label)),
      element("div", { class: "or-three" }, ...this.choices(this.view.certainties, "certainty", claim.certainty),
        this.button("No cue", "", () => this.ask("change", { values: { certainty_cue: null } }))),
      this.entityField("Claimer", "t", (who) => this.ask("claimer", who)),
      element("div", { class: "or-row" },
        this.button("The article itself", "o", () => this.ask("change", { values: { claimer_kind: "article" } }), String(isArticle)),
        this.button("Not printed", "", () => this.ask("change", { values: { claimer_printed: null } }))),
      element("div", { class: "or-group", text: "What it is about" }),
      element("div", { class: "or-two" }, ...kinds),
      element("div", { class: "or-group", text: "The selected text is the claim’s" }),
      element("div", { class: "or-two", role: "group", "aria-label": "The selected text is" },
        this.button("Text", "b", () => this.setFromPicked("b")), this.button("Cue", "c", () => this.setFromPicked("c")),
        this.button("Claimer", "s", () => this.setFromPicked("s")), this.button("New claim", "n", () => this.setFromPicked("n"))),
    ];
  }

  toggleKind(kind) {
    const { kinds } = this.current();
    const after = kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind];
    this.ask("change", { values: { kinds: after } });
  }

  selectionButtons() {
    return element("div", { class: "or-three", role: "group", "aria-label": "The selected text is" },
      this.button("Content", "b", () => this.setFromPicked("b")), this.button("Cue", "c", () => this.setFromPicked("c")),
      this.button("Source", "s", () => this.setFromPicked("s")), this.button("Piece", "p", () => this.setFromPicked("p")),
      this.button("New quote", "n", () => this.setFromPicked("n")));
  }

  entityPanel(entity) {
    const name = element("input", { type: "text", "aria-label": "Name", value: entity.name, "data-key": "e" });
    const rename = () => this.ask("change", { values: { name: name.value } });
    name.addEventListener("keydown", (event) => event.key === "Enter" && rename());
    const label = element("select", {
      "aria-label": "Label", onchange: () => this.ask("change", { values: { label: label.value } }),
    });
    label.append(...this.view.labels.map((value) => element("option", { value, text: value })));
    label.value = entity.label;
    const boxes = this.view.mentions.map(([start, end, id, form]) => {
      const box = element("input", { type: "checkbox", value: id });
      return [box, element("li", {}, element("label", {}, box, ` ${this.words([start, end])} (${form})`))];
    });
    const split = element("input", {
      type: "text", "aria-label": "Name of those marked", placeholder: "name of those marked", "data-key": "x",
    });
    const splitOff = () =>
      this.ask("split", {
        mentions: boxes.filter(([box]) => box.checked).map(([box]) => box.value), name: split.value, label: label.value,
      });
    split.addEventListener("keydown", (event) => event.key === "Enter" && splitOff());
    return [
      this.facts([["entity", `${entity.id} · ${entity.status} · ${entity.mentions} mention${entity.mentions === 1 ? "" : "s"}`]]),
      this.verdict(entity),
      element("div", { class: "or-row" }, name, this.button("Rename", "e", rename), label),
      this.entityField("Merge into", "t", (who) => this.ask("merge", who), false),
      element("ul", {}, ...boxes.map(([, line]) => line)),
      element("div", { class: "or-row" }, split, this.button("Split off", "x", splitOff)),
      element("div", { class: "or-group", text: "The selected text is" }),
      element("div", { class: "or-two", role: "group", "aria-label": "The selected text is" },
        this.button("Mention", "m", () => this.setFromPicked("m")), this.button("New entity", "n", () => this.setFromPicked("n"))),
    ];
  }

  /** A field that proposes the entities of the article, and takes a new name, too, unless that would mean nothing. */
  entityField(label, key, done, takesNew = true) {
    const list = element("datalist", { id: `or-${Math.random().toString(36).slice(2)}` });
    const kept = this.view.entities.filter((entity) => entity.status !== "rejected");
    const counts = new Map();
    for (const entity of kept) counts.set(entity.name, (counts.get(entity.name) ?? 0) + 1);
    const ids = new Map();
    for (const entity of kept) {
      const text = counts.get(entity.name) > 1 ? `${entity.name} (${entity.id})` : entity.name;
      ids.set(text, entity.id);
      const option = element("option");
      option.value = text;
      list.append(option);
    }
    const input = element("input", { type: "text", "aria-label": label, placeholder: label, list: list.id, autocomplete: "off" });
    input.dataset.key = key;
    const sort = element("select", { "aria-label": "Label of a new one" });
    sort.append(...this.view.labels.map((value) => element("option", { value, text: value })));
    const send = () => {
      const name = input.value.trim();
      done(ids.has(name) ? { entity: ids.get(name) } : { name, label: sort.value });
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") send();
    });
    return element("div", { class: "or-row" }, input, ...(takesNew ? [sort] : []), list, this.button("Set", key, send));
  }

  // Selecting and keys

  /** Take over what is selected in the article. */
  pick() {
    const selection = this.root.ownerDocument.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0);
    if (!this.article.contains(range.startContainer) || !this.article.contains(range.endContainer)) return;
    const before = document.createRange();
    before.selectNodeContents(this.article);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    before.setEnd(range.endContainer, range.endOffset);
    this.picked = this.trimmed(start, before.toString().length);
  }

  /** Without white space at its ends, which a double click takes in; null where nothing is left. */
  trimmed(start, end) {
    const words = this.text.slice(start, end);
    const from = start + words.length - words.trimStart().length;
    return words.trim() ? [from, from + words.trim().length] : null;
  }

  nudge(isEnd, direction) {
    const current = this.current();
    if (!current) return;
    const pieces = this.view.what === "entities" ? this.view.mentions : current.pieces;
    if (!this.picked && pieces.length) {
      this.picked = [this.offsets.units(pieces[0][0]), this.offsets.units(pieces[pieces.length - 1][1])];
    }
    if (!this.picked) return;
    const moved = [...this.picked];
    moved[isEnd ? 1 : 0] = byWord(this.text, moved[isEnd ? 1 : 0], direction, isEnd);
    if (moved[0] < moved[1]) this.picked = moved;
    this.drawText();
  }

  setFromPicked(key) {
    if (!this.picked) {
      this.error.textContent = "Select some text in the article first, or move borders with [ ] { }.";
      return;
    }
    const place = this.picked.map((units) => this.offsets.points(units));
    const current = this.current();
    this.root.ownerDocument.getSelection()?.removeAllRanges();
    const isClaim = this.view.what === "claims";
    if (key === "b") this.ask("change", { values: isClaim ? { start: place[0], end: place[1] } : { pieces: [place] } });
    if (key === "c") this.ask("change", { values: { [isClaim ? "certainty_cue" : "cue"]: place } });
    if (key === "s") this.ask("change", { values: { [isClaim ? "claimer_printed" : "source"]: place } });
    if (key === "p" && current) {
      const pieces = [...current.pieces, place].sort((a, b) => a[0] - b[0]);
      this.ask("change", { values: { pieces } });
    }
    if (key === "n") this.add(place);
    if (key === "m" && current) this.ask("mention", { place, entity: current.id });
  }

  /** Add what was missed: a claim, an entity that is called as it is printed, or a quote. */
  add(place) {
    if (this.view.what === "claims") this.ask("claim", { place });
    else if (this.view.what === "entities") this.ask("mention", { place, name: this.words(place).replace(/\s+/g, " ") });
    else this.ask("add", { pieces: [place] });
  }

  toggleSpeech() {
    this.ask("change", { values: { speech: !this.current().speech } });
  }

  /** Go to the field of a key, with what is in it selected. */
  focus(key) {
    const field = this.panel.querySelector(`input[data-key=${key}]`);
    field?.focus();
    field?.select();
  }

  /** Change a field of the current item to the next of its values, round the end. */
  nextOf(values, field) {
    const next = values[(values.indexOf(this.current()[field]) + 1) % values.length];
    this.ask("change", { values: { [field]: next } });
  }

  /** What keys do to the current item, besides what they do to any. */
  ownKeys() {
    const { what, kinds, claim_labels, claim_kinds, certainties } = this.view;
    if (!this.current()) return {};
    if (what === "entities") {
      const boxes = [...this.panel.querySelectorAll("ul input")].slice(0, 9);
      return {
        m: () => this.setFromPicked("m"), d: () => this.nextOf(this.view.labels, "label"),
        e: () => this.focus("e"), x: () => this.focus("x"),
        ...Object.fromEntries(boxes.map((box, number) => [String(number + 1), () => box.click()])),
      };
    }
    const places = Object.fromEntries(["b", "c", "s"].map((key) => [key, () => this.setFromPicked(key)]));
    if (what === "quotes") {
      return {
        ...places, p: () => this.setFromPicked("p"), d: () => this.nextOf(kinds, "kind"), y: () => this.toggleSpeech(),
      };
    }
    return {
      ...places,
      d: () => this.nextOf(claim_labels, "label"),
      e: () => this.nextOf(certainties, "certainty"),
      o: () => this.ask("change", { values: { claimer_kind: "article" } }),
      ...Object.fromEntries(claim_kinds.map((kind, number) => [KIND_KEYS[number], () => this.toggleKind(kind)])),
    };
  }

  onKey(event) {
    if (event.key === "Escape") {
      this.picked = null;
      this.drawText();
      this.root.focus({ preventScroll: true });
      event.stopPropagation();
      return;
    }
    const writes = event.target instanceof Element && event.target.closest("input[type=text], input[type=number], select");
    if (writes || event.ctrlKey || event.metaKey || event.altKey || !this.view) return;
    const acts = {
      a: () => this.ask("accept"), r: () => this.ask("reject"), j: () => this.ask("next"), k: () => this.ask("previous"),
      h: () => this.ask("unseen"), u: () => this.ask("undo"), U: () => this.ask("redo"),
      "[": () => this.nudge(false, -1), "]": () => this.nudge(false, 1),
      "{": () => this.nudge(true, -1), "}": () => this.nudge(true, 1),
      t: () => this.focus("t"),
      n: () => this.setFromPicked("n"),
      ...this.ownKeys(),
    };
    if (Object.hasOwn(acts, event.key)) {
      event.preventDefault();
      event.stopPropagation();
      acts[event.key]();
    }
  }
}

export default {
  render({ model, el }) {
    const root = document.createElement("section");
    el.append(root);
    const page = new Page(model, root);
    return () => page.close();
  },
};
