// Looks at the drawing canvas while the pen is down and sends what is on it, so that it is read before the stroke ends.
// The canvas component itself speaks only after pen-up. Without this, the page works as before, only later.
const PAUSE = 90; // ms between two looks while the pen is down
const PATIENCE = 1500; // ms after which a picture that was not answered is given up
const SIDE = 280; // CSS pixels of the canvas

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const pen = (parentElement.pen ??= { number: 0, sentAt: 0, timer: null });
  pen.version = data.version;
  pen.seen = data.seen;
  pen.send = setStateValue;
  pen.leave?.();
  nameThePaper(pen, data.label);

  const onDown = (event) => {
    const surface = event.composedPath().find((node) => node.classList?.contains("upper-canvas"));
    if (!surface) return;
    // finished strokes and the stroke under way lie on two canvases, one upon the other
    pen.surfaces = [...surface.parentElement.querySelectorAll("canvas")];
    clearInterval(pen.timer);
    pen.timer = setInterval(() => look(pen, false), PAUSE);
  };
  const onUp = () => {
    if (pen.timer === null) return;
    clearInterval(pen.timer);
    pen.timer = null;
    look(pen, true); // before the canvas component moves the stroke from the upper to the lower canvas
  };
  document.addEventListener("pointerdown", onDown, true);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, onUp, true);
  pen.leave = () => {
    document.removeEventListener("pointerdown", onDown, true);
    for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, onUp, true);
  };
  if (pen.falsified === undefined) {
    pen.falsified = pixelsAreFalsified();
    if (pen.falsified) pen.send("ink", { falsified: true });
  }
  return () => {
    clearInterval(pen.timer);
    pen.leave();
  };
}

// The canvas component takes no name for screen readers; a paper that comes later is named with the next answer.
function nameThePaper(pen, label) {
  const named = `${label} ${pen.version}`;
  if (pen.paper?.isConnected && pen.named === named) return;
  for (const host of document.querySelectorAll("*")) {
    const paper = host.shadowRoot?.querySelector(".canvas-root");
    if (!paper) continue;
    paper.setAttribute("aria-label", label);
    [pen.paper, pen.named] = [paper, named];
  }
}

// Send the ink as it is now, unless the server is still busy with the last picture: then this one is skipped.
async function look(pen, isLast) {
  const isWaiting = pen.number && pen.number !== pen.seen && performance.now() - pen.sentAt < PATIENCE;
  if (pen.falsified || (isWaiting && !isLast)) return;
  const picture = inkOf(pen.surfaces);
  if (!picture) return;
  const version = pen.version;
  const number = (pen.number = Math.max(Date.now(), pen.number + 1));
  pen.sentAt = performance.now();
  const packed = await deflate(picture.alpha);
  if (number !== pen.number) return; // a later look has overtaken this one
  const { width, height } = picture;
  pen.send("ink", { number, version, isLast, width, height, data: base64(packed) });
}

// Alpha of all surfaces together, at CSS size, cut to the ink; null without ink.
function inkOf(surfaces) {
  const alpha = new Uint8Array(SIDE * SIDE);
  for (const surface of surfaces) {
    if (!surface.width) continue;
    const ratio = surface.width / SIDE;
    const pixels = surface.getContext("2d").getImageData(0, 0, surface.width, surface.height).data;
    const covered = ratio === 1 ? null : averaged(pixels, surface.width, surface.height, ratio);
    for (let i = 0; i < alpha.length; i++) {
      const value = covered ? covered[i] : pixels[4 * i + 3];
      if (value > alpha[i]) alpha[i] = value;
    }
  }
  let [top, bottom, left, right] = [SIDE, -1, SIDE, -1];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (!alpha[y * SIDE + x]) continue;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  }
  if (bottom < 0) return null;
  const [width, height] = [right - left + 1, bottom - top + 1];
  const cut = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * SIDE + left;
    cut.set(alpha.subarray(start, start + width), y * width);
  }
  return { alpha: cut, width, height };
}

// Alpha averaged over the device pixels of each CSS pixel.
function averaged(pixels, width, height, ratio) {
  const sums = new Float32Array(SIDE * SIDE);
  const counts = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < height; y++) {
    const row = Math.min(SIDE - 1, Math.floor(y / ratio)) * SIDE;
    for (let x = 0; x < width; x++) {
      const i = row + Math.min(SIDE - 1, Math.floor(x / ratio));
      sums[i] += pixels[4 * (y * width + x) + 3];
      counts[i] += 1;
    }
  }
  return sums.map((sum, i) => Math.round(sum / counts[i]));
}

async function deflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

// Browsers that guard against recognition give back other pixels than were drawn.
function pixelsAreFalsified() {
  const probe = Object.assign(document.createElement("canvas"), { width: 32, height: 32 });
  const context = probe.getContext("2d");
  context.fillStyle = "#2f74e0";
  context.fillRect(8, 8, 16, 16);
  const pixels = context.getImageData(0, 0, 32, 32).data;
  for (let i = 0; i < 1024; i++) {
    const [x, y] = [i % 32, Math.floor(i / 32)];
    const isInk = x >= 8 && x < 24 && y >= 8 && y < 24;
    if (pixels[4 * i + 3] !== (isInk ? 255 : 0)) return true;
  }
  return false;
}
