// The keys of a presenter's remote control, wherever the focus is.
// Every press has a number and is told with those before it: three in a moment are three, and none is counted twice.
// Told { keys, place, seconds }: what the keys mean, while the place with this key is shown, for some seconds or without end.
function listenToKeys(told) {
  const KEPT = 20;
  if (window.mnistDemoKeys) return sayWhatIsMeant();
  const heard = (window.mnistDemoKeys = { presses: [], isNews: false, tell: null });
  document.addEventListener("keydown", (event) => {
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
  });
  return sayWhatIsMeant();

  function sayWhatIsMeant() {
    const heard = window.mnistDemoKeys;
    if (heard.place === told.place) return heard;
    heard.ends = told.seconds ? performance.now() + 1000 * told.seconds : Infinity;
    return Object.assign(heard, told);
  }
}
