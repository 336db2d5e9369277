// A portal in use: something of everything that its pages can show, made by pages as people make it.

import assert from "node:assert/strict";

import { issue, partnerPki } from "./pki.mjs";
import * as portal from "./portal.mjs";

const { EXAMPLE_BANK, fill, follow, main, navigate, pemFile, press } = portal;

/** An organisation whose words are as long as words can be: pages at 320 pixels have to bear it. */
export const LONG_NAMES = {
  ...EXAMPLE_BANK,
  kind: "Device provider",
  organization: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
  id: "donaudampfschifffahrtsgesellschaft-1",
  purpose: `Reading fingerprints in ${"very".repeat(30)} remote villages.\nAnd on ships.`,
  group: undefined,
  email: "the.office.of.the.director.general@donaudampfschifffahrtselektrizitaetenhauptbetriebswerk.example",
  account: "donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbau.owner",
  password: "steam ships on the danube",
};

/**
 * Fills a fresh server: an active partner with certificates, a contact and a history; one that waits for a decision; one that
 * an admin added and invited; trusted authorities.
 *
 * @param {{ server: import("./portal.mjs").Server, newWindow: () => Promise<import("playwright-core").Page> }} stage
 * @param {import("playwright-core").Page} office of the signed-in first admin
 * @returns the signed-in windows of the active and the waiting partner, and what the active one's certificates came from
 */
export async function populate({ server, newWindow }, office) {
  const [partner, waiting] = [await newWindow(), await newWindow()];
  const [pki, trusted] = await Promise.all([partnerPki(EXAMPLE_BANK.organization), partnerPki("Trusted")]);
  await portal.createPolicyGroup(office, EXAMPLE_BANK.group);
  await portal.trust(office, "AUTH", pemFile("trusted.pem", trusted.root.pem, trusted.intermediate.pem));
  await portal.register(server, partner);
  await portal.openRequest(office, EXAMPLE_BANK.organization);
  await portal.decide(office, "Approve");
  await sendChain(server, partner, pki);
  await portal.openRequest(office, EXAMPLE_BANK.organization, "CA certificates");
  await portal.decide(office, "Approve");
  await renew(partner, pki);
  await addContact(partner);
  await portal.register(server, waiting, LONG_NAMES);
  await portal.openRequest(office, LONG_NAMES.organization);
  await portal.decide(office, "Ask for changes", `Which ships?\nAll of them? ${"really".repeat(20)}`);
  await invite(office);
  return { partner, waiting, pki };
}

/** Who manages policies. */
export const POLICY_MANAGER = { account: "policy-manager", email: "policies@example.org", password: "what may be shared with whom" };

/**
 * A portal in use with the people in it: what the areas build on.
 *
 * @returns `people`: the window of each of them by name (`admin`, `partner` of Example Bank, `waiting`, `policies`); `pki`: what the
 *   partner's certificates came from
 */
export async function furnish({ server, newWindow }, office) {
  const { partner, waiting, pki } = await populate({ server, newWindow }, office);
  const policies = await newWindow();
  await server.addAccount(POLICY_MANAGER, "POLICYMANAGER");
  await portal.signIn(server, policies, POLICY_MANAGER);
  await portal.heading(policies, "Welcome");
  return { people: { admin: office, partner, waiting, policies }, office, pki };
}

/**
 * An organisation from its registration to being active: registered and approved by pages, its authority trusted, its certificate
 * stored.
 *
 * @param {{ server, newWindow, office }} stage
 * @param {typeof EXAMPLE_BANK} organisation as the wizard asks it; `group` only for kinds that need a policy group
 * @param {"AUTH" | "DEVICE" | "FTM" | "MISP"} domain of its certificate
 * @returns its signed-in window, and what its certificate came from
 */
export async function onboard({ server, newWindow, office }, organisation, domain = "AUTH") {
  const page = await newWindow();
  const pki = await partnerPki(organisation.organization);
  await portal.trust(office, domain, pemFile("chain.pem", pki.root.pem, pki.intermediate.pem));
  await portal.register(server, page, organisation);
  await portal.openRequest(office, organisation.organization);
  await portal.decide(office, "Approve");
  await page.goto(`${server.url}/portal`);
  await navigate(page, "Certificates");
  await portal.checkCertificate(page, pemFile("partner.pem", pki.partner.pem));
  await press(page, "Confirm and store");
  return { page, pki };
}

/** The first link of a page whose address fits. */
export async function linkOf(server, page, address, pattern) {
  await page.goto(new URL(address, server.url).href);
  const links = await page.locator("a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const found = links.find((link) => pattern.test(link));
  assert.ok(found, `${address} has no link like ${pattern}: ${links}`);
  return found;
}

async function sendChain(server, page, pki) {
  await page.goto(`${server.url}/portal`);
  await navigate(page, "Certificates");
  const { partner, intermediate, root } = pki;
  await portal.checkCertificate(page, pemFile("bundle.pem", partner.pem, intermediate.pem, root.pem));
  await press(page, "Send the chain for approval");
}

async function renew(page, pki) {
  const renewed = await issue({ subject: `/O=${EXAMPLE_BANK.organization}/CN=renewed`, issuer: pki.intermediate });
  await navigate(page, "Certificates");
  await portal.checkCertificate(page, pemFile("renewed.pem", renewed.pem));
  await press(page, "Confirm and store");
}

async function addContact(page) {
  await navigate(page, "Profile and contacts");
  await follow(page, "Add a contact");
  await fill(page, { "Name (optional)": "Night shift", "Email address": "night@example-bank.example" });
  await press(page, "Save");
}

async function invite(page) {
  await navigate(page, "Partners");
  await follow(page, "Add partner");
  await main(page).getByLabel("Kind of partner").selectOption({ label: "SDK provider" });
  await fill(page, {
    "Organisation name": "Invited",
    "Partner id": "invited",
    "Postal address": "3 Sensor Road",
    "Phone number": "+251 11 111 1112",
    "Email address": "office@invited.example",
    "Email address of the owner": "owner@invited.example",
  });
  await press(page, "Add partner and invite");
}
