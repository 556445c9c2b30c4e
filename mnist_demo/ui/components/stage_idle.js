// The unattended stage: when nobody has touched it for a while, the page's script is asked to welcome the next visitor, and
// the page rests (`data-rests` at its root, for styles) until somebody presses anything. It begins resting.
//
// A rest has a number, and is told again until the script has answered it: the server may be out of reach just then.
const LOOK = 250; // ms from look to look at the clock
const AGAIN = 4000; // ms until an unanswered rest is told again
const idle = { isResting: true, touchedAt: performance.now(), asked: 0, toldAt: 0, ticking: null }; // outlives the element

export default function ({ data, setTriggerValue }) {
  Object.assign(idle, { data, tell: () => setTriggerValue("rest", idle.asked) });
  if (!idle.ticking) {
    idle.ticking = setInterval(tick, LOOK);
    for (const [name, act] of Object.entries(listeners)) window.addEventListener(name, act, { capture: true, passive: true });
  }
  show();
  return () => {
    clearInterval(idle.ticking);
    idle.ticking = null;
    for (const [name, act] of Object.entries(listeners)) window.removeEventListener(name, act, true);
    delete document.documentElement.dataset.rests;
  };
}

const touch = () => (idle.touchedAt = performance.now());
const wake = () => {
  touch();
  idle.isResting = false;
  show();
};
const listeners = {
  pointerdown: wake, keydown: wake, wheel: wake, pointerup: touch,
  // browsers tell of a mouse at rest, too, when something moves below it
  pointermove: ({ screenX, screenY }) => {
    if (screenX !== idle.x || screenY !== idle.y) touch();
    [idle.x, idle.y] = [screenX, screenY];
  },
};

function show() {
  document.documentElement.toggleAttribute("data-rests", idle.isResting);
}

function tick() {
  const now = performance.now();
  if (!idle.isResting && now - idle.touchedAt >= 1000 * idle.data.seconds) {
    idle.isResting = true;
    idle.asked = Math.max(Date.now(), idle.asked + 1);
    idle.toldAt = -AGAIN;
    show();
  }
  if (idle.asked > idle.data.answered && now - idle.toldAt >= AGAIN) {
    idle.toldAt = now;
    idle.tell();
  }
}
