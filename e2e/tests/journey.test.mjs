// From nothing to a partner with a MOSIP-signed certificate, in a browser that runs no script.

import assert from "node:assert/strict";

import { linkIn } from "../support/mailbox.mjs";
import { issue, partnerPki, pkcs7Bundle, pkcs7Certificates, verify } from "../support/pki.mjs";
import * as portal from "../support/portal.mjs";
import { testWith } from "../support/tools.mjs";

const { ADMIN, EXAMPLE_BANK, fill, follow, heading, main, navigate, pemFile, press, refused, told } = portal;
const test = testWith("Chromium", "openssl");

/** A server, and windows that run no script. */
async function withoutScript(t) {
  const { openStage, steps } = await import("../support/stage.mjs");
  return { ...(await openStage(t, { context: { javaScriptEnabled: false } })), step: steps(t) };
}

/** The checklist of a home page, "state: title" of each step; the state is said in words too. */
async function checklist(page) {
  const steps = main(page).locator("ol.steps > li");
  return steps.evaluateAll((items) =>
    items.map((item) => {
      const title = item.querySelector("h3").textContent.replace(/^Done: /, "");
      const isSaid = /Done:/.test(item.textContent) === item.classList.contains("done");
      return `${isSaid ? item.className : "unsaid"}: ${title}`;
    }),
  );
}

/** The verdict page's rules: "verdict title" of each. */
const rules = (page) => main(page).locator("ol.rules h3").allInnerTexts();

/** The cells of the row that holds these words. */
const row = (page, words) => main(page).getByRole("row").filter({ hasText: words });

