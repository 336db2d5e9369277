// Pictures of the guides, in docs/guide/pictures: `npm run guide`. It walks the ways that the guides describe, in a fresh portal.

import assert from "node:assert/strict";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import * as policies from "./areas/policies.mjs";
import { launchBrowser } from "./support/browser.mjs";
import { Hands } from "./support/hands.mjs";
import { issue } from "./support/pki.mjs";
import * as portal from "./support/portal.mjs";
import { startServer } from "./support/server.mjs";
import * as ways from "./support/ways.mjs";
import { linkOf, onboard, populate } from "./support/world.mjs";

const OUT = fileURLToPath(new URL("../docs/guide/pictures/", import.meta.url));
/** Bytes of a picture: the guides are read over slow lines too. */
const MOST = 60_000;
const VIEW = { width: 1120, height: 760 };

const server = await startServer();
const browser = await launchBrowser();
const newWindow = () => browser.newPage({ locale: "en-GB", viewport: VIEW });

/** A picture of the window as it is, in the best quality that is small enough. */
async function picture(page, name) {
  const session = await page.context().newCDPSession(page);
  for (const quality of [75, 55, 35]) {
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality });
    await writeFile(`${OUT}${name}.webp`, Buffer.from(data, "base64"));
    if ((await stat(`${OUT}${name}.webp`)).size <= MOST) return;
  }
  assert.fail(`${name} is too large`);
}

async function open(page, address, name) {
  await page.goto(server.url + address);
  await picture(page, name);
}

const organisation = (kind, id, name) => ({
  ...portal.EXAMPLE_BANK,
  kind,
  id,
  organization: name,
  group: undefined,
  email: `${id}@example.org`,
  account: `${id}-owner`,
});

try {
  await mkdir(OUT, { recursive: true });
  const [stranger, office] = [await newWindow(), await newWindow()];
  await open(stranger, "/portal/register", "register");
  await portal.signInFirstAdmin(server, office);
  const stage = { server, newWindow, office };
  const { partner, pki } = await populate(stage, office);
  await open(partner, "/portal", "auth-home");
  const wrong = await issue({ subject: "/O=Example Bank Ltd/CN=digital-id.example", issuer: pki.intermediate });
  await partner.goto(`${server.url}/portal/org/${portal.EXAMPLE_BANK.id}/certificates`);
  await portal.checkCertificate(partner, portal.pemFile("wrong.pem", wrong.pem));
  await picture(partner, "verdict");
  await ways.publishPolicies(stage);
  const bank = new Hands(server, partner);
  await ways.requestPolicy(bank, portal.EXAMPLE_BANK.purpose);
  await ways.approve(office, { name: portal.EXAMPLE_BANK.organization }, "Policies");
  await ways.beginKey(bank);
  await picture(partner, "key-new");
  await bank.send("/api-keys/created");
  await picture(partner, "key-secret");
  const device = await onboard(stage, organisation("Device provider", "fingerprint-works", "Fingerprint Works"), "DEVICE");
  await open(device.page, "/portal", "device-home");
  const provider = new Hands(server, device.page);
  await ways.beginInterface(provider);
  await picture(device.page, "sbi-new");
  await ways.registerProducts(provider, office, { name: "Fingerprint Works" });
  await picture(device.page, "sbi-devices");
  const misp = await onboard(stage, organisation("MISP", "gateway", "Gateway Ltd"), "MISP");
  await open(misp.page, "/portal", "misp-home");
  await ways.makeLicence(server, office, "gateway");
  await open(misp.page, "/portal/org/gateway/licences", "misp-licences");
  for (const [id, name] of [["iris-cameras", "Iris Cameras"], ["face-sensors", "Face Sensors"]]) {
    await portal.register(server, await newWindow(), organisation("Device provider", id, name));
  }
  await open(office, "/portal", "admin-home");
  await open(office, "/portal/inbox?kind=partner&choose=all", "inbox");
  await office.getByRole("button", { name: "Decide the chosen ones" }).click();
  await picture(office, "bulk");
  await portal.openRequest(office, "Iris Cameras");
  await picture(office, "request");
  await open(office, `/portal/partners/${portal.EXAMPLE_BANK.id}/deactivate`, "deactivate");
  await open(office, "/portal/policy-groups", "policy-groups");
  await policies.populate(stage);
  const draft = await linkOf(server, office, "/portal/policies?state=draft&type=Auth", /^\/portal\/policies\/\d+$/);
  await open(office, `${draft}/edit`, "policy-editor");
  await open(office, `${draft}/publish`, "policy-publish");
} finally {
  await browser.close();
  await server.stop();
}
