// The whole way of each role of a partner, from its registration or invitation to its work; see hands.mjs for how.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { codeIn, linkIn } from "./mailbox.mjs";
import { partnerPki } from "./pki.mjs";
import * as portal from "./portal.mjs";
import { restOf } from "./rest.mjs";
import { onboard } from "./world.mjs";

const { decide, openRequest, pemFile } = portal;

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/** The group that policies are in. */
export const GROUP = "Banks";

/** An organisation of a kind, with everything that the wizard asks; `hands` say what stands behind its names. */
export const organisation = (kind, id, name, { suffix } = { suffix: "" }) =>
  named(kind, suffix ? `${id}-${suffix}` : id, suffix ? `${name} ${suffix}` : name);

const named = (kind, id, name) => ({
  kind,
  id,
  name,
  purpose: `What ${name} is for`,
  address: "1 Example Street\nExample City",
  phone: "+251 11 000 0000",
  email: `${id}@example.org`,
  account: `${id}-owner`,
  password: "a long sentence about work",
});

/** The infrastructure provider whose gateway the requests of others come through. */
const TRANSIT = {
  ...portal.EXAMPLE_BANK,
  kind: "MISP",
  id: "way-transit",
  organization: "Way Transit",
  group: undefined,
  email: "way-transit@example.org",
  account: "way-transit-owner",
};

/**
 * A portal in which people can begin: a policy group, policies of both kinds, an infrastructure provider.
 *
 * @returns its licence key
 */
export async function prepare(stage) {
  const { server, office } = stage;
  await portal.createPolicyGroup(office, GROUP);
  await publishPolicies(stage);
  const { page } = await onboard(stage, TRANSIT, "MISP");
  await page.context().close();
  return makeLicence(server, office, TRANSIT.id);
}

/** A policy of each kind in the group. */
export async function publishPolicies({ server, office }) {
  const admin = await restOf(server, office);
  const auth = {
    allowedAuthTypes: [{ authType: "otp", mandatory: false }],
    allowedKycAttributes: [{ attributeName: "fullName" }, { attributeName: "photo" }],
    authTokenType: "partner",
  };
  const share = {
    dataSharePolicies: {
      typeOfShare: "Data Share",
      validForInMinutes: "30",
      transactionsAllowed: "2",
      encryptionType: "Partner Based",
      shareDomain: "datashare.example.org",
      source: "ID Repository",
    },
    shareableAttributes: [
      { attributeName: "fullName", source: [{ attribute: "fullName" }], encrypted: true },
      { attributeName: "biometrics", source: [{ attribute: "individualBiometrics" }], encrypted: true, format: "CBEFF" },
    ],
  };
  for (const [name, policyType, policies] of [["bank-basic", "Auth", auth], ["bank-cards", "DataShare", share]]) {
    const request = { name, desc: `What ${name} shares`, version: "1.0", policyType, policyGroupName: GROUP, policies };
    const made = await admin.post("/v1/policymanager/policies", request);
    const { policyGroupId } = await admin.get(`/v1/policymanager/policies/${made.id}`);
    await admin.post(`/v1/policymanager/policies/${made.id}/group/${policyGroupId}/publish`, undefined);
  }
}

/** From the sign-in page to the home page of a registered organisation. */
export async function register(hands, server, who, group) {
  await hands.open("/portal/sign-in", "sign-in");
  await hands.follow("/portal/register", "register");
  await hands.choose("kind", who.kind);
  await hands.fill("organization", who.name);
  await hands.fill("partner_id", who.id);
  await hands.fill("purpose", who.purpose);
  await hands.send("/portal/register", "contact");
  if (group) await hands.fill("policy_group", group);
  for (const name of ["address", "phone", "email"]) await hands.fill(name, who[name]);
  await hands.fill("username", who.account);
  await hands.fill("password", who.password);
  await hands.fill("repeat", who.password);
  await hands.send("/portal/register/contact", "code");
  await hands.fill("code", codeIn(await server.waitForMail(who.email)));
  await hands.send("/portal/register/code", "check");
  await hands.send("/portal/register/check", "done");
  await hands.follow("/portal", "home-waits");
}

/** A partner admin approves what waits of an organisation. */
export async function approve(office, who, kind = "Partners") {
  await openRequest(office, who.name, kind);
  await decide(office, "Approve");
}

/** From the home page to a stored certificate, of an authority that is trusted. */
export async function certify(hands, office, who, domain) {
  const pki = await partnerPki(who.name);
  await portal.trust(office, domain, pemFile("chain.pem", pki.root.pem, pki.intermediate.pem));
  await hands.open("/portal", "home-certificate");
  await hands.follow("/certificates", "certificates");
  await hands.attach(pemFile("partner.pem", pki.partner.pem));
  await hands.send("/certificates/check", "verdict");
  await hands.send("/certificates/confirm", "certificate-stored");
  return pki;
}

