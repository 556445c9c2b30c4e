// The language of the page, for screen readers and translators; and a word that the style writes beside a picture.
export default function ({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.style.setProperty("--menu", JSON.stringify(data.menu));
  document.mender ??= watch();
}

// A phone's menu with sections is a list with other things in it, which no reader of screens can tell: there it is no list.
// Where files are dropped, Streamlit says at once that there is nothing and what it is called: it is a group. And the help
// mark of a caption is named for what it helps with, as those of fields are.
function watch() {
  const menu = '[data-testid="stSidebarNavItems"]';
  const mend = () => {
    for (const node of document.querySelectorAll(`${menu}:not([role]), ${menu} li:not([role])`)) node.setAttribute("role", "none");
    for (const node of document.querySelectorAll('[data-testid="stFileUploaderDropzone"][role="presentation"]')) {
      node.setAttribute("role", "group");
    }
    for (const mark of document.querySelectorAll('.stTooltipIcon button[aria-label="Help"], .stTooltipIcon button[data-helps]')) {
      const text = mark.closest('[data-testid="stElementContainer"]')?.innerText.trim();
      if (!text || mark.dataset.helps === text) continue;
      mark.dataset.helps = text;
      mark.setAttribute("aria-label", `Help for ${text}`); // said in the page's language by builtin_words.js
    }
  };
  mend();
  const mender = new MutationObserver(mend);
  mender.observe(document.body, { childList: true, subtree: true, characterData: true });
  return mender;
}
