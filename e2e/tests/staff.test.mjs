// The whole ways of a policy manager and of a partner admin: without script on a small screen in Arabic, and by keyboard alone.

import assert from "node:assert/strict";

import { Keyboard, Pointer } from "../support/seats.mjs";
import * as portal from "../support/portal.mjs";
import { testWith } from "../support/tools.mjs";
import { POLICY_MANAGER } from "../support/world.mjs";

const test = testWith("Chromium", "openssl");

const SEND = "main form[method=post] button[type=submit]";
const act = (name) => `button[name=act][value=${name}]`;

/** How the pages are used: each mode goes the whole way. */
const MODES = [
  { name: "without script, in Arabic, at 320 px", Hand: Pointer, language: "ar", width: 320, script: false },
  { name: "by keyboard alone, in French", Hand: Keyboard, language: "fr", width: 1360, script: true },
];

/** Somebody who is signed in, in a mode. */
async function seat({ server, newWindow }, { Hand, language, width, script }, account) {
  const page = await newWindow({ javaScriptEnabled: script, viewport: { width, height: 900 } });
  await portal.signIn(server, page, account);
  await page.goto(`${server.url}/portal?lang=${language}`);
  return { page, hand: new Hand(page), language };
}

/** The page is in the language, and nothing scrolls sideways. */
async function isWhole({ page, language }) {
  const { lang, dir, wide } = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  assert.deepEqual([lang, dir, wide], [language, language === "ar" ? "rtl" : "ltr", 0], page.url());
}

