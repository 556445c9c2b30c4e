// A picture with frames that can be moved, sized, thrown away and added: by mouse, by touch and by keyboard. What was done is
// sent once the hand is off: {number, box}, number -1 for a new frame, box null for one that was thrown away.
const STEP = 0.02; // of the longer side, for one press of an arrow key
const LEAST = 0.02; // of the longer side, that a frame keeps
const SETTLED = 500; // milliseconds after the last key

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const sheet = parentElement.querySelector(".sheet");
  const picture = sheet.querySelector("img");
  const add = parentElement.querySelector(".add");
  if (sheet.dataset.made === data.made) return;
  const root = sheet.getRootNode();
  const focused = root.activeElement?.classList.contains("frame") ? Number(root.activeElement.dataset.number) : null;
  sheet.dataset.made = data.made;
  clearTimeout(sheet.waiting); // what was still to be sent was meant for frames that are no more
  sheet.waiting = null;
  sheet.style.setProperty("--wide", `${data.wide}px`);
  sheet.setAttribute("aria-label", data.label);
  picture.src = `data:image/jpeg;base64,${data.picture}`;
  picture.alt = data.alt;
  add.textContent = data.add;
  sheet.style.visibility = add.style.visibility = "";
  parentElement.querySelector(".help").textContent = data.help;
  sheet.querySelectorAll(".frame, .left").forEach((element) => element.remove());

  const [width, height] = data.size;
  const step = Math.max(width, height) * STEP;
  const least = Math.max(width, height) * LEAST;

  const place = (element, box) => {
    element.box = box;
    const [top, bottom, left, right] = box;
    element.style.left = `${(100 * left) / width}%`;
    element.style.top = `${(100 * top) / height}%`;
    element.style.width = `${(100 * (right - left)) / width}%`;
    element.style.height = `${(100 * (bottom - top)) / height}%`;
    element.classList.toggle("low", top < 0.06 * height);
  };
  const moved = ([top, bottom, left, right], dx, dy) => {
    const x = Math.min(width - right, Math.max(-left, dx));
    const y = Math.min(height - bottom, Math.max(-top, dy));
    return [top + y, bottom + y, left + x, right + x];
  };
  const sized = ([top, bottom, left, right], dx, dy) => [
    top,
    Math.min(height, Math.max(top + least, bottom + dy)),
    left,
    Math.min(width, Math.max(left + least, right + dx)),
  ];
  const send = (number, box) => {
    clearTimeout(sheet.waiting);
    sheet.waiting = null;
    setTriggerValue("edited", { number, box: box && box.map(Math.round) });
  };

  const frame = (number, box, title, description) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "frame";
    element.dataset.number = number;
    element.setAttribute("aria-label", description);
    const tag = document.createElement("span");
    tag.textContent = title;
    element.append(tag, document.createElement("i"));
    place(element, box);
    element.onpointerdown = (event) => {
      event.stopPropagation();
      element.setPointerCapture(event.pointerId);
      const change = event.target.tagName === "I" ? sized : moved;
      const start = element.box;
      const scale = width / sheet.clientWidth;
      element.onpointermove = (move) =>
        place(element, change(start, (move.clientX - event.clientX) * scale, (move.clientY - event.clientY) * scale));
      element.onpointerup = element.onpointercancel = () => {
        element.onpointermove = element.onpointerup = element.onpointercancel = null;
        if (element.box.some((side, i) => Math.abs(side - start[i]) > least / 4)) send(number, element.box);
      };
    };
    element.onkeydown = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        if (number < 0) element.remove();
        else send(number, null);
        return;
      }
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      place(element, (event.shiftKey ? sized : moved)(element.box, way[0] * step, way[1] * step));
      clearTimeout(sheet.waiting);
      sheet.waiting = setTimeout(() => send(number, element.box), SETTLED);
    };
    element.onblur = () => {
      if (sheet.waiting !== null) send(number, element.box); // before whatever is pressed next
    };
    sheet.append(element);
    return element;
  };

  data.left.forEach(([box, title]) => {
    const element = document.createElement("div");
    element.className = "left";
    element.setAttribute("aria-hidden", "true");
    const tag = document.createElement("span");
    tag.textContent = title;
    element.append(tag);
    place(element, box);
    sheet.append(element);
  });
  const frames = data.frames.map(([box, title, description], number) => frame(number, box, title, description));
  if (focused !== null) frames[focused < 0 ? frames.length - 1 : Math.min(focused, frames.length - 1)]?.focus();

  const place_new = (box) => {
    sheet.querySelector('[data-number="-1"]')?.remove();
    const element = frame(-1, box, "+", data.fresh);
    element.focus();
    return element;
  };
  add.onclick = () => {
    const side = 0.3 * Math.min(width, height);
    const box = [(height - side) / 2, (height + side) / 2, (width - side) / 2, (width + side) / 2];
    place_new(box);
    send(-1, box);
  };
  // with a mouse, a frame is drawn on the picture itself; a finger scrolls the page there
  sheet.onpointerdown = (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    event.preventDefault();
    const bounds = sheet.getBoundingClientRect();
    const at = (e) => [((e.clientX - bounds.left) * width) / bounds.width, ((e.clientY - bounds.top) * height) / bounds.height];
    const [x, y] = at(event);
    let element = null;
    sheet.setPointerCapture(event.pointerId);
    sheet.onpointermove = (move) => {
      const [u, v] = at(move).map((side, i) => Math.min([width, height][i], Math.max(0, side)));
      if (Math.max(Math.abs(u - x), Math.abs(v - y)) < least) return;
      const box = [Math.min(y, v), Math.max(y, v), Math.min(x, u), Math.max(x, u)];
      if (element) place(element, box);
      else element = place_new(box);
    };
    sheet.onpointerup = sheet.onpointercancel = () => {
      sheet.onpointermove = sheet.onpointerup = sheet.onpointercancel = null;
      if (element) send(-1, element.box);
    };
  };
}
