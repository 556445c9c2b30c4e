// Shows an answer: the sentence, how sure it is, the ten bars, and the picture that the model sees.
//
// Answers come by two roads: from the pen (events on the document, many a second) and from the page's script (its data).
// What the pen says of the canvas that is on the page is newer; a canvas that the script has set up anew begins with the
// script's answer.
const SIDE = 28;

export default function (component) {
  const shown = (component.parentElement.answer ??= new Answer(component.parentElement));
  shown.follow(component.data);
  return () => shown.leave();
}

class Answer {
  constructor(root) {
    const part = (name) => root.querySelector(name);
    this.parts = {
      box: part(".answer"), sentence: part("h2"), howSure: part(".how-sure"), says: part(".big"), seen: part("canvas"),
      bars: part(".bars"), status: part('[role="status"]'),
    };
    this.captions = root.querySelectorAll(".caption");
    for (let digit = 0; digit < 10; digit++) {
      const bar = document.createElement("li");
      bar.innerHTML = '<span class="hidden"></span><span class="share" aria-hidden="true"></span>' +
        `<span class="track"><span class="fill"></span></span><span class="digit" aria-hidden="true">${digit}</span>`;
      this.parts.bars.append(bar);
    }
    this.onAnswer = ({ detail }) => this.take(detail);
    this.onBlocked = ({ detail }) => this.take({ ...detail, answer: null });
    this.onScheme = () => requestAnimationFrame(() => this.paint(this.answer));
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
  }

  follow(data) {
    this.data = data;
    this.parts.box.dataset.view = data.view;
    [data.labels.sees, data.labels.says, data.labels.howSure].forEach((text, i) => (this.captions[i].textContent = text));
    this.parts.bars.setAttribute("aria-label", data.labels.howSure);
    this.percent = new Intl.NumberFormat(data.language, { style: "percent" });
    if (!this.isListening) {
      this.isListening = true;
      document.addEventListener("paper:answer", this.onAnswer);
      document.addEventListener("paper:blocked", this.onBlocked);
      this.scheme.addEventListener("change", this.onScheme);
    }
    const isOld = this.seen?.number < data.look; // the script has answered a later look than the pen
    if (isOld || this.seen?.canvas !== data.canvas || this.seen.language !== data.language) this.seen = null;
    this.show(this.seen?.answer ?? data.answer, !data.isUnderWay);
    if (!this.seen && data.look) this.tellShown(data.look);
    this.parts.box.style.visibility = "";
  }

  leave() {
    this.isListening = false;
    document.removeEventListener("paper:answer", this.onAnswer);
    document.removeEventListener("paper:blocked", this.onBlocked);
    this.scheme.removeEventListener("change", this.onScheme);
  }

  // From the pen; without an answer, what the script says holds again.
  take({ canvas, answer, number, isPenDown }) {
    this.seen = answer ? { canvas, answer, number, language: this.data.language } : null;
    this.show(answer ?? this.data.answer, !isPenDown);
    if (!answer) return;
    this.tellShown(number);
  }

  tellShown(number) {
    this.parts.box.dataset.look = number;
    document.dispatchEvent(new CustomEvent("paper:shown", { detail: { number } }));
  }

  show(answer, isToBeAnnounced) {
    const { box, sentence, howSure, says, bars, status } = this.parts;
    const { sentences, state } = answer;
    this.answer = answer;
    Object.assign(box.dataset, { state, label: answer.label ?? "" });
    write(sentence, sentences.answer);
    write(howSure, sentences.how_sure);
    this.say(says, answer);
    [...bars.children].forEach((bar, digit) => {
      const share = answer.probabilities?.[digit] ?? 0;
      const [inWords, inFigures, track] = bar.children;
      write(inWords, `${digit}: ${sentences.shares[digit] ?? ""}`);
      write(inFigures, share < 0.005 ? "" : this.percent.format(Math.min(share, 0.99)));
      track.firstChild.style.height = `${100 * share}%`;
      const isNamed = digit === answer.label || (state === "torn" && digit === answer.runner_up);
      bar.classList.toggle("named", isNamed);
    });
    this.paint(answer);
    if (isToBeAnnounced) write(status, state === "empty" ? "" : `${sentences.answer} ${sentences.how_sure}`);
  }

  // The answer in a figure or two; what is torn is torn between two of one size, and what is no digit is none.
  say(says, { state, label, runner_up }) {
    const digits = { sure: [label], torn: [label, runner_up] }[state] ?? ["?"];
    const text = digits.join(" ");
    if (says.dataset.text === text) return;
    says.dataset.text = text;
    says.replaceChildren();
    digits.forEach((digit, i) => {
      if (i) says.append(Object.assign(document.createElement("small"), { textContent: this.data.labels.or }));
      says.append(Object.assign(document.createElement("span"), { textContent: digit }));
    });
  }

  // The 28 x 28 picture, its ink in the colour of text.
  paint(answer) {
    const { seen } = this.parts;
    const context = seen.getContext("2d");
    context.clearRect(0, 0, SIDE, SIDE);
    seen.setAttribute("aria-label", answer?.sentences.seen || this.data.labels.nothingSeen);
    if (!answer?.digit) return;
    const [red, green, blue] = getComputedStyle(seen).color.match(/[\d.]+/g).map(Number);
    const picture = context.createImageData(SIDE, SIDE);
    answer.digit.flat().forEach((ink, i) => picture.data.set([red, green, blue, ink], 4 * i));
    context.putImageData(picture, 0, 0);
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
