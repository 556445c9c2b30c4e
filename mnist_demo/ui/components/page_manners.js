// The language of the page, for screen readers and translators.
export default function ({ data }) {
  document.documentElement.lang = data.language;
}
