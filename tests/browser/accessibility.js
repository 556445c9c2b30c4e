// What the tests of accessibility measure on a page, shadow roots included: window.seen.<question>().
(() => {
  const up = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;
  const roots = (root = document, found = [root]) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) roots(node.shadowRoot, (found.push(node.shadowRoot), found));
    }
    return found;
  };
  const all = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
  const isShown = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  const named = (node) => (node.innerText || node.ariaLabel || node.outerHTML).trim().slice(0, 60);
  const isForTheEarAlone = (style, box) => style.overflow !== "visible" && (box.width <= 2 || box.height <= 2);

  // Where a text is seen, line by line, and what cuts it; null if it is for the ear alone.
  function lines(text, host) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const whole = range.getBoundingClientRect();
    const seen = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity };
    const scrolls = { X: false, Y: false };
    let cut = "";
    for (let node = host; node && node !== document.body; node = up(node)) {
      const style = getComputedStyle(node), box = node.getBoundingClientRect();
      if (isForTheEarAlone(style, box)) return null;
      if (style.overflow !== "visible") {
        for (const side of ["left", "top"]) seen[side] = Math.max(seen[side], box[side]);
        for (const side of ["right", "bottom"]) seen[side] = Math.min(seen[side], box[side]);
      }
      if (style.textOverflow === "ellipsis" && style.overflowX === "hidden" && node.scrollWidth > node.clientWidth + 1) cut ||= "shortened";
      for (const [axis, low, high] of [["X", "left", "right"], ["Y", "top", "bottom"]]) {
        const way = style[`overflow${axis}`];
        if (["auto", "scroll"].includes(way)) scrolls[axis] = true;
        const sticksOut = whole[low] < box[low] - 1.5 || whole[high] > box[high] + 1.5;
        if (["hidden", "clip"].includes(way) && !scrolls[axis] && sticksOut) cut ||= `cut by ${node.dataset?.testid ?? node.className}`;
      }
    }
    if (!scrolls.X && (whole.left < -1 || whole.right > innerWidth + 1)) cut ||= "beyond the window";
    const rects = [...range.getClientRects()].map((rect) => ({
      left: Math.max(rect.left, seen.left), right: Math.min(rect.right, seen.right),
      top: Math.max(rect.top, seen.top), bottom: Math.min(rect.bottom, seen.bottom),
    })).filter((rect) => rect.right - rect.left > 2 && rect.bottom - rect.top > 2);
    return { rects, cut };
  }

  // Texts that are cut, or lie on each other. The answer's large figure is left out: its sentence says it again.
  function badTexts() {
    const found = [], told = new Set();
    for (const root of roots()) {
      const walk = document.createTreeWalker(root === document ? document.body : root, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const text = walk.currentNode, host = text.parentElement;
        if (!text.data.trim() || !host || host.closest("script, style, noscript, svg, option, textarea, .big") || !isShown(host)) continue;
        const where = lines(text, host);
        if (where?.cut) told.add(`${where.cut}: ${text.data.trim().slice(0, 60)}`);
        for (const rect of where?.rects ?? []) found.push({ text, rect });
      }
    }
    found.forEach((one, k) => {
      for (const other of found.slice(k + 1)) {
        if (one.text === other.text) continue;
        const a = one.rect, b = other.rect;
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (width > 3 && height > 0.45 * Math.min(a.bottom - a.top, b.bottom - b.top)) {
          told.add(`one on the other: ${one.text.data.trim().slice(0, 40)} / ${other.text.data.trim().slice(0, 40)}`);
        }
      }
    });
    return [...told];
  }

  // Where the keys are: whether some of it is in sight and under nothing that stays, and whether the last place looked otherwise there.
  let last = null;
  const look = (node) => {
    const styles = [];
    for (let above = node, k = 0; above && k < 6; above = up(above), k++) {
      for (const part of [above, ...(k < 3 ? above.children : [])]) {
        for (const pseudo of [null, "::before", "::after"]) {
          const s = getComputedStyle(part, pseudo);
          styles.push(s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.borderWidth, s.backgroundColor, s.opacity);
        }
      }
    }
    return styles.join();
  };
  async function focus() {
    await new Promise(requestAnimationFrame);
    const changes = document.getAnimations().filter((change) => change instanceof CSSTransition);
    await Promise.all(changes.map((change) => change.finished.catch(() => {}))); // one that is broken off has ended, too
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    const told = [];
    if (last?.node.isConnected && last.node !== node && look(last.node) === last.look) told.push(`cannot be seen: ${last.key}`);
    last = null;
    if (!node || node === document.body) return { key: null, told };
    const box = node.getBoundingClientRect(), key = node.outerHTML.slice(0, 160);
    const at = (x, y) => {
      let found = document.elementFromPoint(x, y);
      for (let deeper; (deeper = found?.shadowRoot?.elementFromPoint(x, y)) && deeper !== found;) found = deeper;
      return found;
    };
    const isUnder = (found) => {
      for (; found; found = up(found)) {
        if (found.contains(node)) return false;
        if (["fixed", "sticky"].includes(getComputedStyle(found).position)) return true;
      }
      return false;
    };
    const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]].map(([x, y]) => [box.left + x * box.width, box.top + y * box.height]);
    if (box.height > innerHeight) spots.push([box.left + 5, innerHeight / 2]);
    const inSight = spots.filter(([x, y]) => x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight);
    if (inSight.every(([x, y]) => isUnder(at(x, y)))) told.push(`out of sight: ${key}`);
    last = { node, key, look: look(node) };
    return { key: key + Math.round(box.top + (document.querySelector(".stMain")?.scrollTop ?? 0)), told };
  }

  // What a mouse can hardly hit (WCAG 2.5.8): under 24 pixels, with another target within 12 of its middle; not links in a sentence.
  function smallTargets() {
    const shown = all("button, a[href], input:not([type=hidden]), summary, [role=tab], [role=radio], [role=switch], [role=button], [role=slider]")
      .filter(isShown)
      .map((node) => ({ node, box: ((node.matches("input[type=checkbox], input[type=radio]") && node.closest("label")) || node).getBoundingClientRect() }))
      .filter(({ box }) => box.width > 2 && box.height > 2);
    const isInASentence = (node) => node.matches("p a") && getComputedStyle(node).display === "inline";
    const hasNeighbour = ({ node, box }) => shown.some((other) => {
      if (other.node.contains(node) || node.contains(other.node)) return false;
      const x = box.left + box.width / 2, y = box.top + box.height / 2, o = other.box;
      return Math.hypot(Math.max(o.left - x, 0, x - o.right), Math.max(o.top - y, 0, y - o.bottom)) < 12;
    });
    return shown.filter(({ node, box }) => Math.min(box.width, box.height) < 23.9 && !isInASentence(node) && hasNeighbour({ node, box }))
      .map(({ node }) => named(node));
  }

  // Texts set apart as WCAG 1.4.12 has it.
  function setApart() {
    for (const root of roots()) {
      const style = document.createElement("style");
      style.textContent = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
        + "p { margin-bottom: 2em !important; }";
      (root.head ?? root).append(style);
    }
  }

  window.seen = { badTexts, focus, smallTargets, setApart };
})();
