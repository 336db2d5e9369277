// Pages of partner admins: what waits, partners, trusted authorities, policy groups, the audit trail.

import { partnerPki } from "../support/pki.mjs";
import * as portal from "../support/portal.mjs";
import { linkOf, LONG_NAMES } from "../support/world.mjs";

const admin = `/portal/partners/${portal.EXAMPLE_BANK.id}`;

export async function populate({ server }, { people }) {
  const request = await linkOf(server, people.admin, "/portal/inbox", /^\/portal\/inbox\/[^?]+$/);
  return { request, bulk: `/portal/inbox/bulk?kind=partner&pick=${request.split("/").at(-1)}` };
}

const at = (...addresses) => addresses.map((address) => ({ who: "admin", address }));

export const pages = ({ administration: { request, bulk } }) => [
  ...at("/portal", "/portal/inbox", "/portal/inbox?kind=partner&choose=all", "/portal/inbox?kind=ca&age=7", request, bulk),
  ...at("/portal/search?q=bank", "/portal/search?q=nothing-is-called-so"),
  ...at("/portal/partners", "/portal/partners?name=bank&kind=Auth_Partner", "/portal/partners?name=none"),
  ...at("/portal/partners/new", admin, "/portal/partners/invited", `/portal/partners/${LONG_NAMES.id}`),
  ...at(`${admin}/deactivate`, `${admin}/email`, "/portal/trust", "/portal/trust/upload", "/portal/policy-groups", "/portal/policy-groups/new"),
  ...at("/portal/notifications", "/portal/audit", "/portal/audit?action=partner.register"),
  { who: "policies", address: "/portal" },
];

export async function forms({ administration: { request, bulk } }) {
  const { root } = await partnerPki("New Trust");
  const form = (address, action = address) => ({ who: "admin", address, action });
  const trust = form("/portal/trust/upload");
  const choose = async (page) => {
    await page.locator("input[value=AUTH]").check();
    await page.locator("#f-file").setInputFiles(portal.pemFile("root.pem", root.pem));
  };
  return [
    form("/portal/policy-groups/new"),
    form("/portal/partners/new"),
    form(request, "/decision"),
    form(bulk, "/portal/inbox/bulk"),
    form(`${admin}/deactivate`, "/deactivate"),
    form(`${admin}/email`, "/email"),
    trust,
    { ...trust, with: choose, refused: false },
  ];
}
