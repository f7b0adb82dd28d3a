// Draws heat.py's data as a table of equal cells. Text only ever enters as text nodes.
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function drawCell(cell, choose) {
  const box = make("td");
  const inner = make(cell.id ? "button" : "span", cell.score === null ? "missing" : "", cell.text);
  if (cell.small) inner.append(make("small", "", cell.small));
  inner.title = cell.title;
  if (cell.score !== null) {
    inner.style.background = cell.background;
    inner.style.color = cell.colour;
  }
  if (cell.id) {
    inner.type = "button";
    inner.setAttribute("aria-label", cell.title);
    inner.addEventListener("click", () => choose(cell.id));
  }
  box.append(inner);
  return box;
}

function drawLegend(legend) {
  const box = make("p", "legend");
  const scale = make("i", "scale");
  scale.style.background = `linear-gradient(90deg, ${legend.scale.join(", ")})`;
  box.append(legend.low, scale, legend.high, make("i", "missing"), legend.none);
  return box;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const table = make("table", data.columns.length > 5 ? "many" : "");
  table.setAttribute("aria-label", data.label);
  const widths = make("colgroup");
  widths.append(make("col", "head"), ...data.columns.map(() => make("col")));
  const titles = make("tr");
  titles.append(make("th"));
  for (const name of data.columns) {
    const title = make("th", name.length > 12 ? "long" : name.length > 5 ? "middle" : "", name);
    title.scope = "col";
    titles.append(title);
  }
  const head = make("thead");
  head.append(titles);
  const body = make("tbody");
  for (const row of data.rows) {
    const line = make("tr");
    const name = make("th", "", row.name);
    name.scope = "row";
    if (row.small) name.append(make("small", "", row.small));
    line.append(name, ...row.cells.map((cell) => drawCell(cell, (id) => setTriggerValue("chosen", id))));
    body.append(line);
  }
  table.append(widths, head, body);
  parentElement.querySelector(".heat").replaceChildren(table, drawLegend(data.legend));
}
