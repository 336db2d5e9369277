// Every page: accessible in light and dark, at three widths, from left to right and from right to left; light; strict.

import assert from "node:assert/strict";

import { linkIn } from "../support/mailbox.mjs";
import { notVisited, pageTemplates } from "../support/pageset.mjs";
import { issue, partnerPki } from "../support/pki.mjs";
import * as portal from "../support/portal.mjs";
import { testWith } from "../support/tools.mjs";
import { LONG_NAMES, populate } from "../support/world.mjs";

const { EXAMPLE_BANK, fill, main, pemFile, press } = portal;
const test = testWith("Chromium", "openssl");

/** Transferred bytes, compressed, with an empty cache. */
const FIRST_PAGE_BYTES = 50_000;
const PAGE_BYTES = 150_000;

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Two languages are judged in full; the third, with the longest words, where there is the least room. */
const LANGUAGES = [
  { tag: "en", dir: "ltr" },
  { tag: "ar", dir: "rtl" },
  { tag: "fr", dir: "ltr", judged: { widths: [320], schemes: ["light"] } },
];

/** Looks at pages in both languages, remembers where it was, and says at the end what it found. */
class Inspector {
  visited = [];
  #problems = [];
  #assertAccessible;

  constructor(assertAccessible) {
    this.#assertAccessible = assertAccessible;
  }

  /** Opens an address in each language and inspects it. */
  async open(page, address, { status = 200 } = {}) {
    const watch = await Watch.of(page);
    for (const language of LANGUAGES) {
      const found = new URL(address, watch.origin);
      found.searchParams.set("lang", language.tag);
      watch.forget();
      const answer = await page.goto(found.href);
      this.#problems.push(...unlike(found.pathname, {
        status: [answer.status(), status],
        address: [new URL(page.url()).pathname, found.pathname],
        policy: [answer.headers()["content-security-policy"], POLICY],
      }));
      await this.inspect(page, language);
    }
    this.visited.push(address);
  }

  /** Fails with everything found, so that one run shows it all. */
  conclude() {
    if (this.#problems.length > 0) assert.fail(this.#problems.join("\n"));
  }

  /** Inspects what is shown, as the answer to a form for instance. */
  async inspect(page, language) {
    const watch = await Watch.of(page);
    const { lang, dir, title, headings } = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
      title: document.title,
      headings: [...document.querySelectorAll("h1")].map((heading) => heading.textContent.trim()),
    }));
    const address = `${new URL(page.url()).pathname} in ${language.tag}`;
    this.#problems.push(...unlike(address, {
      language: [`${lang} ${dir}`, `${language.tag} ${language.dir}`],
      "number of main headings": [headings.length, 1],
      "empty headings": [headings.includes(""), false],
      "page and portal in the title": [title.split(" – ").length >= 2, true],
    }));
    const bytes = await watch.bytes();
    if (bytes === 0 || bytes > PAGE_BYTES) this.#problems.push(`${address}: ${bytes} bytes`);
    await this.#assertAccessible(page, language.judged).catch((error) => this.#problems.push(error.message.split("\n+ actual")[0].trim()));
    this.#problems.push(...watch.complaints.map((complaint) => `${address}: the browser complains: ${complaint}`));
    await page.evaluate(() => delete window.axe);
  }
}

/** One text for each value that is not the expected one. */
function unlike(address, values) {
  const wrong = Object.entries(values).filter(([, [found, expected]]) => found !== expected);
  return wrong.map(([name, [found, expected]]) => `${address}: ${name} is ${found}, not ${expected}`);
}

/** What a window loads and complains of. One per window. */
class Watch {
  static #of = new WeakMap();
  complaints = [];
  origin;
  #requests = [];