test("journey: an organisation comes from registration to its MOSIP-signed certificate", { timeout: 180_000 }, async (t) => {
  const { server, newWindow, step } = await withoutScript(t);
  const bank = EXAMPLE_BANK;
  const [office, partner] = [await newWindow(), await newWindow()];
  const pki = await partnerPki(bank.organization);

  const oneTime = await server.firstAdminPassword();

  await step("the first admin chooses a password before anything else, and makes a policy group", async () => {
    await portal.signIn(server, office, { account: ADMIN.account, password: oneTime });
    await office.goto(`${server.url}/portal/inbox`);
    await heading(office, "Choose your own password");
    await fill(office, { "New password": "too short", "New password again": "too short" });
    await press(office, "Change password");
    await refused(office, "Choose a longer or less common password: at least 12 characters, without your user name or email in it.");
    await portal.choosePassword(office);
    await portal.createPolicyGroup(office, bank.group);
    await portal.navigate(office, "Policy groups");
    assert.equal(await row(office, bank.group).count(), 1);
  });

  await step("the one-time password works once", async () => {
    const stranger = await newWindow();
    await portal.signIn(server, stranger, { account: ADMIN.account, password: oneTime });
    await refused(stranger, "User name or password is not right.");
    await stranger.context().close();
  });

  await step("an organisation registers itself; what it typed wrong stays for correction", async () => {
    await partner.goto(server.url);
    await heading(partner, "Sign in");
    await follow(partner, "Register an organisation");
    await fill(partner, { "Organisation name": bank.organization, "Partner id": "no spaces please" });
    await press(partner, "Continue");
    await refused(
      partner,
      "Choose the kind of partner.",
      "Say what you will use it for.",
      "Use letters, digits, dot, hyphen and underscore, at most 36.",
    );
    assert.equal(await main(partner).getByLabel("Organisation name").inputValue(), bank.organization);
    await portal.describeOrganisation(partner, bank);
    await portal.describeContact(partner, bank);
    const wrong = { "Code from the email": "000001" };
    await fill(partner, wrong);
    await press(partner, "Confirm and continue");
    await refused(partner, "The code is not right or no longer works. Check it, or ask for a new one.");
    await press(partner, "Send a new code");
    await told(partner, "A new code is on its way.");
    await portal.confirmAddress(server, partner, bank, 2);
    const given = await main(partner).locator("dl.facts").innerText();
    for (const words of [bank.organization, bank.id, bank.purpose, bank.group, bank.email]) {
      assert.ok(given.includes(words), words);
    }
    await press(partner, "Send the registration");
    await heading(partner, "Registration sent");
    await follow(partner, "Go to your home page");
    await heading(partner, `Welcome, ${bank.organization}`);
  });

  await step("its checklist says what is next and who must act", async () => {
    assert.deepEqual(await checklist(partner), [
      "later outside: Contract with a MISP",
      "done: Confirm account and email address",
      "done: Choose a policy group",
      "now: Organisation approved",
      "later: Upload your certificates",
      "later: Request a policy",
      "later: Create an API key",
      "later: Send the first request",
    ]);
    assert.match(await main(partner).innerText(), /Step 4 of 8\. A partner admin acts now\./);
  });

  await step("a certificate uploaded before the approval is explained, and not stored", async () => {
    await navigate(partner, "Certificates");
    const early = await issue({ subject: `/O=${bank.organization}/CN=early`, issuer: pki.intermediate });
    await portal.checkCertificate(partner, pemFile("early.pem", early.pem));
    assert.equal((await rules(partner)).length, 12);
    await navigate(partner, "Certificates");
    assert.match(await main(partner).innerText(), /No certificates yet/);
  });

  await step("the admin finds the request and asks; the partner answers; the admin approves", async () => {
    await office.goto(`${server.url}/portal`);
    assert.match(await office.getByRole("link", { name: /^Inbox/ }).first().innerText(), /Inbox\s*1/);
    await portal.openRequest(office, bank.organization);
    await heading(office, `${bank.organization} asks to become a partner`);
    assert.match(await main(office).innerText(), new RegExp(bank.purpose));
    await press(office, "Send decision");
    await refused(office, "Choose a decision.");
    await portal.decide(office, "Ask for changes");
    await refused(office, "Write a reason or a question; they read it.");
    await portal.decide(office, "Ask for changes", "Which branches?");
    await told(office, `Sent back with your question. ${bank.organization} gets an email.`);

    await partner.goto(`${server.url}/portal`);
    assert.match(await main(partner).innerText(), /A partner admin has a question\.\s+Which branches\?/);
    await follow(partner, "Answer the question");
    await fill(partner, { "Your answer": "All 240" });
    await press(partner, "Send the answer");
    await told(partner, "The answer is sent. A partner admin decides next.");

    await portal.openRequest(office, bank.organization);
    assert.match(await main(office).innerText(), /All 240/);
    await portal.decide(office, "Approve");
    await told(office, `Approved. ${bank.organization} gets an email.`);
    assert.match(await main(office).innerText(), /Nothing waits/);
  });

  await step("the partner gets an email with each decision", async () => {
    await server.waitForMail(bank.email, 5);
    const mails = (await server.mails()).filter(({ to }) => to.includes(bank.email));
    assert.deepEqual(mails.map(({ subject }) => subject.split(" – ")[0]), [
      "Code to confirm your email address",
      "Code to confirm your email address",
      "Your registration has arrived",
      "A question about your request",
      "Your request was approved",
    ]);
    assert.match(mails[3].text, /Which branches\?/);
  });

  await step("a certificate is explained before it is submitted: each rule, both values, the way out", async () => {
    await partner.goto(`${server.url}/portal`);
    await follow(partner, "Upload a certificate");
    await portal.checkCertificate(partner, pemFile("partner.key", pki.partner.key));
    await refused(
      partner,
      "The file holds a private key. It was not stored. Never send a private key to anyone: make a new key, " +
        "and upload only the certificate.",
    );
    const wrong = await issue({ subject: "/O=Example Bank Ltd/CN=wrong", issuer: pki.intermediate });
    await portal.checkCertificate(partner, pemFile("wrong.pem", wrong.pem));
    const unknown = "No authority that we trust issued it";
    await refused(partner, unknown, "Organisation name “Example Bank Ltd” is not your registered name “Example Bank”");
    const found = await rules(partner);
    assert.equal(found.length, 12, "each rule is named");
    assert.deepEqual(found.slice(0, 2).map((rule) => rule.split(":")[0]), ["Not met", "Not met"]);
    assert.equal(await main(partner).locator("mark").innerText(), " Ltd");
    assert.match(await main(partner).innerText(), /10 of 12 rules are met\. Nothing has been stored\./);

    await portal.checkCertificate(partner, pemFile("partner.pem", pki.partner.pem));
    await refused(partner, unknown);
    assert.match(await main(partner).innerText(), /its issuer is not in the trust store: .*Example Bank Intermediate CA/);
  });

  await step("the partner sends its authority's chain, and the admin approves it", async () => {
    const chain = pemFile("chain.pem", pki.root.pem, pki.intermediate.pem);
    await main(partner).getByLabel("File with the CA certificates").setInputFiles(chain);
    await press(partner, "Send the chain for approval");
    await told(partner, "The chain is sent for approval. Once it is approved, your certificate is processed by itself.");
    await portal.openRequest(office, bank.organization, "CA certificates");
    const shown = await main(office).getByRole("heading", { level: 2 }).allInnerTexts();
    assert.ok(shown.includes("Example Bank Root CA") && shown.includes("Example Bank Intermediate CA"), String(shown));
    await portal.decide(office, "Approve");
    await told(office, `Approved. ${bank.organization} gets an email.`);
  });

  await step("the partner is active", async () => {
    await partner.goto(`${server.url}/portal`);
    await heading(partner, `Welcome, ${bank.organization}`);
    assert.match(await main(partner).locator(".head").innerText(), /Active/);
    assert.equal((await checklist(partner))[4], "done: Upload your certificates");
  });

  let root;
  await step("what it downloads verifies with OpenSSL", async () => {
    await navigate(partner, "Platform certificates");
    root = (await portal.download(partner, row(partner, "ROOT").getByRole("link"))).text;
    const device = (await portal.download(partner, row(partner, "DEVICE").getByRole("link"))).text;
    await navigate(partner, "Certificates");
    const link = (name) => row(partner, "Signature and encryption").getByRole("link", { name, exact: true });
    const signed = await portal.download(partner, link("MOSIP-signed"));
    const original = await portal.download(partner, link("Original"));
    const bundle = await portal.download(partner, link("Chain (P7B)"));
    assert.deepEqual(
      [signed.name, original.name, bundle.name],
      ["example-bank-mosip-signed.cer", "example-bank-original.cer", "example-bank-chain.p7b"],
    );
    assert.equal(original.text.trim(), pki.partner.pem.trim());
    const chain = await pkcs7Certificates(bundle.text);
    assert.equal(chain.length, 3, "the signed certificate, its issuer, the root");
    assert.equal(chain[0].trim(), signed.text.trim());
    assert.equal(chain[2].trim(), root.trim());
    const verified = await verify(signed.text, chain.slice(1, 2), [root]);
    assert.equal(verified.accepted, true, verified.output);
    const elsewhere = await verify(signed.text, [device], [root]);
    assert.equal(elsewhere.accepted, false, "another domain's authority does not vouch for it");
    assert.equal((await verify(original.text, chain.slice(1, 2), [root])).accepted, false);
  });

  await step("it is replaced by a checked and confirmed one", async () => {
    const renewed = await issue({ subject: `/O=${bank.organization}/CN=renewed`, issuer: pki.intermediate, days: 730 });
    await main(partner).getByText("Paste the text instead").click();
    await fill(partner, { "Certificate text": renewed.pem });
    await press(partner, "Check this certificate");
    assert.match(await main(partner).innerText(), /Rules met/);
    await press(partner, "Confirm and store");
    await told(partner, "The certificate is accepted and signed. Download the MOSIP-signed one below.");
    assert.equal(await row(partner, "Replaced; works until").count(), 1);
  });

  await step("the admin deactivates and reactivates it with reasons, which it reads", async () => {
    await navigate(office, "Partners");
    await follow(office, bank.organization);
    await follow(office, "Deactivate");
    await heading(office, "Deactivate this partner");
    await press(office, "Deactivate partner");
    const untyped = `Type the id exactly as it stands here: ${bank.id}.`;
    await refused(office, "Write a reason.", untyped);
    await fill(office, { Reason: "Papers missing" });
    await press(office, "Deactivate partner");
    await refused(office, untyped);
    await fill(office, { "Type the id to confirm": bank.id });
    await press(office, "Deactivate partner");
    await told(office, "The partner is deactivated. Undo: bring it back");
    await partner.goto(`${server.url}/portal`);
    assert.match(await main(partner).innerText(), /Your organisation is deactivated\./);
    await navigate(partner, "History");
    assert.match(await main(partner).innerText(), /Organisation deactivated[^]*Papers missing/);
    await follow(office, "Reactivate");
    await fill(office, { Reason: "Papers came" });
    await press(office, "Reactivate partner");
    await told(office, "The partner is active again.");
    await navigate(partner, "History");
    assert.match(await main(partner).innerText(), /Organisation reactivated[^]*Papers came/);
  });

  await step("the audit fits", async () => {
    const { stdout } = await server.command("audit", "verify");
    assert.match(stdout, /^The audit trail is intact: \d\d records/);
  });
});

