// Looks for new messages every two seconds and puts them on top, so that the page need not be reloaded.
const list = document.getElementById("messages");
const empty = document.getElementById("empty");
const status = document.getElementById("status");
const shown = new Set([...list.children].map((item) => Date.parse(item.dataset.sent)));

function element(tag, text, className) {
  const node = document.createElement(tag);
  node.textContent = text;
  if (className) node.className = className;
  return node;
}

function item(message) {
  const node = document.createElement("li");
  const header = document.createElement("header");
  header.append(
    element("span", message.medium, "medium"), " ",
    element("span", message.to, "to"), " ",
    element("time", `${message.sentAt.slice(11, 19)} UTC`),
  );
  node.append(header);
  if (message.subject) node.append(element("h2", message.subject));
  node.append(element("p", message.text));
  if (message.code) node.append(element("p", message.code, "code"));
  return node;
}

async function look() {
  try {
    const response = await fetch("/messages");
    if (!response.ok) throw new Error(response.statusText);
    const fresh = (await response.json()).filter((message) => !shown.has(Date.parse(message.sentAt)));
    for (const message of fresh.reverse()) {
      shown.add(Date.parse(message.sentAt));
      list.prepend(item(message));
    }
    if (fresh.length > 0) status.textContent = fresh.length === 1 ? "A new message." : `${fresh.length} new messages.`;
    else if (status.textContent.startsWith("The local run")) status.textContent = "";
    empty.hidden = list.children.length > 0;
  } catch {
    status.textContent = "The local run does not answer. Is it still running?";
  }
  setTimeout(look, 2000);
}

look();
