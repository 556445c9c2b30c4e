// Digits that draw themselves, one after the other, over a paper that nobody draws on. For those who want no motion, one that
// stands still. What is not on the screen does not move.
const DIGITS = [ // strokes on paper of 280 x 280, as people write
  ["M140 46C88 46 72 105 72 142C72 196 98 234 140 234C184 234 208 192 208 140C208 84 184 46 140 46Z"],
  ["M100 96L148 48L148 234"],
  ["M82 98C86 62 112 46 142 47C182 49 200 80 188 114C176 148 122 188 80 232L206 232"],
  ["M84 74C104 42 178 38 188 80C195 112 160 132 124 134C172 134 208 154 200 194C190 240 108 246 76 208"],
  ["M162 46L76 172L210 172", "M164 108L160 236"],
  ["M98 54L88 138C118 114 200 116 204 172C206 232 126 246 80 214", "M98 54L194 52"],
  ["M178 50C118 78 80 136 80 182C80 220 108 236 138 236C176 236 200 212 198 180C196 150 170 134 140 138C108 142 84 162 82 190"],
  ["M78 54L204 52L122 236"],
  ["M186 84C176 42 104 38 96 84C90 128 196 138 198 188C200 244 86 248 84 190C84 144 194 134 186 84Z"],
  ["M190 94C182 40 84 42 86 100C88 152 178 148 190 94L182 236"],
];
const SPEED = 0.45; // of the pen, in units of the paper for each ms
const PAUSE = 350; // ms between two strokes
const STAYS = 1800; // ms for which a digit is looked at

export default function ({ data, parentElement }) {
  const shown = (parentElement.invitation ??= new Invitation(parentElement));
  parentElement.querySelector("p").textContent = data.text;
  shown.begin();
  return () => shown.end();
}

class Invitation {
  constructor(root) {
    this.picture = root.querySelector("svg");
    this.digit = 0;
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)");
    this.onStill = () => this.draw();
    this.seen = new IntersectionObserver(([{ isIntersecting }]) => (isIntersecting ? this.draw() : this.rest()));
  }

  begin() {
    if (this.isBegun) return;
    this.isBegun = true;
    this.seen.observe(this.picture);
    this.isStill.addEventListener("change", this.onStill);
  }

  end() {
    this.isBegun = false;
    this.seen.disconnect();
    this.isStill.removeEventListener("change", this.onStill);
    this.rest();
  }

  rest() {
    clearTimeout(this.next);
    this.picture.replaceChildren();
  }

  draw() {
    this.rest();
    const strokes = DIGITS[this.digit];
    const paths = (name) => strokes.map((d) => this.add(name, d));
    paths("way");
    const ink = paths("ink");
    if (this.isStill.matches) return;
    let begins = PAUSE;
    for (const path of ink) {
      const length = path.getTotalLength();
      const duration = length / SPEED;
      path.style.strokeDasharray = length;
      const [from, to] = [{ strokeDashoffset: length, opacity: 1 }, { strokeDashoffset: 0, opacity: 1 }];
      path.style.opacity = 0; // a round end is a dot before its stroke begins
      path.animate([from, to], { delay: begins, duration, easing: "ease-in-out", fill: "forwards" });
      begins += duration + PAUSE;
    }
    this.next = setTimeout(() => {
      this.digit = (this.digit + 1) % DIGITS.length;
      this.draw();
    }, begins + STAYS);
  }

  add(name, d) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    this.picture.append(path);
    return path;
  }
}
