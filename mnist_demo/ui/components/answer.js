// Shows an answer: the sentence, how sure it is, the ten bars (of a number one for each of its digits), and the picture that
// the model sees.
//
// Answers come by two roads: from the pen (events on the document, many a second) and from the page's script (its data).
// What the pen says of the canvas that is on the page is newer; a canvas that the script has set up anew begins with the
// script's answer.
//
// An answer shows at once, its verdict does not: until a drawing counts as finished it says what the drawing may become,
// for one stroke of a four is a perfect one.
const SIDE = 28;
const CALM = 700; // ms after pen-up until a drawing counts as finished, unless another stroke begins
const FADE = { duration: 120, easing: "ease-out" };

export default function (component) {
  const shown = (component.parentElement.answer ??= new Answer(component.parentElement));
  shown.follow(component.data);
  return () => shown.leave();
}

class Answer {
  constructor(root) {
    const part = (name) => root.querySelector(name);
    this.parts = {
      box: part(".answer"), sentence: part("h2"), howSure: part(".how-sure span"), says: part(".big"), seen: part("canvas"),
      bars: part(".bars"), status: part('[role="status"]'),
    };
    this.captions = root.querySelectorAll(".caption");
    for (let digit = 0; digit < 10; digit++) {
      const bar = document.createElement("li");
      bar.innerHTML = '<span class="hidden"></span><span class="share" aria-hidden="true"></span>' +
        `<span class="track"><span class="fill"></span></span><span class="digit" aria-hidden="true">${digit}</span>`;
      this.parts.bars.append(bar);
    }
    this.listeners = {
      "paper:pen": ({ detail }) => this.heed(detail.isDown),
      "paper:answer": ({ detail }) => this.take(detail),
      "paper:blocked": ({ detail }) => this.take({ ...detail, answer: null }),
    };
    this.onScheme = () => requestAnimationFrame(() => this.paint(this.answer));
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)");
    this.isDrawing = false;
  }

  follow(data) {
    this.data = data;
    this.parts.box.dataset.view = data.view;
    [data.labels.sees, data.labels.says, data.labels.howSure].forEach((text, i) => (this.captions[i].textContent = text));
    this.parts.bars.setAttribute("aria-label", data.labels.howSure);
    this.percent = new Intl.NumberFormat(data.language, { style: "percent" });
    if (!this.isListening) {
      this.isListening = true;
      for (const [name, act] of Object.entries(this.listeners)) document.addEventListener(name, act);
      this.scheme.addEventListener("change", this.onScheme);
    }
    const isOld = this.seen?.number < data.look; // the script has answered a later look than the pen
    if (isOld || this.seen?.canvas !== data.canvas || this.seen.language !== data.language) this.seen = null;
    this.show();
    if (!this.seen && data.look) this.tellShown(data.look);
    this.parts.box.style.visibility = "";
  }

  leave() {
    this.isListening = this.isDrawing = false;
    clearTimeout(this.settling);
    for (const [name, act] of Object.entries(this.listeners)) document.removeEventListener(name, act);
    this.scheme.removeEventListener("change", this.onScheme);
  }

  heed(isPenDown) {
    clearTimeout(this.settling);
    this.isDrawing = true;
    if (!isPenDown) {
      this.settling = setTimeout(() => {
        this.isDrawing = false;
        this.show();
      }, CALM);
    }
    this.show();
  }

  // From the pen; without an answer, what the script says holds again.
  take({ canvas, answer, number }) {
    this.seen = answer ? { canvas, answer, number, language: this.data.language } : null;
    this.show();
    if (answer) this.tellShown(number);
  }

  tellShown(number) {
    this.parts.box.dataset.look = number;
    document.dispatchEvent(new CustomEvent("paper:shown", { detail: { number } }));
  }

  show() {
    const { box, sentence, howSure, says, bars, status } = this.parts;
    const answer = (this.answer = this.seen?.answer ?? this.data.answer);
    const { sentences } = answer;
    const isUnderWay = answer.state !== "empty" && (this.isDrawing || (!this.seen && this.data.isUnderWay));
    const state = isUnderWay ? "under-way" : answer.state;
    Object.assign(box.dataset, { state, label: answer.label ?? "" });
    box.toggleAttribute("data-drawings", answer.drawings > 1);
    box.toggleAttribute("data-row", answer.digits.length > 0);
    box.style.setProperty("--digits", answer.digits.length || 1);
    write(sentence, isUnderWay ? sentences.so_far : sentences.answer);
    write(howSure, isUnderWay ? "" : sentences.how_sure);
    this.say(says, state, answer);
    const row = answer.digits;
    const isTold = state !== "unfamiliar" && (row.length > 0 || sentences.shares.length > 0);
    [...bars.children].forEach((bar, i) => {
      const one = row[i] ?? { label: i, confidence: answer.probabilities?.[i] ?? 0, share: sentences.shares[i] };
      const isFigured = isTold && one.state !== "unfamiliar" && one.confidence >= 0.005;
      const [inWords, inFigures, track, digit] = bar.children;
      bar.hidden = row.length > 0 && i >= row.length;
      write(digit, `${one.state === "unfamiliar" ? "?" : one.label}`);
      write(inWords, isTold ? `${one.label}: ${one.share}` : `${one.label}`);
      write(inFigures, isFigured ? this.percent.format(Math.min(one.confidence, 0.99)).replace(/\s/, "\u202f") : "");
      track.firstChild.style.height = `${100 * one.confidence}%`;
      const isNamed = row.length > 0 || i === answer.label || (state === "torn" && i === answer.runner_up);
      bar.className = [isNamed && "named", one.state].filter(Boolean).join(" ");
    });
    this.paint(answer);
    const isNew = state === "empty" && !status.textContent; // that the paper is empty is told of what was cleared alone
    if (!isUnderWay && !isNew) write(status, `${sentences.answer} ${sentences.how_sure}`.trim());
  }

  // The answer in a figure or two; what is torn is torn between two of one size, and what is no digit is none. A number in
  // a row, each figure in the colour of its own state.
  say(says, state, { label, runner_up, digits: row }) {
    const isRow = row.length > 0;
    const one = { "under-way": [label], sure: [label], torn: [label, runner_up] }[state] ?? ["?"];
    const digits = isRow ? row.map((digit) => (digit.state === "unfamiliar" ? "?" : digit.label)) : one;
    const text = isRow ? row.map((digit, i) => `${digits[i]} ${digit.state}`).join(" ") : one.join(` ${this.data.labels.or} `);
    if (says.dataset.text === text) return;
    if (says.dataset.text && !this.isStill.matches) {
      const before = says.cloneNode(true);
      before.classList.add("before");
      says.after(before);
      before.animate({ opacity: [1, 0] }, FADE).finished.finally(() => before.remove());
      says.animate({ opacity: [0, 1] }, FADE);
    }
    says.dataset.text = text;
    says.replaceChildren();
    digits.forEach((digit, i) => {
      if (i && !isRow) says.append(Object.assign(document.createElement("small"), { textContent: this.data.labels.or }));
      says.append(Object.assign(document.createElement("span"), { textContent: digit, className: row[i]?.state ?? "" }));
    });
  }

  // The 28 x 28 picture, its ink in the colour of text; a number's pictures side by side.
  paint(answer) {
    const { seen } = this.parts;
    const pictures = answer?.digits.length ? answer.digits.map(({ digit }) => digit) : answer?.digit ? [answer.digit] : [];
    const context = seen.getContext("2d");
    seen.width = SIDE * Math.max(pictures.length, 1); // which clears it, too
    seen.setAttribute("aria-label", answer?.sentences.seen || this.data.labels.nothingSeen);
    const [red, green, blue] = getComputedStyle(seen).color.match(/[\d.]+/g).map(Number);
    pictures.forEach((digit, k) => {
      const picture = context.createImageData(SIDE, SIDE);
      digit.flat().forEach((ink, i) => picture.data.set([red, green, blue, ink], 4 * i));
      context.putImageData(picture, k * SIDE, 0);
    });
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
