// The whole way of each role of a partner, from its registration or invitation to its work: in Arabic on a narrow screen in a
// browser that runs no script, and by keyboard alone.

import assert from "node:assert/strict";

import * as portal from "../support/portal.mjs";
import { testWith } from "../support/tools.mjs";

const test = testWith("Chromium", "openssl");

const ARABIC = { tag: "ar", dir: "rtl" };

/** Roles whose way is walked, by the function that walks it. */
const ROLES = {
  "an authentication partner": "authenticationPartner",
  "a device provider": "deviceProvider",
  "a chip provider": "chipProvider",
  "a credential partner": "credentialPartner",
  "a MISP": "misp",
};

/** A portal in which all can begin. */
async function begin(t) {
  const { openStage } = await import("../support/stage.mjs");
  const { Hands } = await import("../support/hands.mjs");
  const ways = await import("../support/ways.mjs");
  const { server, newWindow } = await openStage(t);
  const office = await newWindow();
  await portal.signInFirstAdmin(server, office);
  const licence = await ways.prepare({ server, newWindow, office });
  return { server, newWindow, office, licence, Hands, ways };
}

test("ways: in Arabic, 320 pixels wide, without a script", { timeout: 400_000 }, async (t) => {
  const { server, newWindow, office, licence, Hands, ways } = await begin(t);
  for (const [role, way] of Object.entries(ROLES)) {
    await t.test(role, async () => {
      const page = await newWindow({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
      await ways[way]({ server, office, licence }, new Hands(server, page, { language: ARABIC }));
      assert.deepEqual((await ways.refusedLinks(server, page)).refused, []);
      await page.context().close();
    });
  }
});

test("ways: by keyboard alone", { timeout: 400_000 }, async (t) => {
  const { server, newWindow, office, licence, Hands, ways } = await begin(t);
  for (const [role, way] of Object.entries(ROLES)) {
    await t.test(role, async () => {
      const page = await newWindow();
      await ways[way]({ server, office, licence }, new Hands(server, page, { keyboard: true }));
      await page.context().close();
    });
  }
});

test("ways: colleagues are invited, join, and are led to nothing that is refused", { timeout: 300_000 }, async (t) => {
  const { server, newWindow, office, licence, Hands, ways } = await begin(t);
  const owner = new Hands(server, await newWindow());
  const { who } = await ways.authenticationPartner({ server, office, licence }, owner);

  /** Invites a colleague and has them join. @returns their window */
  const colleague = async (role, options, context) => {
    const invited = { role, email: `${role}@example.org`, account: `colleague-${role}`, password: "a sentence for colleagues" };
    await ways.invite(owner, who.id, invited);
    const hands = new Hands(server, await newWindow(context), options);
    await ways.join(hands, server, invited);
    assert.equal(new URL(hands.page.url()).pathname, `/portal/org/${who.id}/home`);
    return hands.page;
  };
  const walk = async (page, least) => {
    const { seen, refused } = await ways.refusedLinks(server, page);
    assert.deepEqual(refused, []);
    assert.ok(seen >= least, `only ${seen} pages were found`);
  };

  await t.test("a viewer, in Arabic on a narrow screen: reads everything, is offered no change", async () => {
    const context = { javaScriptEnabled: false, viewport: { width: 320, height: 700 } };
    const page = await colleague("viewer", { language: ARABIC }, context);
    await walk(page, 20);
    assert.equal((await page.request.get(`${server.url}/portal/org/${who.id}/api-keys/new`)).status(), 403);
  });
  await t.test("a technical contact, by keyboard: may change, may not invite", async () => {
    const page = await colleague("technical", { keyboard: true });
    await walk(page, 25);
    await page.goto(`${server.url}/portal/org/${who.id}/people`);
    assert.equal(await page.locator("main form").count(), 0, "only owners invite");
    assert.equal((await page.request.get(`${server.url}/portal/org/${who.id}/api-keys/new`)).status(), 200);
  });
  await t.test("a second owner", async () => {
    const page = await colleague("owner");
    await walk(page, 30);
    await page.goto(`${server.url}/portal/org/${who.id}/people`);
    assert.equal(await page.locator('main [name="email"]').count(), 1, "owners invite");
  });
});
