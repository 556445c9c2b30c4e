// The keys of a presenter's remote control, wherever the focus is.
// Every press has a number and is told with those before it: three in a moment are three, and none is counted twice.
const KEPT = 20;
let presses = []; // outlives the element, which is set up anew on every page

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  parentElement.forget?.();
  if (parentElement.seconds !== data.seconds) {
    parentElement.seconds = data.seconds;
    parentElement.ends = data.seconds ? performance.now() + 1000 * data.seconds : Infinity;
  }
  const onKey = (event) => {
    const isTyping = event.composedPath().some((node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.role === "dialog");
    const isMeant = data.keys[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (isTyping || event.defaultPrevented || !isMeant || performance.now() > parentElement.ends) return;
    event.preventDefault();
    if (event.repeat) return; // a key held down is one step
    const number = Math.max(Date.now(), 1 + (presses.at(-1)?.[0] ?? 0));
    presses = [...presses, [number, data.keys[event.key]]].slice(-KEPT);
    setStateValue("presses", presses);
  };
  document.addEventListener("keydown", onKey);
  parentElement.forget = () => document.removeEventListener("keydown", onKey);
  return parentElement.forget;
}
