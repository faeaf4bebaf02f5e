(() => {
  const root = document.currentScript?.closest(".onrecord");
  if (!root) return;
  const note = root.querySelector(".or-copied");
  const copy = async (target) => {
    const marked = target.closest("[data-start]");
    // Who selects text wants the text.
    if (!marked || String(getSelection())) return;
    const place = `${marked.dataset.start}:${marked.dataset.end}`;
    try {
      await navigator.clipboard.writeText(place);
      note.textContent = `copied ${place}`;
    } catch {
      note.textContent = place;
    }
  };
  root.addEventListener("click", (event) => copy(event.target));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("mark")) return;
    event.preventDefault();
    event.stopPropagation();
    copy(event.target);
  });
})();
