// The keys of a presenter's remote control, wherever the focus is. A plain script: it listens as soon as the stage is on
// the screen, which is before a component's code has come.
// Every press has a number and is told with those before it: three in a moment are three, and none is counted twice.
(() => {
  const KEPT = 20;
  const heard = (window.mnistDemoKeys ??= { presses: [], isNews: false, tell: null });
  const onKey = (event) => {
    const isTyping = event.composedPath().some((node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.role === "dialog");
    const meaning = heard.keys[event.key];
    if (isTyping || event.defaultPrevented || !meaning || event.ctrlKey || event.altKey || event.metaKey) return;
    if (performance.now() > heard.ends || !document.querySelector(".st-key-" + heard.place)) return;
    event.preventDefault();
    if (event.repeat) return; // a key held down is one step
    const number = Math.max(Date.now(), 1 + (heard.presses.at(-1)?.[0] ?? 0));
    heard.presses = [...heard.presses, [number, meaning]].slice(-KEPT);
    if (heard.tell) heard.tell();
    else heard.isNews = true;
  };
  if (!heard.keys) document.addEventListener("keydown", onKey);
  Object.assign(heard, TOLD); // what the page says: keys, place, seconds
  heard.ends = heard.seconds ? performance.now() + 1000 * heard.seconds : Infinity;
})();
