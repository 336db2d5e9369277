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

const account = (name) => ({ account: name, email: `${name}@example.org`, password: "where the river bends twice" });

/** A window of an account that is made for it. */
async function windowOf({ server, newWindow }, person) {
  const page = await newWindow();
  await server.addAccount(person);
  await portal.signIn(server, page, person);
  await portal.heading(page, "Welcome");
  return page;
}

/** Begins to set up a second step. Answers the key. */
async function begin({ server }, page, { password }) {
  await page.goto(`${server.url}${SECOND}`);
  await portal.fill(page, { "Current password": password });
  await portal.press(page, "Go on");
  return page.locator("output").textContent();
}

/** Signs in so far that a code is owed: that lasts ten minutes. */
async function halfway({ server }, page, person) {
  await page.goto(`${server.url}/portal/sign-in?lang=en`);
  await portal.signIn(server, page, person);
  await portal.heading(page, "Enter your code");
}

/** A window whose second step is on. */
async function guarded(stage, person) {
  const page = await windowOf(stage, person);
  const key = await begin(stage, page, person);
  await portal.fill(page, { "Code from the app": codeOf(key) });
  await portal.press(page, "Switch the second step on");
  await portal.heading(page, "Your recovery codes");
  return page;
}

/** A window whose session ended from elsewhere while a form was filled. */
async function interrupted(stage, person) {
  const page = await windowOf(stage, person);
  await page.goto(`${stage.server.url}/portal/account/details`);
  const elsewhere = await stage.newWindow();
  await portal.signIn(stage.server, elsewhere, person);
  await elsewhere.goto(`${stage.server.url}/portal/account`);
  await portal.press(elsewhere, "End all others");
  await portal.told(elsewhere, "Your other sessions have ended.");
  await page.getByLabel("Given name").fill("Ada <b>");
  await portal.press(page, "Save");
  await portal.told(page, "Your session had ended. What you typed is kept: sign in, and it is shown again.");
  await page.getByLabel("User name or email").fill(person.account);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await portal.press(page, "Sign in");
  await portal.heading(page, "What you typed is still here");
  return page;
}

export async function populate(stage, { people }) {
  const { server } = stage;
  const found = {
    one: await linkOf(server, people.admin, "/portal/accounts?role=POLICYMANAGER", /\/accounts\/[^?]/),
    person: await linkOf(server, people.partner, PEOPLE, /\/people\/[^/]+\/role$/),
  };
  people.guarded = await guarded(stage, account("guarded"));
  people.halfway = await stage.newWindow();
  people.beginning = await windowOf(stage, account("beginning"));
  await begin(stage, people.beginning, account("beginning"));
  people.interrupted = await interrupted(stage, account("interrupted"));
  return found;
}

export const fleeting = { halfway: (stage, { people }) => halfway(stage, people.halfway, account("guarded")) };

const at = (who, ...addresses) => addresses.map((address) => ({ who, address }));

export const pages = ({ accounts: { one, person } }) => [
  ...at("admin", "/portal/accounts", "/portal/accounts?name=none", "/portal/accounts?sort=name", one, `${one}/roles`),
  ...at("admin", `${one}/roles/POLICYMANAGER/revoke`, `${one}/deactivate`, `${one}/reactivate`, `${one}/sessions`),
  ...at("admin", `${one}/second-factor`),
  ...at("partner", person, person.replace(/role$/, "remove"), SECOND),
  ...at("guarded", SECOND, `${SECOND}/codes`, `${SECOND}/off`),
  ...at("beginning", `${SECOND}/app`),
  ...at("halfway", "/portal/sign-in/code"),
  ...at("interrupted", "/portal/draft"),
];

export const forms = ({ accounts: { one } }) => [
  { who: "admin", address: `${one}/deactivate`, action: "/deactivate" },
  { who: "admin", address: `${one}/roles`, action: "/roles" },
  { who: "partner", address: SECOND, action: SECOND },
  { who: "guarded", address: `${SECOND}/off`, action: "/off" },
  { who: "halfway", address: "/portal/sign-in/code", action: "/portal/sign-in/code" },
];
