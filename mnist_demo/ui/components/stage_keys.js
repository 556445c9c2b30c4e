// The keys of a presenter's remote control, wherever the focus is, and where in the demo the presenter is: that is on the
// screen as soon as keys are heard. What they mean is known for every place that comes next. Every press has a number and
// is told with those before it: three in a moment are three, and none is counted twice.
const KEPT = 20;
const heard = { presses: [], isNews: false, data: null, tell: null }; // outlives the element, which every page sets up anew

export default function ({ data, parentElement, setStateValue }) {
  const tell = () => setStateValue("presses", heard.presses);
  const isNew = heard.data?.place !== data.place;
  Object.assign(heard, { data, tell });
  if (isNew) heard.ends = data.seconds ? performance.now() + 1000 * data.seconds : Infinity;
  if (heard.isNews) tell();
  heard.isNews = false;
  parentElement.querySelector("p").textContent = data.text;
  const dots = Array.from({ length: data.steps }, () => document.createElement("span"));
  dots[data.step]?.classList.add("here");
  parentElement.querySelector(".dots").replaceChildren(...dots);
  return () => {
    if (heard.tell === tell) heard.tell = null;
  };
}

document.addEventListener("keydown", (event) => {
  const { data, presses } = heard;
  const place = Object.keys(data?.places ?? {}).find((name) => document.querySelector(`.st-key-${name}`));
  const isTyping = event.composedPath().some((node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.role === "dialog");
  const meaning = data?.places[place]?.[event.key];
  if (isTyping || event.defaultPrevented || !meaning || event.ctrlKey || event.altKey || event.metaKey) return;
  if (place === data.place && performance.now() > heard.ends) return;
  event.preventDefault();
  if (event.repeat) return; // a key held down is one step
  const number = Math.max(Date.now(), 1 + (presses.at(-1)?.[0] ?? 0));
  heard.presses = [...presses, [number, meaning]].slice(-KEPT);
  if (heard.tell) heard.tell();
  else heard.isNews = true;
});
