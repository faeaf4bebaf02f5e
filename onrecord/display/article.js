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
  // Whoever says it is lit wherever they are named in sight: out of sight, a long article has thousands of names.
  const light = (target, isLit) => {
    for (const named of root.querySelectorAll(".or-text .or-lit")) named.classList.remove("or-lit");
    const whom = isLit && target.closest(".or-quote")?.dataset.whom;
    if (!whom) return;
    const names = [...root.querySelectorAll(`.or-text [data-whom="${whom}"]:not(.or-quote)`)];
    const isSeen = ({ top, bottom }) => top < window.innerHeight && bottom > 0;
    for (const named of names.filter((one) => isSeen(one.getBoundingClientRect()))) named.classList.add("or-lit");
  };
  for (const [name, isLit] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    root.addEventListener(name, (event) => light(event.target, isLit));
  }
  root.addEventListener("click", (event) => copy(event.target));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("mark")) return;
    event.preventDefault();
    event.stopPropagation();
    copy(event.target);
  });
})();