  /** The watch of a window; from then on nothing comes from a cache. */
  static async of(page) {
    if (!Watch.#of.has(page)) {
      const watch = new Watch();
      watch.origin = new URL(page.url()).origin;
      page.on("requestfinished", (request) => watch.#requests.push(request));
      // What is still on its way when the next page is opened, the icon mostly, is broken off.
      const isBrokenOff = (request) => request.failure()?.errorText === "net::ERR_ABORTED";
      page.on("requestfailed", (request) => isBrokenOff(request) || watch.complaints.push(`${request.url()} failed`));
      page.on("pageerror", (error) => watch.complaints.push(String(error)));
      page.on("console", (message) => watch.#hear(message));
      const session = await page.context().newCDPSession(page);
      await session.send("Network.setCacheDisabled", { cacheDisabled: true });
      Watch.#of.set(page, watch);
    }
    return Watch.#of.get(page);
  }

  /** Chromium reports each answer with an error's status, also the pages that we show with one. */
  #hear(message) {
    const isStatus = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
    if (message.type() === "error" && !isStatus) this.complaints.push(message.text());
  }

  forget() {
    this.#requests.length = 0;
    this.complaints.length = 0;
  }

  async bytes() {
    const sizes = await Promise.all(this.#requests.map((request) => request.sizes()));
    return sizes.reduce((sum, size) => sum + size.responseHeadersSize + size.responseBodySize, 0);
  }
}

/** The first link of a page whose address fits. */
async function linkOf(page, address, pattern) {
  await page.goto(new URL(address, page.url()).href);
  const links = await page.locator("a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const found = links.find((link) => pattern.test(link));
  assert.ok(found, `${address} has no link like ${pattern}: ${links}`);
  return found;
}

/**
 * Inspects the answers to a form, in each language.
 *
 * @param {{ address: string, action: string, with?: (page) => Promise<void>, refused?: boolean }} form the page it stands on,
 *   the end of its action, what to fill in before it is sent, whether the answer is a refusal (else it is a page of its own)
 */
async function answers(inspector, page, { address, action, with: fillIn = async () => {}, refused = true }) {
  for (const language of LANGUAGES) {
    const watch = await Watch.of(page);
    await page.goto(new URL(`${address}?lang=${language.tag}`, watch.origin).href);
    await fillIn(page);
    watch.forget();
    await page.locator(`main form[action$="${action}"] button[type=submit]`).first().click();
    const lines = await page.getByRole("alert").getByRole("listitem").count();
    assert.equal(lines > 0, refused, `${address}: ${await main(page).innerText()}`);
    await inspector.inspect(page, language);
  }
}

test("pages: each is accessible, light, strict, and reads from both sides", { timeout: 540_000, concurrency: 2 }, async (t) => {
  const { openStage } = await import("../support/stage.mjs");
  const { assertAccessible } = await import("../support/browser.mjs");
  const { server, newWindow } = await openStage(t);
  const visited = [];
  /** A subtest: its work with an inspector, and a shorthand that opens many addresses in a window. */
  const group = (name, work) =>
    t.test(name, async () => {
      const inspector = new Inspector(assertAccessible);
      await work(inspector, async (page, ...addresses) => {
        for (const address of addresses) await inspector.open(page, address);
      });
      visited.push(...inspector.visited);
      inspector.conclude();
    });

  const office = await newWindow();
  await portal.signIn(server, office, { account: portal.ADMIN.account, password: await server.firstAdminPassword() });
  await group("a password for one use", async (_, all) => {
    await all(office, "/portal/account/password");
    await office.goto(`${server.url}/portal/account/password?lang=en`);
  });
  await portal.choosePassword(office);
  const { partner, waiting, pki } = await populate({ server, newWindow }, office);
  const org = `/portal/org/${EXAMPLE_BANK.id}`;
  const admin = `/portal/partners/${EXAMPLE_BANK.id}`;

  await Promise.all([
    group("signed out", async (inspector, all) => {
      const page = await newWindow();
      await page.goto(`${server.url}/portal`);
      const invitation = new URL(linkIn(await server.waitForMail("owner@invited.example"))).pathname;
      const help = ["/portal/help", "/portal/help/partners", "/portal/help/certificates", "/portal/help/errors"];
      await all(page, "/portal/sign-in", "/portal/reset", "/portal/register", invitation, ...help);
      await page.goto(`${server.url}/portal/reset?lang=en`);
      await fill(page, { "Email address of your account": "nobody@example.org" });
      await press(page, "Send the code");
      await all(page, "/portal/reset/code");
      for (const address of ["/portal/no-such-page", "/portal/invitation/unknown"]) {
        await inspector.open(page, address, { status: 404 });
      }
    }),

    group("the wizard", async (_, all) => {
      const page = await newWindow();
      const second = { ...EXAMPLE_BANK, id: "second-bank", email: "second@example.org", account: "second" };
      await page.goto(`${server.url}/portal/register`);
      await portal.describeOrganisation(page, second);
      await all(page, "/portal/register/contact");
      await page.goto(`${server.url}/portal/register/contact?lang=en`);
      await portal.describeContact(page, second);
      await all(page, "/portal/register/code");
      await page.goto(`${server.url}/portal/register/code?lang=en`);
      await portal.confirmAddress(server, page, second);
      await all(page, "/portal/register/check");
    }),

    group("an organisation", async (inspector, all) => {
      const contact = await linkOf(partner, `${org}/profile`, /\/contacts\/.*\/edit$/);
      const request = await linkOf(partner, `${org}/certificates`, /\/request\//);
      await all(partner, "/portal", `${org}/home`, `${org}/profile`, `${org}/profile/edit`, `${org}/people`, `${org}/history`);
      await all(partner, `${org}/request`, request, `${org}/policy-group`, `${org}/certificates`, `${org}/contacts/new`, contact);
      await all(partner, contact.replace("edit", "remove"), contact.replace("edit", "verify"));
      await all(partner, "/portal/account", "/portal/account/password", "/portal/account/details", "/portal/platform");
      await all(partner, "/portal/notifications");
      await all(partner, "/portal/account/email");
      await partner.goto(`${server.url}/portal/account/email?lang=en`);
      await fill(partner, { "New email address": "new@example.org", "Current password": EXAMPLE_BANK.password });
      await press(partner, "Send the code");
      await all(partner, "/portal/account/email/code");
      await inspector.open(partner, "/portal/inbox", { status: 403 });
      await inspector.open(partner, `/portal/org/${LONG_NAMES.id}/home`, { status: 404 });
    }),

    group("an organisation with long words", async (_, all) => {
      const own = `/portal/org/${LONG_NAMES.id}`;
      await all(waiting, "/portal", `${own}/profile`, `${own}/request`, `${own}/people`, `${own}/history`, "/portal/register/done");
    }),

    group("an admin", async (_, all) => {
      const request = await linkOf(office, "/portal/inbox", /\/inbox\/[^?]/);
      await all(office, "/portal", "/portal/inbox", "/portal/inbox?kind=ca", request, "/portal/search?q=bank");
      await all(office, "/portal/partners", "/portal/partners?name=bank&kind=Auth_Partner", "/portal/partners?name=none");
      await all(office, "/portal/partners/new", admin, "/portal/partners/invited", `/portal/partners/${LONG_NAMES.id}`);
      await all(office, `${admin}/deactivate`, "/portal/trust", "/portal/trust/upload");
      await all(office, "/portal/policy-groups", "/portal/policy-groups/new");
      await all(office, "/portal/notifications", "/portal/audit", "/portal/audit?action=partner.register");
    }),
  ]);

  await Promise.all([
    group("refusals, signed out", async (inspector) => {
      const page = await newWindow();
      await page.goto(`${server.url}/portal`);
      await page.goto(`${server.url}/portal/reset?lang=en`);
      await fill(page, { "Email address of your account": "somebody@example.org" });
      await press(page, "Send the code");
      for (const action of ["/portal/sign-in", "/portal/reset", "/portal/reset/code", "/portal/register"]) {
        await answers(inspector, page, { address: action, action });
      }
    }),

    group("verdicts on certificates", async (inspector) => {
      const wrong = await issue({ subject: "/O=Example Bank Ltd/CN=wrong", bits: 1024, issuer: pki.intermediate });
      const right = await issue({ subject: `/O=${EXAMPLE_BANK.organization}/CN=right`, issuer: pki.intermediate });
      const stranger = await partnerPki(EXAMPLE_BANK.organization);
      const bundle = [stranger.partner.pem, stranger.intermediate.pem, stranger.root.pem];
      const choose = (...pems) => (page) => page.locator("#f-file").setInputFiles(pemFile("chosen.pem", ...pems));
      const form = { address: `${org}/certificates`, action: "/certificates/check" };
      await answers(inspector, partner, { ...form });
      await answers(inspector, partner, { ...form, with: choose(wrong.pem) });
      await answers(inspector, partner, { ...form, with: choose(stranger.partner.pem) });
      await answers(inspector, partner, { ...form, with: choose(...bundle) });
      await answers(inspector, partner, { ...form, with: choose(right.pem), refused: false });
    }),

    group("refusals and questions to an admin", async (inspector) => {
      const request = await linkOf(office, "/portal/inbox", /\/inbox\/[^?]/);
      const { root } = await partnerPki("New Trust");
      await answers(inspector, office, { address: "/portal/policy-groups/new", action: "/portal/policy-groups/new" });
      await answers(inspector, office, { address: "/portal/partners/new", action: "/portal/partners/new" });
      await answers(inspector, office, { address: request, action: "/decision" });
      await answers(inspector, office, { address: `${admin}/deactivate`, action: "/deactivate" });
      const trust = { address: "/portal/trust/upload", action: "/portal/trust/upload" };
      const choose = async (page) => {
        await page.locator("input[value=AUTH]").check();
        await page.locator("#f-file").setInputFiles(pemFile("root.pem", root.pem));
      };
      await answers(inspector, office, trust);
      await answers(inspector, office, { ...trust, with: choose, refused: false });
    }),
  ]);

  await group("a deactivated organisation", async (_, all) => {
    await office.goto(`${server.url}${admin}/deactivate?lang=en`);
    await fill(office, { Reason: "Papers missing" });
    await press(office, "Deactivate partner");
    await all(office, `${admin}/reactivate`);
    await all(partner, "/portal", `${org}/profile`, `${org}/certificates`);
  });

  await group("menu and filters, open on a small screen", async (inspector) => {
    await office.setViewportSize({ width: 320, height: 700 });
    await inspector.open(office, "/portal/partners");
    for (const button of ["#nav", "#filters"]) {
      await office.locator(`button[popovertarget="${button.slice(1)}"]`).first().click();
      assert.equal(await office.locator(button).isVisible(), true);
      await assertAccessible(office, { widths: [320] });
      await office.keyboard.press("Escape");
      assert.equal(await office.locator(button).isVisible(), false);
    }
    await office.setViewportSize({ width: 1360, height: 900 });
  });

  await t.test("every page was there, and the first one is light", async () => {
    assert.deepEqual(notVisited(pageTemplates(), visited), []);
    const page = await newWindow();
    await page.goto("about:blank");
    const watch = await Watch.of(page);
    await page.goto(`${server.url}/portal/sign-in`);
    const bytes = await watch.bytes();
    assert.ok(bytes > 1000 && bytes <= FIRST_PAGE_BYTES, `the first page weighs ${bytes} bytes`);
  });
});
