// Licences, the transaction log, the calendar of what ends and who is told of it, the authorities of the trust store.

import { setTimeout as sleep } from "node:timers/promises";

import * as portal from "../support/portal.mjs";
import { restOf } from "../support/rest.mjs";
import { makeLicence } from "../support/ways.mjs";
import { linkOf, onboard } from "../support/world.mjs";

const { EXAMPLE_BANK } = portal;

/** MISPs that become active: one with a licence, one without. */
export const GATEWAY = {
  ...EXAMPLE_BANK,
  kind: "MISP",
  organization: "Example Gateway Services",
  id: "example-gateway",
  purpose: "Running the gateway of the district.",
  group: undefined,
  email: "office@example-gateway.example",
  account: "gateway-owner",
  password: "a gateway with many doors",
};
const SECOND = {
  ...GATEWAY,
  organization: "Example Second Gateway",
  id: "second-gateway",
  email: "office@second-gateway.example",
  account: "second-owner",
  password: "a second gateway with fewer doors",
};

/** The certificates of the partners end in a year, and midnight may come in between. */
const A_YEAR_BEFORE = "[365, 364]";
const SECONDS = 30;
const own = (page, { id } = GATEWAY) => `/portal/org/${id}/${page}`;

/** Gateways, a licence with refused requests, notifications of certificates that end. */
export async function populate(stage, { people }) {
  const { server, office } = stage;
  const { page: gateway } = await onboard(stage, GATEWAY, "MISP");
  const { page: second } = await onboard(stage, SECOND, "MISP");
  Object.assign(people, { gateway, second });
  await useLicence(server, office, await makeLicence(server, office, GATEWAY.id));
  await server.restart({ PMS__NOTIFICATIONS__ENABLED: "true", PMS__NOTIFICATIONS__PERIODS: A_YEAR_BEFORE, PMS__MISP__LICENCE_BY: "misp" });
  return {
    authority: await linkOf(server, office, "/portal/trust", /^\/portal\/trust\/(?!upload)[^/?]+$/),
    notification: await firstNotification(server, gateway),
  };
}

/** Requests that are refused: nobody has these keys. */
async function useLicence(server, office, licence) {
  const rest = await restOf(server, office);
  for (const key of ["1", "2", "3"]) {
    await rest.get(`/v1/partnermanager/partners/${EXAMPLE_BANK.id}/apikey/${key}/misp/${licence}/validate`).catch(() => {});
  }
}

/** The notification that is made once the server has begun its day. */
async function firstNotification(server, page) {
  for (const deadline = Date.now() + SECONDS * 1000; ; await sleep(500)) {
    const found = await linkOf(server, page, "/portal/notifications", /\/notifications\/(?!dismiss-all)[^/?]+$/).catch((error) => error);
    if (typeof found === "string") return found;
    if (Date.now() > deadline) throw found;
  }
}

const at = (who, ...addresses) => addresses.map((address) => ({ who, address }));
const steps = ["renew", "deactivate", "activate"];

export const pages = ({ uses_and_ends: { authority, notification } }) => [
  ...at("gateway", "/portal", own("home"), own("licences"), ...steps.map((step) => own(`licences/${step}`))),
  ...at("gateway", own("usage"), own("usage?range=24h&outcome=refused"), own("usage?from=2020-01-02&to=2020-01-01")),
  ...at("gateway", own("calendar"), "/portal/notifications", "/portal/notifications?show=dismissed", notification),
  ...at("gateway", "/portal/notifications/dismiss-all"),
  ...at("second", own("licences", SECOND), own("licences/new", SECOND), own("usage", SECOND), own("calendar", SECOND)),
  ...at("admin", "/portal/licences", "/portal/licences/new", ...steps.map((step) => `/portal/licences/${GATEWAY.id}/${step}`)),
  ...at("admin", "/portal/transactions", "/portal/transactions?range=30d&outcome=refused", "/portal/transactions?outcome=allowed"),
  ...at("admin", "/portal/calendar", "/portal/notifications/dismiss-all", authority, `${authority}/revoke`),
];

const form = (who, address) => ({ who, address, action: address });

export const forms = ({ uses_and_ends: { authority } }) => [
  form("gateway", own("licences/renew")),
  form("admin", "/portal/licences/new"),
  form("admin", `/portal/licences/${GATEWAY.id}/deactivate`),
  form("admin", `${authority}/revoke`),
];
