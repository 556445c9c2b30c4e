// The pen beside the drawing canvas: looks at the ink while it is drawn, asks `POST /read` what it is, and tells the page.
//
// No script of the page runs while the pen is down. The canvas component would send every stroke by itself, 200 ms after
// pen-up; it is told not to, and its hidden "send" button is pressed here: when the pen has rested, or at once when
// anything else is pressed. Undo and Clear act on the canvas first, and the server hears of it afterwards.
// Where `POST /read` cannot be reached, looks go through the page's script instead.
const PAUSE = 30; // ms between two looks while the pen is down
const LONG_PAUSE = 90; // the same where every look runs the page's script
const REST = 200; // ms after pen-up until the strokes go to the page's script, unless another stroke begins
const PATIENCE = 2000; // ms after which a look that was not answered is given up
const DETOUR = 5000; // ms until the short road is tried again after it was found blocked

export default function (component) {
  const pen = (component.parentElement.pen ??= new Pen(component.parentElement));
  pen.follow(component);
  return () => pen.leave();
}

class Pen {
  constructor(root) {
    this.root = root;
    this.number = 0; // of the last look
    this.told = 0; // number of the newest look that was answered
    this.underWay = 0; // looks that wait for their answer
    this.restUntil = 0; // the time before which no further look is taken while the pen is down
    this.blockedUntil = 0;
    this.isDown = false;
    this.isOwed = false; // strokes that the page's script has not heard of
    this.wanted = Infinity; // strokes to be left of those that a canvas began with
    this.undo = root.querySelector(".undo");
    this.clear = root.querySelector(".clear");
    this.undo.addEventListener("click", () => this.takeBack());
    this.clear.addEventListener("click", () => this.wipe());
    const up = (event) => this.up(event);
    const other = () => this.other();
    this.listeners = {
      pointerdown: (event) => this.down(event), pointerup: up, pointercancel: up, keydown: other, visibilitychange: other,
    };
  }

  // What the page's script says: which canvas, which model, what is on the paper.
  follow({ data, setStateValue, setTriggerValue }) {
    const isNew = this.data?.canvas !== data.canvas;
    [this.data, this.setState, this.trigger] = [data, setStateValue, setTriggerValue];
    if (isNew) {
      this.kept = data.strokes.length;
      this.isOwed = false;
      clearTimeout(this.resting);
    }
    this.undo.querySelector("span").textContent = data.undo;
    this.clear.querySelector("span").textContent = data.clear;
    this.root.querySelector(".tools").classList.toggle("large", data.isLarge);
    if (!this.isListening) {
      this.isListening = true;
      for (const [name, act] of Object.entries(this.listeners)) document.addEventListener(name, act, true);
    }
    if (this.isFalsified === undefined) {
      this.isFalsified = pixelsAreFalsified();
      if (this.isFalsified) this.setState("ink", { falsified: true });
    }
    this.find();
  }

  leave() {
    this.isListening = false;
    clearInterval(this.looking);
    clearTimeout(this.resting);
    clearTimeout(this.finding);
    for (const [name, act] of Object.entries(this.listeners)) document.removeEventListener(name, act, true);
  }

  // The canvas that belongs to this pen, as soon as it is on the page; the component takes no name for screen readers.
  find() {
    clearTimeout(this.finding);
    const paper = canvasRoot(this.data.canvas);
    paper?.setAttribute("aria-label", this.data.label);
    const surface = paper?.querySelector("canvas.upper-canvas");
    if (surface) {
      const isNew = this.paper !== paper;
      this.paper = paper;
      // finished strokes and the stroke under way lie on two canvases, one upon the other
      this.surfaces = [...surface.parentElement.querySelectorAll("canvas")];
      if (!this.isDown) this.example.style.visibility = "";
      this.refresh();
      this.root.querySelector(".tools").style.visibility = "";
      if (isNew && this.hasHistory) this.changed(); // drawn before the pen was there
      if (isNew && this.wanted < this.kept) this.keepFirst(this.wanted); // undone once more while this canvas was on its way
      else if (isNew) this.wanted = Infinity;
    } else {
      this.finding = setTimeout(() => this.find(), 50);
    }
  }

