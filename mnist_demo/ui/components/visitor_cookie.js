export default function (component) {
  const { data, setTriggerValue } = component;
  const kept = document.cookie.split("; ").find((part) => part.startsWith(data.name + "="))?.split("=")[1];
  const write = (value, seconds) => {
    // in a frame of another site a browser keeps no other kind
    const isFramed = window !== window.top && window.isSecureContext;
    const safe = isFramed ? "None; Secure; Partitioned" : location.protocol === "https:" ? "Strict; Secure" : "Strict";
    document.cookie = `${data.name}=${value}; Max-Age=${seconds}; Path=/; SameSite=${safe}`;
  };
  if (!data.visitor) { if (kept === data.former) write("", 0); }
  else if (kept && kept !== data.visitor && !data.replace) setTriggerValue("known", kept);
  else write(data.visitor, data.seconds);
}
