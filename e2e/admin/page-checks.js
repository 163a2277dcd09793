// Read as text and run inside a page by `in-page.ts`, where no module can be imported.

/** Red, green, blue (0 to 255) and opacity of a computed colour. */
function channels(colour) {
  const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b, a];
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour) {
  const [r, g, b] = channels(colour).map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The first opaque background behind an element. */
function behind(element) {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (channels(colour)[3] === 1) return colour;
  }
  return 'rgb(255, 255, 255)';
}

const ownText = (element) =>
  [...element.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .map((node) => node.textContent.trim())
    .join('');

/** Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3). */
// biome-ignore lint/correctness/noUnusedVariables: called by name
function lowContrast() {
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = ownText(element);
    if (text === '' || element.disabled) continue;
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${text.slice(0, 40)}`);
  }
  return found;
}

/** Controls that a screen reader can't name. */
// biome-ignore lint/correctness/noUnusedVariables: called by name
function unnamedControls() {
  return [...document.querySelectorAll('button, a, input, select')]
    .filter(
      (element) =>
        !(element.getAttribute('aria-label') || element.textContent.trim() || element.labels?.length),
    )
    .map((element) => element.outerHTML);
}

/** Names that two buttons share: by voice or by ear nobody could tell them apart. */
// biome-ignore lint/correctness/noUnusedVariables: called by name
function buttonsAlike() {
  const names = [...document.querySelectorAll('button')].map((button) =>
    (button.getAttribute('aria-label') || button.textContent).trim().toLowerCase(),
  );
  return names.filter((name, place) => names.indexOf(name) !== place);
}

/** By how many pixels the page is wider than the window. */
// biome-ignore lint/correctness/noUnusedVariables: called by name
function sidewaysOverflow() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

/** What has the keyboard's focus, and whether it shows. */
// biome-ignore lint/correctness/noUnusedVariables: called by name
function focus() {
  const { outlineStyle } = getComputedStyle(document.activeElement);
  return { text: document.activeElement.textContent, outline: outlineStyle };
}
