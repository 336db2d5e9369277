// An organisation's own pages: profile, people, requests, certificates; and the account of a person.

import { issue, partnerPki } from "../support/pki.mjs";
import * as portal from "../support/portal.mjs";
import { linkOf, LONG_NAMES } from "../support/world.mjs";

const { EXAMPLE_BANK, fill, pemFile, press } = portal;
const org = `/portal/org/${EXAMPLE_BANK.id}`;
const long = `/portal/org/${LONG_NAMES.id}`;

export async function populate({ server }, { people }) {
  const { partner } = people;
  const contact = await linkOf(server, partner, `${org}/profile`, /\/contacts\/.*\/edit$/);
  const request = await linkOf(server, partner, `${org}/certificates`, /\/request\//);
  const certificate = await linkOf(server, partner, `${org}/certificates`, /\/certificates\/[^/]+$/);
  await partner.goto(`${server.url}/portal/account/email?lang=en`);
  await fill(partner, { "New email address": "new@example.org", "Current password": EXAMPLE_BANK.password });
  await press(partner, "Send the code");
  return { contact, request, certificate };
}

const at = (who, ...addresses) => addresses.map((address) => ({ who, address }));

export const pages = ({ organisation: { contact, request, certificate } }) => [
  ...at("partner", "/portal", `${org}/home`, `${org}/profile`, `${org}/profile/edit`, `${org}/profile/rename`, `${org}/people`, `${org}/history`),
  ...at("partner", `${org}/request`, request, `${org}/policy-group`, `${org}/certificates`, `${org}/contacts/new`, contact),
  ...at("partner", contact.replace("edit", "remove"), contact.replace("edit", "verify")),
  ...at("partner", certificate),
  ...at("admin", certificate.replace("/org/", "/partners/"), `${certificate.replace("/org/", "/partners/")}/revoke`),
  ...at("partner", "/portal/account", "/portal/account/password", "/portal/account/details", "/portal/platform"),
  ...at("partner", "/portal/search?q=example"),
  { who: "partner", address: "/portal/account/terms", status: 404 },
  ...at("partner", "/portal/notifications", "/portal/notifications?show=told", "/portal/account/email", "/portal/account/email/code"),
  { who: "partner", address: "/portal/inbox", status: 403 },
  { who: "partner", address: `${long}/home`, status: 404 },
  ...at("waiting", "/portal", `${long}/profile`, `${long}/request`, `${long}/people`, `${long}/history`, "/portal/register/done"),
];

/** Verdicts on certificates: nothing chosen, rules not met, no way to an authority that is trusted, all met. */
export async function forms({ pki }) {
  const wrong = await issue({ subject: "/O=Example Bank Ltd/CN=wrong", bits: 1024, issuer: pki.intermediate });
  const right = await issue({ subject: `/O=${EXAMPLE_BANK.organization}/CN=right`, issuer: pki.intermediate });
  const stranger = await partnerPki(EXAMPLE_BANK.organization);
  const bundle = [stranger.partner.pem, stranger.intermediate.pem, stranger.root.pem];
  const choose = (...pems) => (page) => page.locator("#f-file").setInputFiles(pemFile("chosen.pem", ...pems));
  const form = { who: "partner", address: `${org}/certificates`, action: "/certificates/check" };
  return [
    { ...form },
    { ...form, with: choose(wrong.pem) },
    { ...form, with: choose(stranger.partner.pem) },
    { ...form, with: choose(...bundle) },
    { ...form, with: choose(right.pem), refused: false },
  ];
}
