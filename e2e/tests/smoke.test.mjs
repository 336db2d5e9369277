// The server starts on nothing, shows its first page, and stops.

import assert from "node:assert/strict";

import { startServer } from "../support/server.mjs";
import { testWith } from "../support/tools.mjs";

const test = testWith("Chromium");

test("smoke: a fresh server shows an accessible first page", { timeout: 120_000 }, async (t) => {
  const { assertAccessible, launchBrowser } = await import("../support/browser.mjs");
  const server = await startServer();
  t.after(() => server.stop());
  const browser = await launchBrowser();
  t.after(() => browser.close());

  const page = await browser.newPage({ locale: "en-GB" });
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const answer = await page.goto(`${server.url}/`);

  assert.equal(answer.status(), 200);
  assert.notEqual(await page.title(), "");
  assert.equal(await page.locator("h1").count(), 1);
  await assertAccessible(page);
  assert.deepEqual(complaints, [], "the browser complains");
  assert.match(await server.firstAdminPassword(), /^\S{12,}$/);
  assert.equal(await server.stop(), 0, "the server did not stop cleanly");
});
