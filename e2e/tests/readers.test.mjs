// People's own settings: letters of twice the size, in each language, and forced colours.

import assert from "node:assert/strict";

import * as portal from "../support/portal.mjs";
import { testWith } from "../support/tools.mjs";
import { LONG_NAMES, populate } from "../support/world.mjs";

const test = testWith("Chromium", "openssl");
const org = `/portal/org/${portal.EXAMPLE_BANK.id}`;

/** The main pages, by who opens them. */
const PAGES = {
  stranger: ["/portal/sign-in", "/portal/register", "/portal/reset", "/portal/help/certificates", "/portal/help/errors"],
  partner: ["/portal", `${org}/certificates`, `${org}/profile`, `${org}/people`, `${org}/history`, "/portal/account", "/portal/notifications"],
  waiting: [`/portal/org/${LONG_NAMES.id}/request`, `/portal/org/${LONG_NAMES.id}/profile`],
  office: [
    "/portal",
    "/portal/inbox",
    "/portal/partners",
    `/portal/partners/${portal.EXAMPLE_BANK.id}`,
    `/portal/partners/${LONG_NAMES.id}`,
    "/portal/partners/new",
    "/portal/trust",
    "/portal/policy-groups",
    "/portal/search?q=bank",
    "/portal/audit",
  ],
};

test("readers: with large letters and with forced colours nothing is lost", { timeout: 400_000 }, async (t) => {
  const { openStage } = await import("../support/stage.mjs");
  const { assertAccessible, assertForcedColours, launchBrowser } = await import("../support/browser.mjs");
  const { server, newWindow } = await openStage(t);
  const [stranger, office] = [await newWindow(), await newWindow()];
  await portal.signInFirstAdmin(server, office);
  const { partner, waiting } = await populate({ server, newWindow }, office);
  const windows = { stranger, office, partner, waiting };
  await office.goto(`${server.url}/portal/inbox`);
  const request = await office.locator("main a[href*='/portal/inbox/']").first().getAttribute("href");
  const pages = { ...PAGES, office: [...PAGES.office, request] };

  /** The same people with another browser, in which they have set letters of twice the size. */
  const large = await launchBrowser({ letters: 32 });
  t.after(() => large.close());
  const enlarged = {};
  for (const [who, window] of Object.entries(windows)) {
    const context = await large.newContext({ locale: "en-GB", storageState: await window.context().storageState() });
    enlarged[who] = await context.newPage();
  }

  /** Judges every page in one language; what is wrong is said at the end, so that one run shows it all. */
  const judge = (name, by, language, assertion) =>
    t.test(name, async () => {
      const problems = [];
      for (const [who, addresses] of Object.entries(pages)) {
        for (const address of addresses) {
          const found = new URL(address, server.url);
          found.searchParams.set("lang", language);
          await by[who].goto(found.href);
          await assertion(by[who]).catch((error) => problems.push(error.message.split("\n+ actual")[0].trim()));
        }
      }
      if (problems.length > 0) assert.fail(problems.join("\n"));
    });

  // WCAG 1.4.4: twice the size; 1.4.10, which every page is judged by elsewhere: 320 pixels wide. Both at once is more than
  // either asks; French has words that are longer than that.
  for (const [language, widths] of Object.entries({ en: [1360, 820, 320], fr: [1360, 820], ar: [1360, 820, 320] })) {
    await judge(`letters of twice the size (${language})`, enlarged, language, async (page) => {
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "32px");
      await assertAccessible(page, { widths, schemes: ["light"] });
    });
  }
  for (const colorScheme of ["light", "dark"]) {
    await judge(`forced colours, ${colorScheme}`, windows, "en", (page) => assertForcedColours(page, colorScheme));
  }
});
