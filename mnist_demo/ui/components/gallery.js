export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const grid = parentElement.querySelector(".grid");
  if (grid.dataset.made !== data.made) {
    grid.dataset.made = data.made;
    grid.setAttribute("aria-label", data.label);
    grid.style.setProperty("--side", data.side + "px");
    grid.style.setProperty("--cell", data.cell + "px");
    grid.replaceChildren();
    const picture = `url(data:image/png;base64,${data.picture})`;
    data.tiles.forEach(([title, subtitle, mark, description], i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.position = i;
      button.tabIndex = i === 0 ? 0 : -1;
      button.title = description;
      button.setAttribute("aria-label", description);
      const digit = document.createElement("span");
      digit.className = "digit";
      digit.style.backgroundImage = picture;
      digit.style.backgroundSize = `${data.columns * data.side}px ${data.rows * data.side}px`;
      digit.style.backgroundPosition =
        `${-(i % data.columns) * data.side}px ${-Math.floor(i / data.columns) * data.side}px`;
      button.append(digit);
      for (const [name, text] of [["title", title], ["subtitle", subtitle], ["mark", mark]]) {
        if (!text) continue;
        const line = document.createElement("span");
        line.className = name;
        line.dataset.text = text; // painted by the style: the button's name stays its description alone
        button.append(line);
      }
      grid.append(button);
    });
  }
  const buttons = [...grid.children];
  buttons.forEach((b, i) => (i === data.chosen ? b.setAttribute("aria-current", "true") : b.removeAttribute("aria-current")));
  const reach = (button) => {
    buttons.forEach((b) => (b.tabIndex = b === button ? 0 : -1));
    button.focus();
  };
  grid.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    reach(button);
    setTriggerValue("chosen", Number(button.dataset.position));
  };
  grid.onkeydown = (event) => {
    const here = buttons.indexOf(event.target.closest("button"));
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const perRow = Math.max(1, buttons.findIndex((b) => b.offsetTop > buttons[0].offsetTop));
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow }[event.key];
    const there = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : step ? here + step : here;
    if (there === here || !buttons[there]) return;
    event.preventDefault();
    event.stopPropagation();
    reach(buttons[there]);
  };
}
