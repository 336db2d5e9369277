// Accounts and roles for admins, the people of an organisation for its owner, and the second step of one's own sign-in.

import { createHmac } from "node:crypto";

import * as portal from "../support/portal.mjs";
import { linkOf } from "../support/world.mjs";

const PEOPLE = `/portal/org/${portal.EXAMPLE_BANK.id}/people`;
const SECOND = "/portal/account/second-factor";

/** The present code of an authenticator app (RFC 6238) for a key in base32. */
export function codeOf(key, at = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replaceAll(" ", "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", bytes).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

export async function populate({ server }, { people }) {
  return {
    one: await linkOf(server, people.admin, "/portal/accounts?role=POLICYMANAGER", /\/accounts\/[^?]/),
    person: await linkOf(server, people.partner, PEOPLE, /\/people\/[^/]+\/role$/),
  };
}

const at = (who, ...addresses) => addresses.map((address) => ({ who, address }));

export const pages = ({ accounts: { one, person } }) => [
  ...at("admin", "/portal/accounts", "/portal/accounts?name=none", "/portal/accounts?sort=name", one, `${one}/roles`),
  ...at("admin", `${one}/roles/POLICYMANAGER/revoke`, `${one}/deactivate`, `${one}/reactivate`, `${one}/sessions`),
  ...at("admin", `${one}/second-factor`),
  ...at("partner", person, person.replace(/role$/, "remove"), SECOND),
];

export const forms = ({ accounts: { one } }) => [
  { who: "admin", address: `${one}/deactivate`, action: "/deactivate" },
  { who: "admin", address: `${one}/roles`, action: "/roles" },
  { who: "partner", address: SECOND, action: SECOND },
];
