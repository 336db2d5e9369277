// Policy requests, API keys and OIDC clients: of Example Bank from the request to the keys, and of all for partner admins.

import { EXAMPLE_BANK } from "../support/portal.mjs";
import { restOf } from "../support/rest.mjs";

const org = `/portal/org/${EXAMPLE_BANK.id}`;

const factors = [
  { authType: "otp", mandatory: false },
  { authType: "bio", authSubType: "FINGER", mandatory: false },
];
const policy = (attributes, mandatory = false) => ({
  allowedAuthTypes: factors.map((factor) => ({ ...factor, mandatory })),
  allowedKycAttributes: attributes.map((attributeName) => ({ attributeName })),
  authTokenType: "partner",
});

/** RFC 8037 §A.2. */
const JWK = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };

/** A published policy of the bank's group. */
async function publish(admin, name, description, content) {
  const request = { name, desc: description, version: "1.0", policyType: "Auth", policyGroupName: EXAMPLE_BANK.group, policies: content };
  const made = await admin.post("/v1/policymanager/policies", request);
  const group = await admin.get(`/v1/policymanager/policies/${made.id}`);
  await admin.post(`/v1/policymanager/policies/${made.id}/group/${group.policyGroupId}/publish`, undefined);
  return made.id;
}

/** Requests that wait and that were decided, keys in each state, two clients. */
export async function populate({ server, office }, { people }) {
  const admin = await restOf(server, office);
  const basic = await publish(admin, "bank-basic", "Opening accounts in a branch", policy(["fullName", "dateOfBirth", "photo"]));
  await publish(admin, "bank-full", "Loans, with address and phone", policy(["fullName", "fullAddress", "phone"]));
  await publish(admin, "bank-strict", "Both factors, always", policy(["gender"], true));
  await publish(admin, "bank-unasked", `${"Very ".repeat(20)}long words about a policy`, policy(["email"]));
  const bank = await restOf(server, people.partner);
  const ask = (policyName, useCaseDescription) =>
    bank.post(`/v1/partnermanager/partners/${EXAMPLE_BANK.id}/policy/map`, { policyName, useCaseDescription });
  const first = await ask("bank-basic", "Opening accounts in 240 branches.");
  const waiting = await ask("bank-full", "Loans at home.\nWith an address to send the card to.");
  const refused = await ask("bank-strict", "Everything");
  const decide = (request, status) => admin.put(`/v1/partnermanager/partners/policy/${request.mappingkey}`, { status });
  await decide(first, "approved");
  await decide(refused, "rejected");
  for (const label of ["branches", "mobile-app", "pilot"]) {
    await bank.patch(`/v1/partnermanager/partners/${EXAMPLE_BANK.id}/generate/apikey`, { policyName: "bank-basic", label });
  }
  const off = { label: "pilot", status: "De-Active" };
  await bank.patch(`/v1/partnermanager/partners/${EXAMPLE_BANK.id}/policy/${basic}/apiKey/status`, off);
  const handed = { partnerId: EXAMPLE_BANK.id, policyName: "bank-basic", label: "from-the-office" };
  const fetchable = await admin.post("/v1/partnermanager/partner-api-keys", handed, "mosip.pms.partner.api.key.post");
  const client = await bank.post("/v1/partnermanager/oauth/client", {
    name: "Example Bank online",
    policyId: basic,
    publicKey: JWK,
    authPartnerId: EXAMPLE_BANK.id,
    logoUri: "https://bank.example/logo.png",
    redirectUris: ["https://bank.example/signed-in"],
    grantTypes: ["authorization_code"],
    clientAuthMethods: ["private_key_jwt"],
    clientNameLangMap: { eng: "Example Bank online" },
  });
  const ofKeys = async (label) => {
    const page = people.partner;
    await page.goto(`${server.url}${org}/api-keys?name=${label}`);
    return page.getByRole("rowheader").getByRole("link").first().getAttribute("href");
  };
  return {
    approved: first.mappingkey,
    waiting: waiting.mappingkey,
    refused: refused.mappingkey,
    active: (await ofKeys("mobile-app")).split("/").pop(),
    off: (await ofKeys("pilot")).split("/").pop(),
    handed: fetchable.keyId,
    client: client.clientId,
  };
}

const at = (who, ...addresses) => addresses.map((address) => ({ who, address }));
const below = (base, ...steps) => steps.map((step) => `${base}${step}`);

/** The pages of this area. */
export const pages = ({ services: made }) => [
  ...at("partner", ...below(`${org}/policy-requests`, "", "?state=approved", "?policy=nothing", "/new", `/new?q=loans`)),
  ...at("partner", ...below(`${org}/policy-requests/${made.waiting}`, "", "/withdraw")),
  ...at("partner", `${org}/policy-requests/${made.approved}`, `${org}/policy-requests/${made.refused}`),
  { who: "partner", address: `${org}/policy-requests/${made.waiting}/answer`, status: 404 },
  ...at("partner", ...below(`${org}/credential-types`, "", "/new")),
  ...at("partner", `${org}/extractors`),
  ...at("partner", ...below(`${org}/extractors`, "/new")),
  ...at("partner", ...below(`${org}/api-keys`, "", "?state=deactivated", "/new")),
  ...at("partner", ...below(`${org}/api-keys/${made.active}`, "", "/rotate", "/deactivate", "/withdraw")),
  ...at("partner", ...below(`${org}/api-keys/${made.off}`, "", "/reactivate")),
  ...at("partner", ...below(`${org}/api-keys/${made.handed}`, "", "/fetch")),
  ...at("partner", ...below(`${org}/oidc-clients`, "", "/new")),
  ...at("partner", ...below(`${org}/oidc-clients/${made.client}`, "", "/edit", "/key", "/deactivate")),
  ...at("admin", "/portal/policy-requests", `/portal/policy-requests/${made.waiting}`),
  ...at("admin", ...below("/portal/api-keys", "", "/new", `/new?partner=${EXAMPLE_BANK.id}`)),
  ...at("admin", ...below(`/portal/api-keys/${made.active}`, "", "/rotate", "/move", "/deactivate")),
  ...at("admin", `/portal/api-keys/${made.off}/reactivate`),
  ...at("admin", "/portal/oidc-clients", ...below(`/portal/oidc-clients/${made.client}`, "", "/deactivate")),
];

/** Their refusals. */
export const forms = [
  { who: "partner", address: `${org}/policy-requests/new`, action: "/policy-requests/new" },
  { who: "partner", address: `${org}/credential-types/new`, action: "/credential-types/new" },
  { who: "partner", address: `${org}/api-keys/new`, action: "/api-keys/created" },
  { who: "partner", address: `${org}/oidc-clients/new`, action: "/oidc-clients/new" },
  { who: "admin", address: "/portal/api-keys/new", action: "/api-keys/new" },
];
