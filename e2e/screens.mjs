// Pictures of the main pages in out/, to be looked at: `npm run screens`. Nothing is judged here.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { launchBrowser } from "./support/browser.mjs";
import { issue } from "./support/pki.mjs";
import * as portal from "./support/portal.mjs";
import { startServer } from "./support/server.mjs";
import { LONG_NAMES, populate } from "./support/world.mjs";

const OUT = fileURLToPath(new URL("out/", import.meta.url));
const org = `/portal/org/${portal.EXAMPLE_BANK.id}`;

const server = await startServer();
const browser = await launchBrowser();
const newWindow = () => browser.newPage({ locale: "en-GB", viewport: { width: 1360, height: 900 } });

/** A picture of the page as it is. */
async function picture(page, name, { width = 1360, colorScheme = "light" } = {}) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
  await page.screenshot({ path: `${OUT}${name}.png`, fullPage: true });
  await page.setViewportSize({ width: 1360, height: 900 });
}

async function open(page, address, name, options) {
  await page.goto(server.url + address);
  await picture(page, name, options);
}

try {
  await mkdir(OUT, { recursive: true });
  const [stranger, office] = [await newWindow(), await newWindow()];
  await open(stranger, "/portal/sign-in", "sign-in");
  await open(stranger, "/portal/sign-in", "sign-in-320", { width: 320 });
  await open(stranger, "/portal/sign-in?lang=ar", "sign-in-ar");
  await open(stranger, "/portal/register?lang=en", "register");
  await stranger.getByRole("button", { name: "Continue" }).click();
  await picture(stranger, "register-errors");
  await portal.describeOrganisation(stranger, { ...portal.EXAMPLE_BANK, id: "other" });
  await picture(stranger, "register-contact", { colorScheme: "dark" });
  await portal.signInFirstAdmin(server, office);
  const { partner, waiting, pki } = await populate({ server, newWindow }, office);
  await open(partner, "/portal", "home");
  await open(partner, "/portal", "home-dark", { colorScheme: "dark" });
  await open(partner, "/portal?lang=ar", "home-ar");
  await open(partner, "/portal?lang=ar", "home-ar-320", { width: 320 });
  await open(partner, `${org}/certificates?lang=en`, "certificates");
  await open(partner, `${org}/certificates`, "certificates-320", { width: 320 });
  const wrong = await issue({ subject: "/O=Example Bank Ltd/CN=digital-id.example", bits: 1024, issuer: pki.intermediate });
  await portal.checkCertificate(partner, portal.pemFile("wrong.pem", wrong.pem));
  await picture(partner, "verdict");
  await picture(partner, "verdict-320", { width: 320 });
  await open(partner, `${org}/profile`, "profile");
  await open(partner, `${org}/history`, "history");
  await open(partner, "/portal/account", "account");
  await open(partner, "/portal/help/errors", "help-errors");
  await open(partner, "/portal/platform", "platform");
  await open(waiting, `/portal/org/${LONG_NAMES.id}/request`, "own-request");
  await open(waiting, "/portal", "home-long-320", { width: 320 });
  await open(waiting, "/portal", "home-long-820", { width: 820 });
  await open(office, "/portal", "staff");
  await open(office, "/portal/inbox", "inbox");
  await open(office, "/portal/inbox", "inbox-820", { width: 820 });
  await portal.openRequest(office, LONG_NAMES.organization);
  await picture(office, "request");
  await picture(office, "request-dark-320", { width: 320, colorScheme: "dark" });
  await open(office, "/portal/partners", "partners");
  await open(office, "/portal/partners", "partners-320", { width: 320 });
  await open(office, "/portal/partners?lang=ar", "partners-ar");
  await open(office, `/portal/partners/${portal.EXAMPLE_BANK.id}?lang=en`, "partner");
  await open(office, `/portal/partners/${portal.EXAMPLE_BANK.id}/deactivate`, "deactivate");
  await open(office, "/portal/trust", "trust");
  await open(office, "/portal/trust/upload", "trust-upload");
  await open(office, "/portal/policy-groups", "policy-groups");
  await open(office, "/portal/no-such-page", "not-found");
} finally {
  await browser.close();
  await server.stop();
}