  tool(name) {
    return this.paper?.querySelector(`.dc-toolbar button[aria-label^="${name}"]`);
  }

  get example() {
    return this.paper.querySelector(".dc-background-canvas");
  }

  get guide() {
    return this.paper.getRootNode().querySelector(".guide");
  }

  get hasHistory() {
    return this.tool("Undo")?.disabled === false;
  }

  refresh() {
    this.undo.disabled = !(this.hasHistory || this.kept > 0);
    this.clear.disabled = this.undo.disabled && !this.data.hasExample;
    this.guide.hidden = !this.data.isGuided || this.isDown || !this.clear.disabled;
  }

  down(event) {
    const surface = event.composedPath().find((node) => node.classList?.contains("upper-canvas"));
    if (!surface || !this.surfaces?.includes(surface)) {
      this.other();
      return;
    }
    if (this.isDown) return; // a second finger
    this.isDown = true;
    this.guide.hidden = true;
    tell("pen", { isDown: true });
    this.pointer = event.pointerId;
    clearTimeout(this.resting);
    clearInterval(this.looking);
    this.example.style.visibility = "hidden"; // drawing puts an example away
    this.looking = setInterval(() => this.look(), this.isBlocked ? LONG_PAUSE : PAUSE);
  }

  up(event) {
    const isStroke = this.isDown ? event.pointerId === this.pointer : event.composedPath().includes(this.surfaces?.at(-1));
    if (!isStroke) return;
    this.isDown = false;
    tell("pen", { isDown: false });
    clearInterval(this.looking);
    this.look(); // before the canvas component moves the stroke from the upper to the lower canvas
    this.isOwed = true;
    this.resting = setTimeout(() => this.commit(), this.isBlocked ? 0 : REST);
    setTimeout(() => this.refresh());
  }

  // Anything but the canvas is pressed, or the page is left.
  other() {
    if (!this.isDown) this.commit();
  }

  // Let the canvas component send its strokes to the page's script.
  commit() {
    clearTimeout(this.resting);
    if (!this.isOwed) return;
    this.isOwed = false;
    this.tool("Update")?.click();
  }

  takeBack() {
    if (this.hasHistory) {
      this.tool("Undo").click();
      this.changed();
    } else if (this.kept > 0) {
      this.keepFirst(this.kept - 1);
    }
  }

  wipe() {
    if (this.data.strokes.length || this.data.hasExample) {
      this.keepFirst(0);
    } else {
      this.tool("Reset").click();
      this.changed();
    }
  }

  // After a tool of the canvas component: it draws in a later turn of the event loop.
  changed() {
    this.isOwed = true;
    setTimeout(() => {
      this.look();
      this.commit();
      this.refresh();
    });
  }

  // Strokes that this canvas began with are no part of its history: show what is left of them, and have it set up anew.
  keepFirst(n) {
    this.kept = this.wanted = n;
    const context = this.surfaces[0].getContext("2d");
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    this.example.style.visibility = "hidden";
    for (const { path, width } of this.data.strokes.slice(0, n)) {
      Object.assign(context, { lineWidth: width, strokeStyle: this.data.ink, lineCap: "round", lineJoin: "round" });
      context.stroke(new Path2D(path));
    }
    this.isOwed = false;
    this.look();
    this.trigger("kept", { canvas: this.data.canvas, strokes: n });
    this.refresh();
    this.clear.disabled = n === 0;
    this.guide.hidden = !this.data.isGuided || n > 0;
  }

  get isBlocked() {
    return performance.now() < this.blockedUntil;
  }

