export default function (component) {
  const { data, setTriggerValue } = component;
  const kept = document.cookie.split("; ").find((part) => part.startsWith(data.name + "="))?.split("=")[1];
  const write = (value, seconds) => {
    const safe = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${data.name}=${value}; Max-Age=${seconds}; Path=/; SameSite=Strict${safe}`;
  };
  if (!data.visitor) { if (kept === data.former) write("", 0); }
  else if (kept && kept !== data.visitor && !data.replace) setTriggerValue("known", kept);
  else write(data.visitor, data.seconds);
}
