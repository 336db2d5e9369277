// What a browser test plays on: a fresh server, a browser, and windows of people who share nothing.

import { launchBrowser } from "./browser.mjs";
import { startServer } from "./server.mjs";

/**
 * @param {import("node:test").TestContext} t everything ends with this test
 * @param {{ environment?: Record<string, string>, context?: import("playwright-core").BrowserContextOptions }} [options]
 */
export async function openStage(t, { environment, context = {} } = {}) {
  const server = await startServer({ environment });
  t.after(() => server.stop());
  const browser = await launchBrowser();
  t.after(() => browser.close());
  /** A window of another person: own cookies, nothing remembered. */
  const newWindow = async (options = {}) => {
    const opened = await browser.newContext({ locale: "en-GB", ...context, ...options });
    opened.setDefaultTimeout(15_000);
    return opened.newPage();
  };
  return { server, browser, newWindow };
}

/**
 * Subtests that build on each other: the first that fails ends the test.
 *
 * @param {import("node:test").TestContext} t
 * @returns {(name: string, work: () => Promise<void>) => Promise<void>}
 */
export function steps(t) {
  return async (name, work) => {
    let failure;
    await t.test(name, async () => {
      await work().catch((error) => {
        failure = error;
        throw error;
      });
    });
    if (failure) throw new Error(`the rest needs “${name}”`);
  };
}