/** What was sent is refused: each line of the summary leads to a place of the page. */
async function isRefused(seated, ...fields) {
  await isWhole(seated);
  const links = await seated.page.locator("[role=alert] li a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.deepEqual(links, fields.map((field) => `#f-${field}`), seated.page.url());
  for (const link of links) assert.equal(await seated.page.locator(link).count(), 1, link);
}

/** What was sent is done, and the page says so. */
async function isDone(seated) {
  await isWhole(seated);
  assert.equal(await seated.page.locator("main [role=status]").count(), 1, await seated.page.locator("main").innerText());
}

const pathOf = (page) => new URL(page.url()).pathname;

/** From a group to a policy that is published, cloned, changed and switched off. */
async function managePolicies(seated, suffix) {
  const { page, hand } = seated;
  const group = `Health ${suffix}`;
  await hand.navigate("/portal/policy-groups");
  await hand.use('main a[href="/portal/policy-groups/new"]');
  await hand.use(SEND);
  await isRefused(seated, "name", "description");
  await hand.fill("#f-name", group);
  await hand.fill("#f-description", "Hospitals");
  await hand.use(SEND);
  await isDone(seated);

  await hand.navigate("/portal/policies");
  await hand.use('main a[href="/portal/policies/new"]');
  await hand.check("input[name=type][value=Auth]");
  await hand.choose("#f-group", group);
  await hand.fill("#f-name", "triage");
  await hand.fill("#f-description", "Who comes to the hospital");
  await hand.use("main form button[type=submit]");
  await hand.check("input[name='t-0-on']");
  await hand.check("input[name='a-0-on']");
  await hand.use(act("save"));
  await isRefused(seated, "token");
  await hand.check("input[name=token][value=partner]");
  await hand.use(act("save"));
  await isDone(seated);
  const policy = pathOf(page);

  // JSON that is none is refused at its place, and the form still stands for what was there.
  await hand.use(`main a[href="${policy}/edit"]`);
  const json = await page.locator("#f-json").inputValue();
  await hand.fill("#f-json", '{ "allowedAuthTypes": [,] }');
  await hand.use(act("take"));
  await isRefused(seated, "json");
  await hand.fill("#f-json", json.replace('"partner"', '"sometimes"'));
  await hand.use(act("take"));
  assert.match(await page.locator("[role=alert]").innerText(), /random, partner, policy/);
  await hand.use(act("refresh"));
  assert.equal(await page.locator("#f-json").inputValue(), json);
  await hand.use(act("save"));
  await isDone(seated);

  await hand.use(`main a[href="${policy}/publish"]`);
  assert.ok((await page.locator("main ul li").count()) >= 3, "who may ask, what is shared, that it is fixed");
  await hand.use(SEND);
  await isDone(seated);

  await hand.use(`main a[href="${policy}/clone"]`);
  await hand.use(SEND);
  await isRefused(seated, "groups");
  await hand.check("#f-groups input[type=checkbox]");
  await hand.fill("#f-name", `triage ${suffix}`);
  await hand.use(SEND);
  await hand.check("input[name='a-1-on']");
  await hand.use(act("save"));
  await isDone(seated);
  assert.ok((await page.locator("main pre ins").count()) >= 1, "the difference to what it was cloned from");
  await hand.use(`main a[href="${pathOf(page)}/publish"]`);
  await isWhole(seated);

  await page.goto(new URL(policy, page.url()).href);
  await hand.use(`main a[href="${policy}/deactivate"]`);
  await hand.use(SEND);
  await isRefused(seated, "reason");
  await hand.fill("#f-reason", "A newer one counts");
  await hand.use(SEND);
  await isDone(seated);
}

/** A day's requests, one after the other and several at once. */
async function decideRequests(seated, organisations) {
  const { page, hand } = seated;
  await hand.navigate("/portal/inbox");
  await hand.use("main tbody th a");
  await hand.use("main .decide button[type=submit]");
  await isRefused(seated, "decision");
  await hand.check("input[name=decision][value=ask]");
  await hand.use("main .decide button[type=submit]");
  await isRefused(seated, "reason");
  await hand.check("input[name=decision][value=approve]");
  await hand.use("button[name=then]");
  await isDone(seated);
  assert.match(pathOf(page), /^\/portal\/inbox\/[^/]+$/, "the next request follows");

  await hand.navigate("/portal/inbox");
  await hand.use('main .tabs a[href*="kind=partner"]');
  const picks = page.locator("input[name=pick]");
  assert.equal(await picks.count(), organisations - 1);
  for (const pick of await picks.all()) await pick.check();
  await hand.use('form[action="/portal/inbox/bulk"] button[type=submit]');
  await hand.check("input[name=decision][value=reject]");
  await hand.use(SEND);
  await isRefused(seated, "reason");
  await hand.fill("#f-reason", "Not this year");
  await hand.use(SEND);
  await isWhole(seated);
  assert.equal(await page.locator("main section li").count(), organisations - 1);
}

/** What an admin keeps: the hotlist, accounts, the audit trail. */
async function keepWatch(seated, suffix) {
  const { page, hand } = seated;
  await hand.navigate("/portal/hotlist");
  await hand.use('main a[href="/portal/hotlist/new"]');
  await hand.use("form:has([name=type][value=DEVICE_MODEL]) button");
  await isRefused(seated, "make", "model");
  await hand.fill("#f-make", "Acme");
  await hand.fill("#f-model", suffix);
  await hand.use("form:has([name=type][value=DEVICE_MODEL]) button");
  await hand.use(SEND);
  await isRefused(seated, "reason");
  await hand.fill("#f-reason", "Its seal opens");
  await hand.use(SEND);
  await isDone(seated);

  await hand.navigate("/portal/accounts");
  await page.goto(`${page.url()}?name=${suffix}-keeper`);
  await hand.use("main tbody th a");
  await hand.use('main a[href$="/roles"]');
  await hand.use(SEND);
  await isRefused(seated, "role");
  await hand.choose("#f-role", "HOTLIST_ADMIN");
  await hand.use(SEND);
  await isDone(seated);

  await hand.navigate("/portal/audit");
  await hand.use('main tbody a[href*="action=role.grant"]');
  await isWhole(seated);
  // The one filter that holds, and all of them, can be taken off.
  assert.equal(await page.locator("main .chips a[href='/portal/audit']").count(), 2, "the list is narrowed");
  const actions = await page.locator("main tbody td:nth-child(2) .sub").allInnerTexts();
  assert.deepEqual([...new Set(actions)], ["role.grant"]);
}

const provider = (name) => ({
  ...portal.EXAMPLE_BANK,
  kind: "Device provider",
  group: undefined,
  id: name,
  organization: `Sensors ${name}`,
  email: `${name}@example.org`,
  account: name,
});

test("staff: a policy manager's and an admin's whole ways", { timeout: 300_000 }, async (t) => {
  const { openStage, steps } = await import("../support/stage.mjs");
  const stage = await openStage(t);
  const { server, newWindow } = stage;
  const step = steps(t);
  const office = await newWindow();
  await portal.signInFirstAdmin(server, office);
  await server.addAccount(POLICY_MANAGER, "POLICYMANAGER");
  const names = ["one", "two", "three"];
  await Promise.all(names.map(async (name) => portal.register(server, await newWindow(), provider(name))));

  for (const mode of MODES) {
    const suffix = mode.language;
    await server.addAccount({ account: `${suffix}-keeper`, email: `${suffix}@example.org`, password: "a keeper of long lists" });
    await step(`a policy manager ${mode.name}`, async () => {
      await managePolicies(await seat(stage, mode, POLICY_MANAGER), suffix);
    });
    await step(`an admin ${mode.name}`, async () => {
      const seated = await seat(stage, mode, portal.ADMIN);
      if (mode.Hand === Pointer) await decideRequests(seated, names.length);
      await keepWatch(seated, suffix);
    });
  }
});
