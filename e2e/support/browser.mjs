// The real browser: starting it, and judging a page's accessibility.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

import { chromiumPath } from "./tools.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Widths in CSS pixels: a desktop, a tablet, and 1280 pixels at 400 % zoom (WCAG 1.4.10). */
export const WIDTHS = [1360, 820, 320];

/** WCAG 2.2 AA and axe's best practices. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Starts Chromium without anything that talks to the outside. Close it at the end: `await browser.close()`. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Asserts that the page shown has no violation in light and dark at each of `widths`, and that nothing scrolls sideways.
 * The page keeps its state; colour scheme and size are put back.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ widths?: number[], except?: string[] }} [options] `except`: ids of axe rules not to apply, each with a reason at the call
 */
export async function assertAccessible(page, { widths = WIDTHS, except = [] } = {}) {
  const before = page.viewportSize();
  const problems = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const found = [...(await axeViolations(page, except)), ...(await sidewaysScrolling(page))];
      problems.push(...found.map((problem) => `${colorScheme}, ${width} px: ${problem}`));
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
  assert.deepEqual(problems, [], `${page.url()} is not accessible:\n${problems.join("\n")}\n`);
}

/** Each violation as one text: rule, element, what is wrong. */
async function axeViolations(page, except) {
  // Evaluated by the debugger, so a strict content security policy stays as it is.
  if (!(await page.evaluate("typeof window.axe === 'object'"))) await page.evaluate(AXE);
  const options = {
    runOnly: { type: "tag", values: RULES },
    rules: Object.fromEntries(except.map((id) => [id, { enabled: false }])),
    resultTypes: ["violations"],
  };
  const { violations } = await page.evaluate((given) => window.axe.run(document, given), options);
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
}

async function sidewaysScrolling(page) {
  const { content, window: width } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  return content > width ? [`the page is ${content} px wide and scrolls sideways`] : [];
}
