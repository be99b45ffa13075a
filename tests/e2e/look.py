"""What a look at the page measures, as scripts that run in the page."""

# Cut off counts as well: the log clips what is too wide for it.
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter((one) => {
  if (!one.checkVisibility() || one.closest(".unseen, .skip, datalist")) return false;
  const moves = /auto|scroll/.test(getComputedStyle(one).overflowX);
  const { left, right } = one.getBoundingClientRect();
  return right > innerWidth + 1 || left < -1 || (moves && one.scrollWidth > one.clientWidth + 1);
}).map((one) => `${one.tagName} ${one.getAttribute("class") || ""} ${one.textContent.slice(0, 30)}`)
"""

_NAMED = """(one) => {
  const all = [...document.querySelectorAll("*")];
  return `${one.tagName.toLowerCase()} ${all.indexOf(one)} `
    + (one.getAttribute("aria-label") || one.innerText || one.id).trim().slice(0, 40);
}"""

FOCUSED = f"""() => {{
  const named = {_NAMED}, one = document.activeElement;
  return !one || one === document.body || one === document.documentElement ? "" : named(one);
}}"""

FOCUSABLE = f"""() => {{
  const named = {_NAMED};
  const kinds = "a[href], button, summary, input:not([type=hidden]), [tabindex='0']";
  return [...document.querySelectorAll(kinds)].filter(
    (one) => one.checkVisibility() && !one.disabled).map(named);
}}"""

CONTRASTS = """() => {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map(
      (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.a > 0.99) return colour;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (!text || !one.checkVisibility() || one.closest(".unseen, .skip, datalist")) continue;
    const style = getComputedStyle(one);
    const front = parse(one.closest("svg") ? style.fill : style.color);
    const [dark, bright] = [light(front), light(behind(one))].sort((a, b) => a - b);
    found.push([(bright + 0.05) / (dark + 0.05), text.slice(0, 60)]);
  }
  return found;
}"""
