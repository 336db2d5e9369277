// Licences, the transaction log, the calendar of what ends, the authorities of the trust store.

import * as portal from "../support/portal.mjs";

const { EXAMPLE_BANK } = portal;

/** A MISP whose registration an administrator approves. */
export const GATEWAY = {
  ...EXAMPLE_BANK,
  kind: "MISP (infrastructure provider)",
  organization: "Example Gateway Services",
  id: "example-gateway",
  purpose: "Running the gateway of the district.",
  email: "office@example-gateway.example",
  account: "gateway-owner",
  password: "a gateway with many doors",
};

/** @param {{ server: object, newWindow: () => Promise<import("playwright-core").Page>, office: import("playwright-core").Page }} stage */
export async function populate({ server, newWindow, office }) {
  const gateway = await newWindow();
  await portal.register(server, gateway, GATEWAY);
  await portal.openRequest(office, GATEWAY.organization);
  await portal.decide(office, "Approve");
  return { gateway };
}

const own = (page) => ({ who: "gateway", address: `/portal/org/${GATEWAY.id}/${page}` });
const staff = (page) => ({ who: "office", address: `/portal/${page}` });

export const pages = [
  own("licences"),
  own("usage"),
  own("usage?range=24h&outcome=refused"),
  own("calendar"),
  staff("licences"),
  staff("licences/new"),
  staff("transactions"),
  staff("calendar"),
  staff("notifications/dismiss-all"),
];
