// Everything by keyboard alone: where the focus is can be seen, and it goes where the eye goes.

import assert from "node:assert/strict";

import { focused } from "../support/hands.mjs";
import { codeIn } from "../support/mailbox.mjs";
import { issue } from "../support/pki.mjs";
import * as portal from "../support/portal.mjs";
import { testWith } from "../support/tools.mjs";

const { ADMIN, EXAMPLE_BANK, heading, main, told } = portal;
const test = testWith("Chromium", "openssl");

/** Stops of the Tab key until something is found; no page has more. */
const MOST_STOPS = 60;

/** Presses Tab until something of this name has the focus. Every stop on the way must be visible. */
async function tabTo(page, name) {
  const stops = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    const found = await focused(page);
    assert.deepEqual(found.problems, [], `“${found.name}” at ${page.url()}`);
    if (found.name === name || found.name.startsWith(`${name} `)) return found;
    stops.push(found.name);
  }
  assert.fail(`no “${name}” within ${MOST_STOPS} stops of ${page.url()}: ${stops.join(" | ")}`);
}

/** Goes to a field and types. */
async function type(page, name, text) {
  await tabTo(page, name);
  await page.keyboard.type(text);
}

/** Goes to a button or link and presses it; waits for the page it leads to. */
async function use(page, name) {
  await tabTo(page, name);
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
}

test("keyboard: an admin signs in, an organisation registers, the admin decides", { timeout: 120_000 }, async (t) => {
  const { openStage, steps } = await import("../support/stage.mjs");
  const { server, newWindow } = await openStage(t);
  const step = steps(t);
  const office = await newWindow();
  const partner = await newWindow();

  await step("sign-in, and an own password", async () => {
    await office.goto(`${server.url}/portal`);
    await type(office, "User name or email", ADMIN.account);
    await type(office, "Password", await server.firstAdminPassword());
    await Promise.all([office.waitForEvent("load"), office.keyboard.press("Enter")]);
    await heading(office, "Choose your own password");
    await type(office, "New password", ADMIN.password);
    await type(office, "New password again", ADMIN.password);
    await use(office, "Change password");
    await heading(office, "Welcome");
  });

  await step("the skip link is the first stop, is seen, and leads to the content", async () => {
    await office.keyboard.press("Tab");
    const skip = await focused(office);
    assert.deepEqual([skip.name, skip.problems], ["Skip to content", []]);
    await office.keyboard.press("Enter");
    assert.equal(await office.evaluate(() => document.activeElement.id), "main");
    await office.keyboard.press("Tab");
    assert.equal(await office.evaluate(() => document.activeElement.closest("main") !== null), true);
  });

  await step("the menu of small screens opens, closes, and gives the focus back", async () => {
    await office.setViewportSize({ width: 320, height: 700 });
    await office.reload();
    await tabTo(office, "Menu");
    await office.keyboard.press("Enter");
    assert.equal(await office.getByRole("navigation", { name: "Main" }).isVisible(), true);
    await tabTo(office, "Close");
    await office.keyboard.press("Escape");
    assert.equal(await office.getByRole("navigation", { name: "Main" }).isVisible(), false);
    assert.equal((await focused(office)).name, "Menu");
    await office.setViewportSize({ width: 1360, height: 900 });
  });

  await step("a policy group", async () => {
    await office.goto(`${server.url}/portal`);
    await use(office, "Policy groups");
    await use(office, "Create policy group");
    await type(office, "Name", EXAMPLE_BANK.group);
    await type(office, "Description", "Policies of banks");
    await use(office, "Create policy group");
    await told(office, `Policy group ${EXAMPLE_BANK.group} is created.`);
  });

  await step("the registration wizard; an error leads back to its field", async () => {
    await partner.goto(server.url);
    await use(partner, "Register an organisation");
    await tabTo(partner, "Authentication partner");
    await partner.keyboard.press("Space");
    await type(partner, "Organisation name", EXAMPLE_BANK.organization);
    await use(partner, "Continue");
    await tabTo(partner, "Enter a partner id.");
    await partner.keyboard.press("Enter");
    assert.equal(await partner.evaluate(() => document.activeElement.id), "f-partner_id");
    await partner.keyboard.type(EXAMPLE_BANK.id);
    await type(partner, "What will you use it for?", EXAMPLE_BANK.purpose);
    await use(partner, "Continue");
    await heading(partner, "Contact and sign-in details");
    await type(partner, "Policy group", EXAMPLE_BANK.group);
    await type(partner, "Postal address", EXAMPLE_BANK.address);
    await type(partner, "Phone number", EXAMPLE_BANK.phone);
    await type(partner, "Email address", EXAMPLE_BANK.email);
    await type(partner, "User name", EXAMPLE_BANK.account);
    await type(partner, "New password", EXAMPLE_BANK.password);
    await type(partner, "New password again", EXAMPLE_BANK.password);
    await use(partner, "Send the code");
    await type(partner, "Code from the email", codeIn(await server.waitForMail(EXAMPLE_BANK.email)));
    await use(partner, "Confirm and continue");
    await use(partner, "Send the registration");
    await heading(partner, "Registration sent");
  });

  await step("the decision", async () => {
    await use(office, "Inbox");
    await use(office, "New partner: Authentication partner");
    await tabTo(office, "Approve");
    assert.equal(await main(office).getByRole("radio", { checked: true }).count(), 0, "nothing is preselected");
    await office.keyboard.press("Space");
    for (const next of ["Ask for changes", "Put on hold", "Reject"]) {
      await office.keyboard.press("ArrowDown");
      assert.equal((await focused(office)).name, next);
    }
    for (let up = 0; up < 3; up += 1) await office.keyboard.press("ArrowUp");
    await use(office, "Send decision");
    await told(office, `Approved. ${EXAMPLE_BANK.organization} gets an email.`);
  });

  await step("a certificate is chosen and checked", async () => {
    // Asked for long before the key is pressed: else the browser may open its own dialog first.
    partner.on("filechooser", () => {});
    await partner.goto(`${server.url}/portal`);
    await use(partner, "Upload a certificate");
    const certificate = await issue({ subject: `/O=${EXAMPLE_BANK.organization}/CN=own` });
    await tabTo(partner, "Certificate file");
    const [chooser] = await Promise.all([partner.waitForEvent("filechooser"), partner.keyboard.press("Enter")]);
    await chooser.setFiles(portal.pemFile("own.pem", certificate.pem));
    await use(partner, "Check this certificate");
    await heading(partner, "Is this certificate accepted?");
  });

  await step("what is read first is reached first", async () => {
    await office.goto(`${server.url}/portal/partners`);
    await office.locator("main").focus();
    let last = 0;
    for (let stop = 0; stop < 12; stop += 1) {
      await office.keyboard.press("Tab");
      const { top, name } = await focused(office);
      assert.ok(top >= last - 60, `“${name}” is above what had the focus before`);
      last = top;
    }
  });
});
