// The real browser: starting it, and judging a page's accessibility.

import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

import { chromiumPath } from "./tools.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Widths in CSS pixels: a desktop, a tablet, and 1280 pixels at 400 % zoom (WCAG 1.4.10). */
export const WIDTHS = [1360, 820, 320];

/** WCAG 2.2 AA and axe's best practices. */
const RULES = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

/** What a second colour scheme can change: it has the same document and the same boxes. */
const COLOUR_RULES = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/**
 * Starts Chromium without anything that talks to the outside. Close it at the end: `await browser.close()`. When it, or one of
 * its pages, dies of itself, that is recorded: `run.mjs` runs the test file once more and says so.
 *
 * @param {{ letters?: number }} [options] size of letters in pixels, as a person sets it: widths in pixels keep theirs
 */
export async function launchBrowser({ letters = 16 } = {}) {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      // On a busy machine the watchdog ends a slow process, and after a few of them the whole browser.
      "--disable-gpu-watchdog",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--blink-settings=defaultFontSize=${letters},defaultFixedFontSize=${Math.round((letters * 13) / 16)}`,
    ],
  });
  const close = browser.close.bind(browser);
  let isClosing = false;
  browser.close = () => {
    isClosing = true;
    return close();
  };
  browser.on("disconnected", () => isClosing || recordDeath("Chromium has died"));
  browser.on("context", (context) => {
    context.on("page", (page) => page.on("crash", () => recordDeath(`Chromium's page has died: ${page.url()}`)));
  });
  return browser;
}

/** Tells `run.mjs`, in the file that it names, and whoever reads along. */
function recordDeath(what) {
  process.stderr.write(`\n*** ${what} (${process.argv[1]})\n\n`);
  if (process.env.PMS_TEST_DEATHS) appendFileSync(process.env.PMS_TEST_DEATHS, `${process.argv[1]}\t${what}\n`);
}

/**
 * Asserts that the page shown has no violation in each of `schemes` at each of `widths`, and that nothing scrolls sideways or
 * is cut off.
 * The page keeps its state; colour scheme and size are put back.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ widths?: number[], schemes?: ("light" | "dark")[], except?: string[], seen?: (width: number, scheme: string) => Promise<void> }} [options]
 *   `except`: ids of axe rules not to apply, each with a reason at the call; `seen`: is called with each look while it lasts
 */
export async function assertAccessible(page, { widths = WIDTHS, schemes = ["light", "dark"], except = [], seen } = {}) {
  const before = page.viewportSize();
  const problems = [];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const isFirst = colorScheme === schemes[0];
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const found = await axeViolations(page, isFirst ? RULES : COLOUR_RULES, except);
      if (isFirst) found.push(...(await overflowing(page)));
      problems.push(...found.map((problem) => `${colorScheme}, ${width} px: ${problem}`));
      await seen?.(width, colorScheme);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
  assert.deepEqual(problems, [], `${page.url()} is not accessible:\n${problems.join("\n")}\n`);
}

/** Each violation as one text: rule, element, what is wrong. */
async function axeViolations(page, runOnly, except) {
  // Evaluated by the debugger, so a strict content security policy stays as it is.
  if (!(await page.evaluate("typeof window.axe === 'object'"))) await page.evaluate(AXE);
  const options = {
    runOnly,
    rules: Object.fromEntries(except.map((id) => [id, { enabled: false }])),
    resultTypes: ["violations"],
    preload: false,
  };
  const { violations } = await page.evaluate((given) => window.axe.run(document, given), options);
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
}

/** Whether the page scrolls sideways, and which words or controls are cut off at the edge of a box. */
export async function overflowing(page) {
  const { content, window, cutOff } = await page.evaluate(() => {
    const clips = (element) => {
      const style = getComputedStyle(element);
      return style.overflowX === "hidden" && style.clipPath === "none" && style.textOverflow !== "ellipsis";
    };
    const boxes = [...document.querySelectorAll("body *")].filter((box) => box.scrollWidth > box.clientWidth && clips(box));
    const isOutside = (element, box) => {
      const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
      const isShown = inner.width > 1 && !element.closest("[aria-hidden='true'], .hide");
      return isShown && (inner.right > outer.right + 1 || inner.left < outer.left - 1);
    };
    const outside = boxes.flatMap((box) => [...box.querySelectorAll("*")].filter((element) => isOutside(element, box)));
    const root = document.documentElement;
    const name = (element) => `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 30)}”`;
    const outermost = outside.filter((element) => !outside.includes(element.parentElement));
    return { content: root.scrollWidth, window: root.clientWidth, cutOff: outermost.map(name) };
  });
  const problems = cutOff.map((element) => `${element} is cut off`);
  if (content > window) problems.push(`the page is ${content} px wide and scrolls sideways`);
  return problems;
}

/**
 * Asserts that the page shown works with a person's own few colours (Windows' high contrast): what can be used has an edge,
 * what has the focus shows it, icons that stand alone are to be seen, and words stand out.
 */
export async function assertForcedColours(page, colorScheme) {
  await page.emulateMedia({ forcedColors: "active", colorScheme, reducedMotion: "reduce" });
  const problems = await axeViolations(page, COLOUR_RULES, []);
  problems.push(...(await page.evaluate(withoutEdge)));
  await page.emulateMedia({ forcedColors: null, colorScheme: null, reducedMotion: null });
  assert.deepEqual(problems, [], `${page.url()} with forced colours, ${colorScheme}:\n${problems.join("\n")}\n`);
}

/** Runs in the page. */
function withoutEdge() {
  const problems = [];
  const name = (element) => `${element.tagName.toLowerCase()} “${(element.textContent || element.name || "").trim().slice(0, 30)}”`;
  const isShown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";
  const hasEdge = (element) => {
    const style = getComputedStyle(element);
    const sides = ["Top", "Right", "Bottom", "Left"];
    return sides.some((side) => style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0);
  };
  const controls = "button, .btn, input:not([type=hidden], [type=radio], [type=checkbox], [type=file]), select, textarea, .tag, .note";
  for (const element of document.querySelectorAll(controls)) {
    if (isShown(element) && !hasEdge(element) && getComputedStyle(element).textDecorationLine === "none") {
      problems.push(`${name(element)} has no edge`);
    }
  }
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!isShown(element)) continue;
    element.focus({ focusVisible: true });
    if (document.activeElement !== element) continue;
    const style = getComputedStyle(element);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) === 0) problems.push(`${name(element)} shows no focus`);
  }
  return problems;
}
