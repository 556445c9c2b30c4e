// Sends what `stage_listen.js`, which stands before this, has heard, also what was pressed before this component came.
export default function (component) {
  const heard = listenToKeys(component.data);
  const tell = () => component.setStateValue("presses", heard.presses);
  heard.tell = tell;
  if (heard.isNews) tell();
  heard.isNews = false;
  return () => {
    if (heard.tell === tell) heard.tell = null;
  };
}
