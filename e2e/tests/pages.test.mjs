// Every page: accessible in light and dark, at three widths, from left to right and from right to left; light; strict.
//
// Each page once in each language, so that over the three of them it is seen wide and light, narrow and dark, in between and
// light; ten that stand for the others over all widths, schemes and directions. `PMS_BROWSER=everything` (`npm run everything`)
// does that with all. The pages and what stands on them come from areas/, one file for each part of the portal.

import assert from "node:assert/strict";

import { notVisited, pageTemplates, templateOf } from "../support/pageset.mjs";
import * as portal from "../support/portal.mjs";
import { testWith } from "../support/tools.mjs";

const { EXAMPLE_BANK, fill, press } = portal;
const test = testWith("Chromium", "openssl");

/** Transferred bytes, compressed, with an empty cache. */
const FIRST_PAGE_BYTES = 50_000;

/** Side by side: with many more of them than cores, they only wait for each other. */
const WINDOWS = Number(process.env.PMS_BROWSER_WINDOWS ?? 3);

const MINUTES = process.env.PMS_BROWSER === "everything" ? 60 : 20;

/** The ten that are looked at entirely: one of each kind of page. */
const REPRESENTATIVE = [
  "/portal/sign-in",
  "/portal/register",
  "/portal/org/{id}/home",
  "/portal/org/{id}/certificates",
  "/portal/org/{id}/history",
  "/portal/inbox",
  "/portal/inbox/{id}",
  "/portal/partners",
  "/portal/partners/{id}/deactivate",
  "/portal/help/errors",
];

test("pages: each is accessible, light, strict, and reads from both sides", { timeout: MINUTES * 60_000 }, async (t) => {
  const { openStage } = await import("../support/stage.mjs");
  const { areas, CHOSEN, formsOf, pagesOf, populateArea, refresh, sideBySide } = await import("../support/areas.mjs");
  const { answers, Inspector, PICTURES, Watch } = await import("../support/inspector.mjs");
  const { assertAccessible } = await import("../support/browser.mjs");
  const { furnish } = await import("../support/world.mjs");
  // Who is told of what ends is told once a day: not before an area has made what ends, and starts the server once more.
  const stage = await openStage(t, { environment: { PMS__NOTIFICATIONS__ENABLED: "false" } });
  const { server, newWindow } = stage;
  const inspector = new Inspector(server);
  const templates = pageTemplates();
  const entirely = new Set(REPRESENTATIVE);
  const isRepresentative = ({ address, status = 200 }) => status === 200 && entirely.has(templateOf(templates, address));

  /** Opens one address; the first of a representative page entirely. */
  const open = (page, visit) => {
    const isFirst = isRepresentative(visit);
    if (isFirst) entirely.delete(templateOf(templates, visit.address));
    return inspector.open(page, visit.address, { status: visit.status, entirely: isFirst });
  };
  /** A subtest that fails with everything that was found, so that one run shows it all. */
  const group = (name, work) =>
    t.test(name, async () => {
      const failures = (await work()) ?? [];
      assert.deepEqual([...failures, ...inspector.problems()], []);
    });

  const office = await newWindow();
  await portal.signIn(server, office, { account: portal.ADMIN.account, password: await server.firstAdminPassword() });
  await group("a password for one use", async () => {
    await open(office, { address: "/portal/account/password" });
    await office.goto(`${server.url}/portal/account/password?lang=en`);
  });
  await portal.choosePassword(office);

  let world;
  const parts = await areas();
  await group("what stands on the pages", async () => {
    world = await furnish(stage, office);
    for (const area of parts) await populateArea(area, stage, world);
  });
  const { people } = world;
  const { partner } = people;

  await group("every page", async () => {
    const visits = (await Promise.all(parts.map((area) => pagesOf(area, world)))).flat();
    const fleeting = await refresh(parts, stage, world);
    // What is soon over comes first, then what takes longest, so that all windows end at about the same time.
    const haste = (visit) => 2 * fleeting.has(visit.who) + isRepresentative(visit);
    visits.sort((one, other) => haste(other) - haste(one));
    return sideBySide(WINDOWS, visits, async (visit, tabs) => open(await tabs.of(visit.who, people), visit));
  });

  await group("what forms answer", async () => {
    const forms = (await Promise.all(parts.map((area) => formsOf(area, world)))).flat();
    // The answer's language is the last one that its sender chose: one form of a person at a time.
    const fleeting = await refresh(parts, stage, world);
    const senders = [...new Set([...fleeting, ...forms.map(({ who }) => who)])];
    return sideBySide(WINDOWS, senders, async (who) => {
      const failures = [];
      for (const form of forms.filter((form) => form.who === who)) {
        const failed = (error) => failures.push(`${form.address} ${form.action}: ${error.message}`);
        await answers(inspector, people[who], form).catch(failed);
      }
      if (failures.length > 0) throw new Error(failures.join("; "));
    });
  });

  if (CHOSEN.length > 0) {
    process.stdout.write(`Only ${CHOSEN.join(", ")}. Pictures: ${PICTURES}\n`);
    return;
  }

  await group("a deactivated organisation", async () => {
    const admin = `/portal/partners/${EXAMPLE_BANK.id}`;
    await office.goto(`${server.url}${admin}/deactivate?lang=en`);
    await fill(office, { Reason: "Papers missing", "Type the id to confirm": EXAMPLE_BANK.id });
    await press(office, "Deactivate partner");
    await open(office, { address: `${admin}/reactivate` });
    const own = ["profile", "certificates"].map((page) => `/portal/org/${EXAMPLE_BANK.id}/${page}`);
    for (const address of ["/portal", ...own]) await open(partner, { address });
  });

  await group("menu and filters, open on a small screen", async () => {
    await office.setViewportSize({ width: 320, height: 700 });
    await office.goto(`${server.url}/portal/partners?lang=en`);
    for (const button of ["#nav", "#filters"]) {
      await office.locator(`button[popovertarget="${button.slice(1)}"]`).first().click();
      assert.equal(await office.locator(button).isVisible(), true);
      await assertAccessible(office, { widths: [320] });
      await office.keyboard.press("Escape");
      assert.equal(await office.locator(button).isVisible(), false);
    }
    await office.setViewportSize({ width: 1360, height: 900 });
  });

  await t.test("every page was there, ten of them entirely, and the first one is light", async () => {
    assert.deepEqual(notVisited(templates, inspector.visited), []);
    assert.deepEqual([...entirely], []);
    const page = await newWindow();
    await page.goto("about:blank");
    const watch = await Watch.of(page);
    await page.goto(`${server.url}/portal/sign-in`);
    const bytes = await watch.bytes();
    assert.ok(bytes > 1000 && bytes <= FIRST_PAGE_BYTES, `the first page weighs ${bytes} bytes`);
  });
  process.stdout.write(`Pictures of every page: ${PICTURES}\n`);
});
