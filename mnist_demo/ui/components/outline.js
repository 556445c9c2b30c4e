// The steps of a long page: which one is being read, a jump to any of them, back and next. It looks at the headings that
// stand on the page under the names it is given; a list on a wide window, one line that opens on a narrow one.
const READ_FROM = 0.3; // of the window's height: a heading above this line is the one that is read

export default function (component) {
  const outline = (component.parentElement.outline ??= new Outline(component.parentElement));
  outline.follow(component.data);
  return () => outline.leave();
}

class Outline {
  constructor(root) {
    const part = (name) => root.querySelector(name);
    this.parts = {
      nav: part(".outline"), back: part(".back"), next: part(".next"), where: part(".where"), told: part(".told"),
      done: part(".progress div"), list: part("ol"),
    };
    const { back, next, where, nav, list } = this.parts;
    back.addEventListener("click", () => this.jump(this.at - 1));
    next.addEventListener("click", () => this.jump(this.at + 1));
    where.addEventListener("click", () => this.open(!nav.classList.contains("open")));
    nav.addEventListener("keydown", (event) => event.key === "Escape" && this.open(false));
    list.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.jump([...list.children].indexOf(link.parentElement));
    });
    this.onScroll = () => (this.asked ??= requestAnimationFrame(() => this.look()));
  }

  follow(data) {
    this.data = data;
    const { nav, back, next, list } = this.parts;
    nav.setAttribute("aria-label", data.label);
    for (const [button, sign, name] of [[back, "‹", data.back], [next, "›", data.next]]) {
      button.textContent = sign;
      button.setAttribute("aria-label", name);
      button.title = name;
    }
    list.replaceChildren(...data.steps.map(({ anchor, title }, i) => {
      const [item, link, number] = ["li", "a", "span"].map((name) => document.createElement(name));
      number.textContent = i + 1;
      link.href = `#${anchor}`;
      link.append(number, title);
      item.append(link);
      return item;
    }));
    document.addEventListener("scroll", this.onScroll, true);
    this.at = null;
    this.look();
    nav.hidden = false;
  }

  leave() {
    document.removeEventListener("scroll", this.onScroll, true);
    cancelAnimationFrame(this.asked);
    this.asked = null;
  }

  heading(step) {
    return document.getElementById(this.data.steps[step].anchor);
  }

  look() {
    this.asked = null;
    const last = this.data.steps.length - 1;
    const main = document.querySelector('[data-testid="stMain"]');
    const isAtEnd = main && main.scrollTop > 0 && main.scrollTop + main.clientHeight >= main.scrollHeight - 2;
    let at = 0;
    for (let step = 1; step <= last; step++) {
      const heading = this.heading(step);
      if (heading && heading.getBoundingClientRect().top < READ_FROM * innerHeight) at = step;
    }
    this.show(isAtEnd && this.aim === undefined ? last : at);
  }

  show(at) {
    if (this.aim !== undefined) at = this.aim;
    if (at === this.at) return;
    this.at = at;
    const { back, next, where, told, done, list } = this.parts;
    const { steps, step } = this.data;
    told.textContent = step.replace("{n}", at + 1);
    where.textContent = `${at + 1}. ${steps[at].title}`;
    back.disabled = at === 0;
    next.disabled = at === steps.length - 1;
    done.style.transform = `scaleX(${(at + 1) / steps.length})`;
    [...list.children].forEach(({ firstChild: link }, i) => {
      if (i === at) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
  }

  open(isOpen) {
    this.parts.nav.classList.toggle("open", isOpen);
    this.parts.where.setAttribute("aria-expanded", isOpen);
  }

  // The heading takes the focus, so that what is read aloud, and the next press of Tab, go on from there. A step near the
  // page's end cannot come to its top; until somebody scrolls, it is the one that was asked for.
  jump(step) {
    const heading = this.heading(step);
    if (!heading) return;
    this.open(false);
    this.aim = step;
    this.show(step);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
    for (const event of ["wheel", "touchmove", "keydown"]) {
      document.addEventListener(event, () => (this.aim = undefined), { once: true, capture: true });
    }
    history.replaceState(history.state, "", `#${this.data.steps[step].anchor}`);
  }
}
