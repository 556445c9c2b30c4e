// What to draw next, with the clock; it ticks here, so that the server is not asked every second. What is read meanwhile
// is heard from the pen. When the digit was read right, the next is asked for unless another stroke begins soon.
export default function (component) {
  const prompt = (component.parentElement.prompt ??= new Prompt(component.parentElement));
  prompt.follow(component);
  return () => prompt.leave();
}

class Prompt {
  constructor(root) {
    this.part = (name) => root.querySelector(`.${name}`);
    this.listeners = {
      pointerdown: () => this.press(true),
      pointerup: () => this.press(false),
      pointercancel: () => this.press(false),
      "paper:answer": ({ detail }) => this.hear(detail),
    };
    this.liftedAt = 0;
  }

  follow({ data, setTriggerValue }) {
    if (this.data?.start !== data.start) {
      this.end = performance.now() + 1000 * data.left;
      this.isOver = false;
    }
    [this.data, this.trigger] = [data, setTriggerValue];
    for (const name of ["verb", "digit", "steps"]) this.part(name).textContent = data[name];
    this.part("steps").setAttribute("aria-label", data.stepsInWords);
    this.part("prompt").style.visibility = "";
    if (this.heard?.canvas !== data.canvas) this.part("heard").textContent = data.heard;
    if (!this.ticking) {
      for (const [name, act] of Object.entries(this.listeners)) document.addEventListener(name, act, true);
      this.ticking = setInterval(() => this.tick(), 100);
    }
    this.wait();
  }

  leave() {
    clearTimeout(this.waiting);
    clearInterval(this.ticking);
    this.ticking = null;
    for (const [name, act] of Object.entries(this.listeners)) document.removeEventListener(name, act, true);
  }

  press(isDown) {
    this.isDown = isDown;
    this.liftedAt = performance.now();
    this.wait();
  }

  wait() {
    clearTimeout(this.waiting);
    if (!this.data.isRight || this.isDown) return;
    const left = this.data.patience - (performance.now() - this.liftedAt);
    this.waiting = setTimeout(() => this.trigger("next", this.data.sheet), Math.max(0, left));
  }

  hear(heard) {
    if (heard.canvas !== this.data.canvas) return;
    this.heard = heard;
    const { state, label } = heard.answer;
    const { right, unfamiliar, read } = this.data.hearing;
    const isOneDigit = state === "sure" || state === "torn";
    const isRight = isOneDigit && String(label) === this.data.digit;
    const sentence = state === "empty" ? "" : isRight ? right : isOneDigit ? read : unfamiliar;
    this.part("heard").textContent = sentence.replace("{label}", label);
  }

  // While nothing but the next digit is waited for, the clock stands.
  tick() {
    const now = this.data.isRight && !this.isDown && this.liftedAt ? this.liftedAt : performance.now();
    const left = Math.max(0, (this.end - now) / 1000);
    this.part("left").textContent = left > 9.95 ? Math.ceil(left) : left.toFixed(1);
    this.part("bar").firstElementChild.style.transform = `scaleX(${left / this.data.limit})`;
    if (left === 0 && !this.isOver) {
      this.isOver = true;
      this.trigger("over", this.data.sheet);
    }
  }
}
