// Draws rows.py's data as a table. Text only ever enters as text nodes.
const folds = new Map(); // what a person folded or opened stays so when the table is drawn again
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function drawCell(cell, column, onChoose) {
  const box = make("td", column.number ? "number" : "");
  box.dataset.label = column.title;
  const main = make("span", cell.kind && cell.kind !== "low" ? "badge " + cell.kind : cell.kind || "main", onChoose ? "" : cell.text);
  if (onChoose) {
    const link = make("button", "choose", cell.text);
    link.type = "button";
    link.addEventListener("click", onChoose);
    main.append(link);
  }
  const inner = make("div", "cell");
  if (cell.text || onChoose) inner.append(main);
  if (cell.bar !== null && cell.bar !== undefined) {
    const track = make("span", "track");
    const fill = make("span", "fill");
    fill.style.marginLeft = cell.bar_from * 100 + "%";
    fill.style.width = (Math.max(0, Math.min(1, cell.bar)) - cell.bar_from) * 100 + "%";
    track.append(fill);
    inner.append(track);
  }
  if (cell.small) inner.append(make("span", "small", cell.small));
  if (cell.lead) {
    box.classList.add("led");
    inner.dataset.lead = cell.lead;
  }
  if (!cell.text && !cell.small && !onChoose) box.classList.add("empty");
  box.append(inner);
  return box;
}

function drawGroup(group, columns, choose, narrow) {
  const body = make("tbody");
  if (group.title) {
    const row = make("tr", "heading");
    const head = make("th", "", "");
    head.colSpan = columns.length;
    head.scope = "rowgroup";
    if (group.foldable) {
      const fold = make("button", "title fold", group.title);
      fold.type = "button";
      const set = (folded) => {
        body.classList.toggle("folded", folded);
        fold.setAttribute("aria-expanded", String(!folded));
      };
      set(folds.get(group.title) ?? narrow);
      fold.addEventListener("click", () => {
        folds.set(group.title, !body.classList.contains("folded"));
        set(folds.get(group.title));
      });
      head.append(fold);
    } else {
      head.append(make("span", "title", group.title));
    }
    if (group.note) head.append(make("span", "note", group.note));
    row.append(head);
    body.append(row);
  }
  for (const entry of group.rows) {
    const row = make("tr", entry.id ? "choosable" : "");
    entry.cells.forEach((cell, index) => {
      row.append(drawCell(cell, columns[index], entry.id && index === 0 ? () => choose(entry.id) : null));
    });
    if (entry.id) {
      row.addEventListener("click", (event) => {
        if (event.target.tagName !== "BUTTON" && !String(document.getSelection())) choose(entry.id);
      });
    }
    body.append(row);
  }
  return body;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".rows");
  const narrow = root.clientWidth > 0 && root.clientWidth <= 460;
  const table = make("table");
  table.setAttribute("aria-label", data.label);
  const head = make("thead");
  const titles = make("tr");
  for (const column of data.columns) {
    const title = make("th", column.number ? "number" : "", column.title);
    title.scope = "col";
    if (column.width) title.style.width = column.width + "%";
    titles.append(title);
  }
  head.append(titles);
  table.append(head);
  for (const group of data.groups) {
    table.append(drawGroup(group, data.columns, (id) => setTriggerValue("chosen", id), narrow));
  }
  root.replaceChildren(table);
}
