// A drawn picture in the colours of the page. An image would not have them, and Streamlit's own HTML leaves drawings out.
export default function ({ parentElement, data }) {
  const figure = parentElement.querySelector(".picture");
  figure.setAttribute("aria-label", data.alt);
  figure.innerHTML = data.svg;
  figure.firstElementChild.setAttribute("aria-hidden", "true");
  figure.style.visibility = "";
}