  look() {
    const isPenDown = this.isDown;
    if (this.isFalsified || (isPenDown && (this.isWaiting || performance.now() < this.restUntil))) return;
    const ink = inkOf(this.surfaces, this.data.maxSide);
    const number = (this.number = Math.max(Date.now(), this.number + 1));
    tell("look", { number, isPenDown, at: performance.now() });
    if (!ink) {
      if (!isPenDown) this.show(number, isPenDown, this.data.empty);
    } else if (this.isBlocked) {
      this.sentAt = performance.now();
      this.setState("ink", { number, canvas: this.data.canvas, isLast: !isPenDown, ...ink, alpha: base64(ink.alpha) });
    } else {
      this.ask(number, isPenDown, ink);
    }
  }

  // Whether the answer to an earlier look is still to come: then the next one is skipped.
  get isWaiting() {
    if (!this.isBlocked) return this.underWay > 0;
    return this.number !== this.data.seen && performance.now() - (this.sentAt ?? 0) < PATIENCE;
  }

  async ask(number, isPenDown, { alpha, width, height }) {
    const { run, language } = this.data;
    const query = new URLSearchParams({ run, lang: language, width, height });
    const asked = performance.now();
    this.underWay += 1;
    try {
      const response = await fetch(`${home()}/read?${query}`, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream" },
        body: alpha,
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.status === 429) return;
      if (!response.ok) throw new Error(`POST /read answers ${response.status}`);
      this.show(number, isPenDown, await response.json());
    } catch {
      this.blockedUntil = performance.now() + DETOUR;
      tell("blocked", { canvas: this.data.canvas });
      if (this.isOwed && !this.isDown) this.commit();
    } finally {
      this.underWay -= 1;
      // a busy server gets as long a pause as it took, and a full room is slowed evenly
      const now = performance.now();
      this.restUntil = now + Math.max(0, now - asked - 2 * PAUSE);
    }
  }

  show(number, isPenDown, answer) {
    if (number < this.told) return; // a later look has been answered already
    this.told = number;
    tell("answer", { canvas: this.data.canvas, number, isPenDown, answer });
  }
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`paper:${name}`, { detail }));
}

function canvasRoot(key) {
  for (const node of document.querySelectorAll(`.st-key-${key}, .st-key-${key} *`)) {
    const root = node.shadowRoot?.querySelector(".canvas-root");
    if (root) return root;
  }
  return null;
}

// Where the app lives: below the folder from which its own scripts came, also behind a proxy that adds a path.
function home() {
  const script = document.querySelector('script[src*="/static/"]');
  return script ? script.src.split("/static/")[0] : "";
}

let sheet; // what the ink is copied to

// Alpha of all surfaces together, `side` pixels wide, cut to the ink; null without ink.
function inkOf(surfaces, side) {
  sheet ??= emptySheet(side);
  sheet.clearRect(0, 0, side, side);
  for (const surface of surfaces) if (surface.width) sheet.drawImage(surface, 0, 0, side, side);
  const pixels = sheet.getImageData(0, 0, side, side).data;
  let [top, bottom, left, right] = [side, -1, side, -1];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (!pixels[4 * (y * side + x) + 3]) continue;
      [top, bottom] = [Math.min(top, y), y];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
    }
  }
  if (bottom < 0) return null;
  const [width, height] = [right - left + 1, bottom - top + 1];
  const alpha = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) alpha[y * width + x] = pixels[4 * ((top + y) * side + left + x) + 3];
  }
  return { alpha, width, height };
}

function emptySheet(side) {
  const element = Object.assign(document.createElement("canvas"), { width: side, height: side });
  return element.getContext("2d", { willReadFrequently: true });
}

function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

// Browsers that guard against recognition give back other pixels than were drawn.
function pixelsAreFalsified() {
  const probe = emptySheet(32);
  probe.fillStyle = "#2f74e0";
  probe.fillRect(8, 8, 16, 16);
  const pixels = probe.getImageData(0, 0, 32, 32).data;
  for (let i = 0; i < 1024; i++) {
    const [x, y] = [i % 32, Math.floor(i / 32)];
    const isInk = x >= 8 && x < 24 && y >= 8 && y < 24;
    if (pixels[4 * i + 3] !== (isInk ? 255 : 0)) return true;
  }
  return false;
}
