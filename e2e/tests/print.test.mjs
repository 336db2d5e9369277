// On paper: what people print (style guide §9) without what only a screen needs, and with everything that they print it for.

import assert from "node:assert/strict";

import { issue } from "../support/pki.mjs";
import * as portal from "../support/portal.mjs";
import { testWith } from "../support/tools.mjs";
import { populate } from "../support/world.mjs";

const test = testWith("Chromium", "openssl");
const org = `/portal/org/${portal.EXAMPLE_BANK.id}`;

/** What only a screen needs. */
const ON_SCREEN = [".top", ".side", ".skip", ".foot", ".filters", ".chips", ".pager", ".tabs", ".crumb", ".btn", ".decide"];

/** An A4 sheet with margins, in CSS pixels. */
const SHEET = { width: 718, height: 1000 };

test("print: checklists, verdicts and histories are whole and bare on paper", { timeout: 120_000 }, async (t) => {
  const { openStage } = await import("../support/stage.mjs");
  const { server, newWindow } = await openStage(t);
  const office = await newWindow();
  await portal.signInFirstAdmin(server, office);
  const { partner, pki } = await populate({ server, newWindow }, office);
  const wrong = await issue({ subject: "/O=Example Bank Ltd/CN=wrong", issuer: pki.intermediate });

  /** Asserts a page on paper: nothing that only a screen needs, everything else, and nothing beside the sheet. */
  const onPaper = async (page, ...expected) => {
    const before = await page.locator("main h2, main h3").allInnerTexts();
    await page.setViewportSize(SHEET);
    await page.emulateMedia({ media: "print" });
    const { shown, width, cut } = await page.evaluate((selectors) => {
      const isShown = (element) => element.getClientRects().length > 0;
      const cards = [...document.querySelectorAll(".card:not(.flush), .tile")];
      return {
        shown: selectors.filter((selector) => [...document.querySelectorAll(selector)].some(isShown)),
        width: document.documentElement.scrollWidth,
        cut: cards.filter((card) => getComputedStyle(card).breakInside !== "avoid").length,
      };
    }, ON_SCREEN);
    assert.deepEqual(shown, [], `${page.url()} prints what only a screen needs`);
    assert.ok(width <= SHEET.width, `${page.url()} is ${width} px wide`);
    assert.equal(cut, 0, `${page.url()} breaks its cards`);
    const text = await page.getByRole("main").innerText();
    for (const words of [...expected, ...before.filter((words) => words !== "Your decision" && words.trim())]) {
      assert.ok(text.includes(words), `${page.url()} does not print “${words}”`);
    }
    const pdf = await page.pdf({ format: "A4" });
    assert.ok(pdf.length > 5_000 && pdf.subarray(0, 5).toString() === "%PDF-");
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1360, height: 900 });
  };

  await t.test("the checklist", async () => {
    await partner.goto(`${server.url}${org}/home?lang=en`);
    await onPaper(partner, "Contract with a MISP", "Create an API key", "What you get from us");
  });
  await t.test("the verdict on a certificate", async () => {
    await partner.goto(`${server.url}${org}/certificates`);
    await portal.checkCertificate(partner, portal.pemFile("wrong.pem", wrong.pem));
    await onPaper(partner, "Example Bank Ltd", "KER-PCM-008");
  });
  await t.test("the history of an organisation", async () => {
    await partner.goto(`${server.url}${org}/history`);
    await onPaper(partner, "Certificate");
  });
  await t.test("the audit trail, and a request", async () => {
    await office.goto(`${server.url}/portal/audit?lang=en`);
    await onPaper(office, portal.EXAMPLE_BANK.id);
    await portal.openRequest(office, "Donaudampf");
    await onPaper(office, "Which ships?");
  });
});
