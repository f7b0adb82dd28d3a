// Tells the browser which language the page speaks, and words the labels for screen readers that Streamlit has in English only.
export default function (component) {
  const { data } = component;
  document.documentElement.lang = data.lang;
  const reword = (root) => {
    for (const element of root.querySelectorAll ? root.querySelectorAll("[aria-label]") : []) {
      const said = data.labels[element.getAttribute("aria-label")];
      if (said) element.setAttribute("aria-label", said);
    }
  };
  reword(document);
  const observer = new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(reword);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}
