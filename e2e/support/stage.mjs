// What a browser test plays on: a fresh server, a browser, and windows of people who share nothing.

import assert from "node:assert/strict";

import { launchBrowser } from "./browser.mjs";
import { Secrets } from "./secrets.mjs";
import { startServer } from "./server.mjs";

/**
 * At the end the server's data and its log at `trace` are searched for what the windows typed, and what they were given.
 *
 * @param {import("node:test").TestContext} t everything ends with this test
 * @param {{ environment?: Record<string, string>, context?: import("playwright-core").BrowserContextOptions }} [options]
 */
export async function openStage(t, { environment, context = {} } = {}) {
  const server = await startServer({ environment: { PMS__LOG__FILTER: "trace", ...environment } });
  const secrets = new Secrets();
  let browser;
  t.after(async () => {
    await secrets.addCookies(browser?.contexts() ?? []);
    secrets.addMails(await server.mails());
    const found = await secrets.findIn(server.data, server.log);
    await server.stop();
    assert.deepEqual(found, [], "secrets lie in clear");
  });
  browser = await launchBrowser();
  t.after(() => browser.close());
  /** A window of another person: own cookies, nothing remembered. */
  const newWindow = async (options = {}) => {
    const opened = await browser.newContext({ locale: "en-GB", ...context, ...options });
    opened.setDefaultTimeout(30_000);
    secrets.watch(opened);
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
