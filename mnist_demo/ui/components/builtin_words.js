// Streamlit's own words, which stand in its scripts in English, in the language of the page: what is seen and what is heard.
// Only whole texts that are known are changed, and only where Streamlit shows them; what is new to it stays English.
const PLACES = ["stFileUploader", "stFileUploaderDropzone", "stCameraInput", "stElementToolbar", "stDataFrame", "stCode",
  "stHeaderActionElements", "stTooltipIcon", "stMultiSelect", "stSelectbox", "stNumberInput", "stTextInput", "stTextArea", "stFullScreenFrame",
  "stTooltipContent", "stSelectboxVirtualDropdown", "stSidebar", "stHeader"]
  .map((name) => `[data-testid="${name}"]`).concat('[role="dialog"]', '[role="listbox"]', '[data-baseweb="popover"]').join();
const NAMES = ["aria-label", "title", "placeholder"];

export default function ({ data }) {
  (document.builtinWords ??= new BuiltinWords()).speak(data.words);
}

class BuiltinWords {
  constructor() {
    this.told = new WeakMap(); // node -> name of what it says -> [Streamlit's English, what stands there now]
    this.watch = new MutationObserver(() => (this.asked ??= requestAnimationFrame(() => this.look())));
    this.watch.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: NAMES });
  }

  speak(words) {
    this.words = words;
    this.patterns = Object.entries(words).filter(([english]) => english.includes("{n}")).map(([english, said]) => {
      const [before, after] = english.split("{n}").map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      return [new RegExp(`^${before}(.+?)${after}$`), said];
    });
    this.look();
  }

  look() {
    this.asked = null;
    if (!this.hasSpoken && !Object.keys(this.words).length) return;
    this.hasSpoken = true;
    for (const place of document.querySelectorAll(PLACES)) {
      const nodes = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      while (nodes.nextNode()) this.mend(nodes.currentNode, "text", nodes.currentNode.nodeValue, (text) => (nodes.currentNode.nodeValue = text));
      for (const node of [place, ...place.querySelectorAll("[aria-label], [title], [placeholder]")]) {
        for (const name of NAMES) {
          if (node.hasAttribute(name)) this.mend(node, name, node.getAttribute(name), (text) => node.setAttribute(name, text));
        }
      }
    }
  }

  mend(node, name, now, write) {
    const known = this.told.get(node) ?? this.told.set(node, {}).get(node);
    const english = known[name]?.[1] === now ? known[name][0] : now;
    const said = this.said(english.trim());
    if (said === undefined && known[name] === undefined) return;
    const text = said === undefined ? english : english.replace(english.trim(), said);
    known[name] = [english, text];
    if (text !== now) write(text);
  }

  said(english) {
    if (this.words[english] !== undefined) return this.words[english];
    const [, name, rest] = /^([^:]+)(: .+)$/s.exec(english) ?? []; // a tool, and what it belongs to
    if (this.words[name] !== undefined) return this.words[name] + rest;
    for (const [pattern, said] of this.patterns) {
      const found = pattern.exec(english);
      if (found) return said.replace("{n}", found[1]);
    }
    return undefined;
  }
}
