// One hand draws, whatever else touches the screen: the canvas component (fabric.js) waits with the end of a stroke until
// no finger is left anywhere, and lets a palm on the paper keep every other finger from drawing. So it is not shown touches
// at all: the one that draws is told to it as a mouse, and nobody hears of the others.
//
// A finger draws from its first movement on, or is a dot when it is lifted without one. One that rests while another comes
// is a palm. A pen goes before fingers.
const MOVED = 3; // CSS pixels from which on a finger draws

const surfaceOf = (event) => event.composedPath().find((node) => node.classList?.contains("upper-canvas"));
const hide = (event) => event.stopImmediatePropagation();
const onTouch = (event) => {
  if (!surfaceOf(event)) return;
  hide(event);
  if (event.cancelable) event.preventDefault(); // neither scrolled nor sent once more as a mouse
};

(() => {
  if (window.mnistDemoHand) return;
  const hand = (window.mnistDemoHand = { drawing: null, ignored: new Set(), told: new WeakSet() });

  const tell = (name, { surface, id, kind }, x, y) => {
    const is = { bubbles: true, composed: true, cancelable: true, clientX: x, clientY: y, button: 0, buttons: name === "up" ? 0 : 1 };
    const pointer = new PointerEvent(`pointer${name}`, { ...is, pointerId: id, pointerType: kind, isPrimary: true });
    hand.told.add(pointer);
    surface.dispatchEvent(pointer); // for those who watch the pen
    surface.dispatchEvent(new MouseEvent(`mouse${name}`, is)); // for the canvas
  };
  const begin = (drawing) => {
    if (!drawing.hasBegun) tell("down", drawing, drawing.x, drawing.y);
    drawing.hasBegun = true;
  };

  const onDown = (event) => {
    const surface = surfaceOf(event);
    if (hand.told.has(event) || event.pointerType === "mouse" || !surface) return;
    hide(event);
    const before = hand.drawing;
    if (before?.hasBegun && !(event.pointerType === "pen" && before.kind === "touch")) {
      hand.ignored.add(event.pointerId);
      return;
    }
    if (before) {
      hand.ignored.add(before.id);
      if (before.hasBegun) tell("up", before, before.lastX, before.lastY);
    }
    const [x, y] = [event.clientX, event.clientY];
    hand.drawing = { id: event.pointerId, kind: event.pointerType, surface, x, y, lastX: x, lastY: y, hasBegun: false };
    surface.setPointerCapture?.(event.pointerId); // the stroke goes on beside the paper
  };
  const onMove = (event) => {
    if (hand.told.has(event)) return;
    if (hand.ignored.has(event.pointerId)) return hide(event);
    const drawing = hand.drawing;
    if (drawing?.id !== event.pointerId) return;
    hide(event);
    for (const at of event.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = [at.clientX, at.clientY];
      if (!drawing.hasBegun && Math.hypot(x - drawing.x, y - drawing.y) < MOVED) continue;
      begin(drawing);
      [drawing.lastX, drawing.lastY] = [x, y];
      tell("move", drawing, x, y);
    }
  };
  const onUp = (event) => {
    if (hand.told.has(event)) return;
    if (hand.ignored.delete(event.pointerId)) return hide(event);
    const drawing = hand.drawing;
    if (drawing?.id !== event.pointerId) return;
    hide(event);
    hand.drawing = null;
    if (event.type === "pointercancel" && !drawing.hasBegun) return;
    begin(drawing);
    tell("up", drawing, drawing.lastX, drawing.lastY);
  };

  window.addEventListener("pointerdown", onDown, true);
  window.addEventListener("pointermove", onMove, true);
  for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, onUp, true);
  for (const name of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
    window.addEventListener(name, onTouch, { capture: true, passive: false });
  }
})();
