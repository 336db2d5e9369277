// Before signing in: the way in, registration step by step, help.

import { linkIn } from "../support/mailbox.mjs";
import * as portal from "../support/portal.mjs";

const { EXAMPLE_BANK, fill, press } = portal;

export const needs = ["administration"];

/** A window that asked for a code to reset a password of `email`. */
async function resetting({ server, newWindow }, email) {
  const page = await newWindow();
  await page.goto(`${server.url}/portal/reset?lang=en`);
  await fill(page, { "Email address of your account": email });
  await press(page, "Send the code");
  return page;
}

/** A window in the wizard, after so many of its steps. */
async function registering({ server, newWindow }, steps) {
  const page = await newWindow();
  const name = `wizard-${steps}`;
  const organisation = { ...EXAMPLE_BANK, id: name, email: `${name}@example.org`, account: name };
  await page.goto(`${server.url}/portal/register`);
  await portal.describeOrganisation(page, organisation);
  if (steps > 1) await portal.describeContact(page, organisation);
  if (steps > 2) await portal.confirmAddress(server, page, organisation);
  return page;
}

export async function populate(stage, { people }) {
  const { server, newWindow } = stage;
  people.nobody = await newWindow();
  await people.nobody.goto(`${server.url}/portal`);
  people.forgetful = await resetting(stage, "nobody@example.org");
  people.described = await registering(stage, 1);
  people.reachable = await registering(stage, 2);
  people.confirmed = await registering(stage, 3);
  return { invitation: new URL(linkIn(await server.waitForMail("owner@invited.example"))).pathname };
}

const at = (who, ...addresses) => addresses.map((address) => ({ who, address }));

export const pages = ({ "signed-out": { invitation } }) => [
  ...at("nobody", "/portal/sign-in", "/portal/reset", "/portal/register", invitation),
  ...at("nobody", "/portal/help", "/portal/help/partners", "/portal/help/certificates", "/portal/help/errors"),
  ...at("nobody", "/portal/help/pages", "/portal/help/errors?code=PMS_PMP"),
  { who: "nobody", address: "/portal/no-such-page", status: 404 },
  { who: "nobody", address: "/portal/invitation/unknown", status: 404 },
  ...at("forgetful", "/portal/reset/code"),
  ...at("described", "/portal/register/contact"),
  ...at("reachable", "/portal/register/code"),
  ...at("confirmed", "/portal/register/check"),
];

const form = (who, address) => ({ who, address, action: address });

export const forms = [
  form("nobody", "/portal/sign-in"),
  form("nobody", "/portal/reset"),
  form("forgetful", "/portal/reset/code"),
  form("nobody", "/portal/register"),
];
