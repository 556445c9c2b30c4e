// A picture from the clipboard: by Ctrl+V anywhere on the page, or by the button. Large ones are made smaller before
// they are sent.
const LONGEST = 1600;

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const button = parentElement.querySelector("button");
  const status = parentElement.querySelector("[role=status]");
  button.textContent = data.label;
  button.style.visibility = "";

  const send = async (blob) => {
    try {
      const bitmap = await createImageBitmap(blob);
      const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      status.textContent = "";
      setStateValue("picture", canvas.toDataURL("image/png"));
    } catch {
      status.textContent = data.unreadable;
    }
  };

  const look = async (otherwise) => {
    try {
      for (const item of await navigator.clipboard.read()) {
        const type = item.types.find((t) => t.startsWith("image/"));
        if (type) return send(await item.getType(type));
      }
      status.textContent = data.nothing;
    } catch {
      status.textContent = otherwise;
    }
  };

  const onPaste = (event) => {
    const { items = [], types = [] } = event.clipboardData ?? {};
    const item = [...items].find((i) => i.type.startsWith("image/"));
    if (item) {
      event.preventDefault();
      send(item.getAsFile());
    } else if (!types.length) {
      look(data.nothing); // WebKit on Linux keeps the picture out of the event, and gives it when asked
    }
  };

  button.onclick = () => look(data.refused);
  document.addEventListener("paste", onPaste);
  return () => document.removeEventListener("paste", onPaste);
}
