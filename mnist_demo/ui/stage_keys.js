// The keys of a presenter's remote control, wherever the focus is. On every page, so that it listens before the stage comes.
// Every press has a number and is told with those before it: three in a moment are three, and none is counted twice.
const KEPT = 20;
const heard = { presses: [], isNews: false, tell: null, places: [], left: null, leftAt: 0 };

export default function (component) {
  const { data, setStateValue } = component;
  if (!heard.places.length) document.addEventListener("keydown", onKey);
  heard.places = data.places;
  if (data.left !== heard.left) [heard.left, heard.leftAt] = [data.left, performance.now()];
  const tell = () => setStateValue("presses", heard.presses);
  heard.tell = tell;
  if (heard.isNews) tell(); // what was pressed between two pages
  heard.isNews = false;
  return () => {
    if (heard.tell === tell) heard.tell = null;
  };
}

function onKey(event) {
  const place = heard.places.find(({ key }) => document.querySelector(`.st-key-${key}`));
  const meaning = place?.keys[event.key];
  const isTyping = event.composedPath().some((node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.role === "dialog");
  if (isTyping || event.defaultPrevented || !meaning || event.ctrlKey || event.altKey || event.metaKey) return;
  if (place.seconds && performance.now() > heard.leftAt + 1000 * place.seconds) return;
  event.preventDefault();
  if (event.repeat) return; // a key held down is one step
  const number = Math.max(Date.now(), 1 + (heard.presses.at(-1)?.[0] ?? 0));
  heard.presses = [...heard.presses, [number, meaning]].slice(-KEPT);
  if (heard.tell) heard.tell();
  else heard.isNews = true;
}