/** How many steps the home page names that somebody still acts on. */
const openSteps = ({ page }) => page.locator("ol.steps > li:not(.done):not(.outside)").count();

/** The home page names no step that somebody still acts on. */
async function assertAllDone(hands) {
  await hands.open("/portal", "home-done");
  assert.equal(await openSteps(hands), 0, await hands.words());
}

/** The systems of a partner send a first request, and the home page, which waited for it, soon says so. */
async function useKey({ server, office, licence }, hands, id, key) {
  await hands.open("/portal", "home-use");
  assert.equal(await openSteps(hands), 1, await hands.words());
  const gateway = await restOf(server, office);
  await gateway.get(`/v1/partnermanager/partners/${id}/apikey/${key}/misp/${licence}/validate`);
  for (const deadline = Date.now() + 10_000; (await openSteps(hands)) > 0 && Date.now() < deadline; await sleep(250)) {
    await hands.page.reload();
  }
}

/** From the home page to a request for the first policy that fits. */
export async function requestPolicy(hands, purpose) {
  await hands.open("/portal", "home-policy");
  await hands.follow("/policy-requests/new", "policy-new");
  await hands.choose("policy", await hands.page.locator('main input[name="policy"]').first().inputValue());
  await hands.fill("purpose", purpose);
  await hands.send("/policy-requests/new", "policy-sent");
}

/** From the home page to the filled form of a new API key, for 90 days. */
export async function beginKey(hands) {
  await hands.open("/portal", "home-key");
  await hands.follow("/api-keys/new", "key-new");
  await hands.fill("label", "branches");
  await hands.fill("days", "90");
}

/** An authentication partner: to an API key that its systems use, by the licence of an infrastructure provider. */
export async function authenticationPartner({ server, office, licence }, hands) {
  const who = organisation("Auth_Partner", "way-bank", "Way Bank", hands);
  await register(hands, server, who, GROUP);
  await approve(office, who);
  await certify(hands, office, who, "AUTH");
  await requestPolicy(hands, "Opening accounts in branches");
  await approve(office, who, "Policies");
  await beginKey(hands);
  await hands.send("/api-keys/created", "key-secret");
  const value = await hands.page.locator("output").innerText();
  assert.match(value, /^[0-9A-Za-z]{32}$/);
  await hands.page.locator("main a.btn.go").waitFor();
  const next = await hands.page.locator("main a.btn.go").getAttribute("href");
  await hands.follow(next, "key");
  assert.ok(!(await hands.words()).includes(value), "shown once");
  await useKey({ server, office, licence }, hands, who.id, value);
  await assertAllDone(hands);
  return { who, value };
}

/** A device provider: to an approved model that an approved interface serves. */
export async function deviceProvider({ server, office }, hands) {
  const who = organisation("Device_Provider", "way-devices", "Way Devices", hands);
  await register(hands, server, who);
  await approve(office, who);
  await certify(hands, office, who, "DEVICE");
  await hands.open("/portal", "home-devices");
  await beginInterface(hands);
  await registerProducts(hands, office, who);
  const box = await hands.page.locator('main input[type="checkbox"]').first().getAttribute("name");
  await hands.choose(box, "yes");
  await hands.send(new URL(hands.page.url()).pathname, "sbi-mapped");
  await assertAllDone(hands);
  return { who };
}

/** From the home page to the filled form of a new interface. */
export async function beginInterface(hands) {
  await hands.follow("/sbis/new", "sbi-new");
  await hands.fill("version", "2.4.1");
  await hands.fill("hash", HASH);
  await hands.fill("made", day(-10));
  await hands.fill("ends", day(400));
}

/** From that form to the page on which an approved model is added to the approved interface. */
export async function registerProducts(hands, office, who) {
  await hands.send("/sbis/new", "sbi");
  await hands.open("/portal", "home-sbi");
  await hands.follow("/devices/new", "device-new");
  await hands.fill("kind", "Finger/Slap");
  await hands.fill("make", "Acme");
  await hands.fill("model", "One");
  await hands.send("/devices/new", "device");
  await approve(office, who, "Interfaces");
  await approve(office, who, "Devices");
  await hands.open("/portal", "home-mapping");
  await hands.follow("/sbis", "sbis");
  await hands.page.locator("main table a").first().waitFor();
  const sbi = await hands.page.locator("main th[scope=row] a").first().getAttribute("href");
  await hands.follow(sbi, "sbi-approved");
  await hands.follow(`${sbi}/devices`, "sbi-map");
}

