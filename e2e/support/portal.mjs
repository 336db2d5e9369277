// The portal as people use it: signing in, registering, deciding, uploading. Everything by pages, links and forms.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { codeIn } from "./mailbox.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {Awaited<ReturnType<typeof import("./server.mjs").startServer>>} Server */

/** What an organisation answers in the wizard. */
export const EXAMPLE_BANK = {
  kind: "Authentication partner",
  organization: "Example Bank",
  id: "example-bank",
  purpose: "Opening accounts in branches",
  group: "Banks",
  address: "1 Example Street, Example City",
  phone: "+251 11 000 0000",
  email: "digital-id@example-bank.example",
  account: "bank-owner",
  password: "a long sentence about banks",
};

/** The first admin after choosing an own password. */
export const ADMIN = { account: "admin", password: "nobody else knows this sentence" };

/** The main part of the page. @param {Page} page */
export const main = (page) => page.getByRole("main");

/** Presses a button of the page's main part. */
export const press = (page, name) => main(page).getByRole("button", { name, exact: true }).click();

/** Follows a link of the page's main part, or of what stands beside it. */
export const follow = (page, name) =>
  page.locator("main, aside").getByRole("link", { name, exact: true }).first().click();

/** Follows a link of the side navigation, with or without a count of what waits. */
export function navigate(page, name) {
  const whole = new RegExp(`^${name}(\\s*\\d+ waiting)?$`);
  return page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: whole }).click();
}

/** Asserts the page's only main heading. */
export async function heading(page, expected) {
  await page.waitForLoadState("domcontentloaded");
  const found = await page.locator("h1").allInnerTexts();
  assert.equal(found.length, 1, `${page.url()} has ${found.length} main headings: ${found}`);
  if (expected instanceof RegExp) assert.match(found[0], expected);
  else assert.equal(found[0], expected, `heading of ${page.url()}: ${await main(page).innerText()}`);
}

/** Asserts the message that a page shows once, after a change. */
export async function told(page, words) {
  assert.equal(await page.getByRole("status").innerText(), words);
}

/** Asserts the error summary and the title that goes with it. @param {Page} page @param {string[]} lines */
export async function refused(page, ...lines) {
  const summary = page.getByRole("alert");
  assert.deepEqual(await summary.getByRole("listitem").allInnerTexts(), lines);
  assert.match(await page.title(), /^Error: /);
}

/** Fills fields by their labels. */
export async function fill(page, fields) {
  for (const [label, value] of Object.entries(fields)) await main(page).getByLabel(label, { exact: true }).fill(value);
}

/** Chooses a radio button by the beginning of its label. */
export const choose = (page, label) => main(page).getByRole("radio", { name: new RegExp(`^${label}`) }).check();

/** @param {Server} server @param {Page} page */
export async function signIn(server, page, { account, password }) {
  await page.goto(`${server.url}/portal/sign-in`);
  await fill(page, { "User name or email": account, Password: password });
  await press(page, "Sign in");
}

/** Signs in with the one-time password of the first start, and chooses an own one. @param {Server} server @param {Page} page */
export async function signInFirstAdmin(server, page) {
  await signIn(server, page, { account: ADMIN.account, password: await server.firstAdminPassword() });
  await choosePassword(page);
}

/** After signing in with a password for one use. @param {Page} page */
export async function choosePassword(page) {
  await heading(page, "Choose your own password");
  await fill(page, { "New password": ADMIN.password, "New password again": ADMIN.password });
  await press(page, "Change password");
  await heading(page, "Welcome");
}

/** @param {Page} page of an admin */
export async function createPolicyGroup(page, name) {
  await navigate(page, "Policy groups");
  await follow(page, "Create policy group");
  await fill(page, { Name: name, Description: `Policies for ${name.toLowerCase()}` });
  await press(page, "Create policy group");
  await told(page, `Policy group ${name} is created.`);
}

/** The wizard from its first step to the confirmation. @param {Server} server @param {Page} page */
export async function register(server, page, organisation = EXAMPLE_BANK) {
  await page.goto(`${server.url}/portal/register`);
  await describeOrganisation(page, organisation);
  await describeContact(page, organisation);
  await confirmAddress(server, page, organisation);
  await press(page, "Send the registration");
  await heading(page, "Registration sent");
}

/** The wizard's first step. */
export async function describeOrganisation(page, { kind, organization, id, purpose }) {
  await choose(page, kind);
  await fill(page, { "Organisation name": organization, "Partner id": id, "What will you use it for?": purpose });
  await press(page, "Continue");
  await heading(page, "Contact and sign-in details");
}

/** The wizard's second step. */
export async function describeContact(page, { group, address, phone, email, account, password }) {
  if (group) await main(page).getByLabel("Policy group").selectOption(group);
  await fill(page, { "Postal address": address, "Phone number": phone, "Email address": email });
  await fill(page, { "User name": account, "New password": password, "New password again": password });
  await press(page, "Send the code");
  await heading(page, "Confirm your email address");
}

/** The wizard's third step, with the code of the newest mail once there are `count` of them. */
export async function confirmAddress(server, page, { email }, count = 1) {
  await fill(page, { "Code from the email": codeIn(await server.waitForMail(email, count)) });
  await press(page, "Confirm and continue");
  await heading(page, "Check and send");
}

/** Opens the request of an organisation in the inbox. @param {Page} page of an admin */
export async function openRequest(page, organization, kind = "Partners") {
  await navigate(page, "Inbox");
  await main(page).getByRole("navigation", { name: "Kinds of request" }).getByRole("link", { name: kind }).click();
  await page.getByRole("row").filter({ hasText: organization }).getByRole("link").click();
}

/** Decides the request that is shown. @param {Page} page of an admin */
export async function decide(page, decision, reason) {
  await choose(page, decision);
  if (reason) await fill(page, { "Reason or question": reason });
  await press(page, "Send decision");
}

/** Offers CA certificates to the trust store: the first step. @param {Page} page of an admin */
export async function offerToTrust(page, domain, file) {
  await navigate(page, "Trust store");
  await follow(page, "Add CA certificates");
  await choose(page, domain);
  await main(page).getByLabel("File with CA certificates").setInputFiles(file);
  await press(page, "Read the file");
}

/** Adds CA certificates to the trust store, in both steps. @param {Page} page of an admin */
export async function trust(page, domain, file) {
  await offerToTrust(page, domain, file);
  await heading(page, "Trust these authorities?");
  await press(page, "Add to the trust store");
}

/** A file as the file input takes it. */
export const pemFile = (name, ...pems) => ({
  name,
  mimeType: "application/x-pem-file",
  buffer: Buffer.from(pems.join("")),
});

/** Has a certificate checked, on the certificates page or below an earlier verdict. @param {Page} page of a partner */
export async function checkCertificate(page, file) {
  await main(page).getByLabel("Certificate file").setInputFiles(file);
  await press(page, "Check this certificate");
}

/** What a link downloads. @param {Page} page @returns {Promise<{ name: string, text: string }>} */
export async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}