test("journey: an admin trusts authorities, adds a partner, and its invited owner joins", { timeout: 120_000 }, async (t) => {
  const { server, newWindow, step } = await withoutScript(t);
  const office = await newWindow();
  const pki = await partnerPki("Fingerprint Works");
  const other = await partnerPki("Other Trust");
  const owner = { address: "owner@fingerprint.example", account: "fp-owner", password: "ten fingers and two eyes" };
  await portal.signInFirstAdmin(server, office);

  await step("the admin uploads one chain as PEM, root first, and another as P7B", async () => {
    await portal.trust(office, "AUTH", pemFile("chain.pem", other.root.pem, other.intermediate.pem));
    await told(office, "The certificates are in the trust store.");
    const bundle = await pkcs7Bundle([pki.intermediate.pem, pki.root.pem]);
    await portal.trust(office, "DEVICE", { name: "chain.p7b", mimeType: "application/pkcs7-mime", buffer: Buffer.from(bundle) });
    await told(office, "The certificates are in the trust store.");
    assert.match(await main(office).innerText(), /4 certificates/);
    for (const name of ["Other Trust Intermediate CA", "Fingerprint Works Intermediate CA"]) {
      assert.equal(await row(office, name).filter({ hasText: "Active" }).count(), 1, name);
    }
    const chain = row(office, "Fingerprint Works Intermediate CA").getByRole("link", { name: /^Chain/ });
    const stored = await pkcs7Certificates((await portal.download(office, chain)).text);
    assert.deepEqual(stored.map((pem) => pem.trim()), [pki.intermediate.pem.trim(), pki.root.pem.trim()]);
  });

  await step("what is no authority is refused", async () => {
    await portal.offerToTrust(office, "DEVICE", pemFile("leaf.pem", pki.partner.pem));
    assert.match(await main(office).getByRole("alert").innerText(), /is not acceptable as a CA/);
    assert.equal(await main(office).getByRole("radio", { name: /^DEVICE/ }).isChecked(), true, "what was chosen stays");
  });

  let link;
  await step("the admin adds a partner and invites its owner", async () => {
    await navigate(office, "Partners");
    await follow(office, "Add partner");
    await main(office).getByLabel("Kind of partner").selectOption({ label: "Device provider" });
    await fill(office, {
      "Organisation name": "Fingerprint Works",
      "Partner id": "fingerprint-works",
      "Postal address": "2 Sensor Road",
      "Phone number": "+251 11 111 1111",
      "Email address": "office@fingerprint.example",
      "Email address of the owner": owner.address,
    });
    await press(office, "Add partner and invite");
    await told(office, "Fingerprint Works is added, and the owner is invited.");
    link = linkIn(await server.waitForMail(owner.address));
    assert.ok(link.startsWith(`${server.url}/portal/invitation/`), link);
  });

  await step("a repeated invitation replaces the first", async () => {
    await press(office, "Send again");
    const newer = linkIn(await server.waitForMail(owner.address, 2));
    assert.notEqual(newer, link);
    const early = await newWindow();
    await early.goto(link);
    await heading(early, "This invitation does not work");
    await early.context().close();
    link = newer;
  });

  await step("the owner accepts in a browser of their own", async () => {
    const page = await newWindow();
    await page.goto(link);
    await heading(page, "Join Fingerprint Works");
    await fill(page, { "User name": "Admin", "New password": owner.password, "New password again": owner.password });
    await press(page, "Make the account and join");
    await refused(page, "This user name cannot be used. Choose another.");
    await fill(page, { "User name": owner.account, "New password": owner.password, "New password again": owner.password });
    await press(page, "Make the account and join");
    await told(page, "You have joined Fingerprint Works.");
    assert.match(await main(page).innerText(), /It is your turn\./);
    await navigate(page, "Certificates");
    await portal.checkCertificate(page, pemFile("provider.pem", pki.partner.pem));
    await press(page, "Confirm and store");
    await told(page, "The certificate is accepted and signed, and your organisation is active now. Your home page says what comes next.");
    await page.context().close();
  });

  await step("the invitation works once", async () => {
    const page = await newWindow();
    await page.goto(link);
    await heading(page, "This invitation does not work");
    await office.reload();
    assert.match(await main(office).innerText(), /fp-owner/);
  });
});