/** A chip provider: to an approved chip with its certificate. */
export async function chipProvider({ server, office }, hands) {
  const who = organisation("FTM_Provider", "way-chips", "Way Chips", hands);
  await register(hands, server, who);
  await approve(office, who);
  const pki = await certify(hands, office, who, "FTM");
  await hands.open("/portal", "home-chips");
  await hands.follow("/chips/new", "chip-new");
  await hands.fill("make", "Acme");
  await hands.fill("model", "C1");
  await hands.send("/chips/new", "chip-certificate");
  await hands.attach(pemFile("chip.pem", pki.partner.pem));
  await hands.send("/check", "chip-verdict");
  await hands.send("/confirm", "chip-sent");
  await approve(office, who, "Chips");
  await assertAllDone(hands);
  return { who };
}

/** A credential partner: to a credential type under an approved policy. */
export async function credentialPartner({ server, office }, hands, kind = "Credential_Partner") {
  const who = organisation(kind, "way-cards", "Way Cards", hands);
  await register(hands, server, who, GROUP);
  await approve(office, who);
  await certify(hands, office, who, "AUTH");
  await requestPolicy(hands, "Issuing cards");
  await hands.open("/portal", "home-extractors");
  await hands.follow("/extractors", "extractors");
  await hands.follow("/extractors/new", "extractor-new");
  await hands.fill("policy", await hands.page.locator('main [name="policy"] option').nth(1).getAttribute("value"));
  await hands.fill("attribute", "biometrics");
  await hands.fill("modality", await hands.page.locator('main [name="modality"] option').nth(1).getAttribute("value"));
  await hands.fill("provider", "Acme");
  await hands.fill("version", "1.2");
  await hands.send("/extractors/new", "extractor-set");
  await approve(office, who, "Policies");
  await hands.open("/portal", "home-credential");
  await hands.follow("/credential-types", "credential-types");
  await hands.follow("/credential-types/new", "credential-new");
  await hands.fill("type", await hands.page.locator('main [name="type"] option').nth(1).getAttribute("value"));
  await hands.fill("policy", await hands.page.locator('main [name="policy"] option').nth(1).getAttribute("value"));
  await hands.send("/credential-types/new", "credential-mapped");
  await assertAllDone(hands);
  return { who };
}

/** A partner admin makes the licence of a MISP. @returns its value */
export async function makeLicence(server, office, id) {
  await office.goto(`${server.url}/portal/licences/new?misp=${id}&lang=en`);
  await portal.press(office, "Make licence");
  await portal.heading(office, "The licence is made");
  return office.locator("output").innerText();
}

/** A MISP: to its licence key and the page of its log. */
export async function misp({ server, office }, hands) {
  const who = organisation("MISP_Partner", "way-gateway", "Way Gateway", hands);
  await register(hands, server, who);
  await approve(office, who);
  await certify(hands, office, who, "MISP");
  await hands.open("/portal", "home-licence");
  await makeLicence(server, office, who.id);
  await assertAllDone(hands);
  await hands.open(`/portal/org/${who.id}/licences`, "licences");
  await hands.open(`/portal/org/${who.id}/usage`, "usage");
  return { who };
}

/** An owner invites a colleague. @param {{ email: string, role: "owner" | "technical" | "viewer" }} invited */
export async function invite(hands, organisation, invited) {
  await hands.open(`/portal/org/${organisation}/people`, "people");
  await hands.fill("email", invited.email);
  await hands.choose("role", invited.role);
  await hands.send("/people/invitations", "people-invited");
}

/** A colleague joins by the link in the invitation's mail; afterwards the organisation's home page is open. */
export async function join(hands, server, invited) {
  await hands.open(linkIn(await server.waitForMail(invited.email)), `invitation-${invited.role}`);
  await hands.fill("username", invited.account);
  await hands.fill("password", invited.password);
  await hands.fill("repeat", invited.password);
  await hands.send("/portal/invitation", `joined-${invited.role}`);
}

/** What a link may lead to besides pages: files, the way out, and help, which everybody may read. */
const NO_PAGE = /\.(csv|ndjson|cer|p7b|pem|css|svg|txt)$|\/sign-out|\/portal\/help/;

/**
 * Follows every link from a page on, as the person of this window, and answers those that lead to a refusal or to nothing. Of an
 * address with several filters it asks one.
 *
 * @param {import("playwright-core").Page} page
 * @returns {Promise<{ seen: number, refused: string[] }>}
 */
export async function refusedLinks(server, page, start = "/portal") {
  const waiting = [[start, ""]];
  const seen = new Set([start]);
  const refused = [];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [address, from] = next;
    const answer = await page.request.get(server.url + address);
    if (!answer.ok()) {
      refused.push(`${from} leads to ${address}: ${answer.status()}`);
      continue;
    }
    for (const [, href] of (await answer.text()).matchAll(/<a\b[^>]*?href="(\/portal[^"]*)"/g)) {
      const [path] = href.split(/[?#]/);
      if (NO_PAGE.test(path) || seen.has(path)) continue;
      seen.add(path);
      waiting.push([path, address]);
    }
  }
  return { seen: seen.size, refused };
}
