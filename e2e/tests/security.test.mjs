// What other sites, other people's words and stolen cookies can do in a real browser: nothing.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { send, startHostileSite, submitForm } from "../support/hostile.mjs";
import * as portal from "../support/portal.mjs";
import { testWith } from "../support/tools.mjs";

const { ADMIN, EXAMPLE_BANK, fill, follow, heading, main, navigate, press, refused, told } = portal;
const test = testWith("Chromium");

/** Text as the login bridge takes addresses. */
const base64 = (text) => Buffer.from(text).toString("base64url");

/** An address of the login bridge that returns to `target`. Each state works once. */
const bridge = (server, target) => `${server.url}/v1/partnermanager/login/${base64(target)}?state=${randomUUID()}`;

/** How many changes people have made, as the intact audit trail says it. What the server does by itself (its revocation lists) goes on. */
async function changes(server, page) {
  const { stdout } = await server.command("audit", "verify");
  assert.match(stdout, /intact: \d+ records/);
  const answer = await page.request.get(`${server.url}/v1/partnermanager/audit-records?pageSize=100`);
  const { data } = (await answer.json()).response;
  assert.ok(data.length > 0 && data.length < 100);
  return data.filter((record) => !record.actor.startsWith("system#")).length;
}

/** Whether the wire accepts the `Authorization` cookie of a window. */
async function wireKnows(server, page) {
  const answer = await page.request.get(`${server.url}/v1/partnermanager/authorize/admin/validateToken`);
  return (await answer.json()).response?.userId ?? `status ${answer.status()}`;
}

test("security: the login bridge ends with the wire's cookie; cookies are out of reach of scripts", { timeout: 60_000 }, async (t) => {
  const { openStage } = await import("../support/stage.mjs");
  const { server, newWindow } = await openStage(t);
  const page = await newWindow();
  await portal.signInFirstAdmin(server, page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await heading(page, "Sign in");

  const target = `${server.url}/portal/help?from=bridge`;
  await page.goto(bridge(server, target));
  await heading(page, "Sign in");
  await fill(page, { "User name or email": ADMIN.account, Password: ADMIN.password });
  await press(page, "Sign in");
  assert.equal(page.url(), target);
  assert.equal(await wireKnows(server, page), ADMIN.account);

  await page.goto(`${server.url}/portal/register?lang=fr`);
  const cookies = await page.context().cookies();
  const names = cookies.map(({ name }) => name);
  for (const name of ["Authorization", "pms", "pms-browser"]) assert.ok(names.includes(name), `${name} in ${names}`);
  assert.ok(!names.includes("state"), "the bridge's state is used up");
  for (const { name, httpOnly, sameSite, path, domain } of cookies) {
    assert.deepEqual([httpOnly, sameSite, path, domain], [true, "Lax", "/", "127.0.0.1"], name);
  }
  assert.equal(await page.evaluate(() => document.cookie), "");
  await page.goto(bridge(server, "https://evil.example/portal"));
  assert.equal(new URL(page.url()).origin, server.url, "a foreign target is refused");
});

test("security: pages of other sites change nothing, read nothing, frame nothing", { timeout: 120_000 }, async (t) => {
  const { openStage } = await import("../support/stage.mjs");
  const { server, newWindow } = await openStage(t);
  const sites = await startHostileSite(t);
  const office = await newWindow();
  const partner = await newWindow();
  await portal.signInFirstAdmin(server, office);
  await portal.createPolicyGroup(office, EXAMPLE_BANK.group);
  await portal.register(server, partner);
  await portal.openRequest(office, EXAMPLE_BANK.organization);
  const request = new URL(office.url()).pathname;
  const approval = request.split("/").at(-1);
  await office.goto(bridge(server, `${server.url}/portal`));
  const before = await changes(server, office);

  const group = { name: "Evil", description: "Evil" };
  const password = { current: ADMIN.password, password: "chosen by somebody else", repeat: "chosen by somebody else" };
  const forms = [
    { action: "/portal/policy-groups/new", fields: group },
    { action: `${request}/decision`, fields: { decision: "approve", revision: "1" } },
    { action: "/portal/account/password", fields: password },
    { action: "/portal/sign-in", fields: { username: EXAMPLE_BANK.account, password: EXAMPLE_BANK.password } },
    { action: "/portal/sign-out", fields: {} },
    { action: "/portal/trust/upload", fields: { domain: "AUTH", pem: "x" }, enctype: "multipart/form-data" },
    { action: "/portal/account/preferences", fields: { lang: "ar", theme: "dark" } },
  ];
  // A text/plain form whose body reads as JSON: name and value are joined by "=".
  const json = (value) => ({ fields: { [`${JSON.stringify(value).slice(0, -1)},"x":"`]: '"}' }, enctype: "text/plain" });
  const decision = { id: "mosip.pms.approval.decision.post", version: "1.0", request: { decision: "approve" } };
  const wireForms = [
    { action: "/v1/policymanager/policies/group/new", ...json({ request: { name: "Evil", desc: "Evil" } }) },
    { action: `/v1/partnermanager/approvals/${approval}/decision`, ...json(decision) },
  ];
  // A sign-out is a GET, for which browsers name no origin.
  const back = { redirecturi: base64(`${server.url}/portal`) };
  const signOut = { action: "/v1/partnermanager/logout/user", fields: back, method: "get" };
  const issuerSignOut = "/auth/realms/mosip/protocol/openid-connect/logout";

  for (const [kind, address] of Object.entries(sites)) {
    const open = async () => {
      const page = await office.context().newPage();
      await page.goto(address);
      return page;
    };

    await t.test(`${kind}: forms to the portal`, async () => {
      for (const form of forms) {
        const page = await open();
        const { status, text } = await submitForm(page, { ...form, action: server.url + form.action });
        assert.ok(status === 403 || status === 400, `${form.action}: ${status} ${text}`);
        await page.close();
      }
    });

    await t.test(`${kind}: forms to the wire`, async () => {
      for (const form of [...wireForms, signOut]) {
        const page = await open();
        const { status, text } = await submitForm(page, { ...form, action: server.url + form.action });
        // Without the cookie, as browsers send other sites' posts, nobody is known; with it the origin counts.
        assert.ok(status === 401 || (status === 403 && text.includes("PMS_SEC_001")), `${form.action}: ${status} ${text}`);
        await page.close();
      }
    });

    await t.test(`${kind}: requests by script`, async () => {
      const page = await open();
      const wire = `${server.url}/v1/policymanager/policies/group/new`;
      const body = JSON.stringify({ request: { name: "Evil", desc: "Evil" } });
      const asJson = { method: "POST", body, headers: { "content-type": "application/json" } };
      const asText = { method: "POST", body, mode: "no-cors" };
      assert.equal(await send(page, wire, asJson), "refused");
      assert.equal(await send(page, wire, asText), "0", "an opaque answer");
      assert.equal(await send(page, `${server.url}/portal/sign-out`, { method: "POST", mode: "no-cors", body: "" }), "0");
      const leave = `${server.url}${signOut.action}?${new URLSearchParams(back)}`;
      for (const address of [leave, server.url + issuerSignOut]) {
        assert.match(await send(page, address, { mode: "no-cors" }), /^(0|refused)$/);
        assert.match(await send(page, address, { mode: "no-cors", referrerPolicy: "no-referrer" }), /^(0|refused)$/);
      }
      await submitForm(page, { action: server.url + issuerSignOut, fields: {}, method: "get" });
      await page.goto(address);
      const patch = { method: "PATCH", body, headers: { "content-type": "application/json" } };
      assert.equal(await send(page, `${server.url}/v1/partnermanager/partners/${EXAMPLE_BANK.id}`, patch), "refused");
      for (const read of ["/portal/partners", "/v1/partnermanager/admin-partners", "/v1/partnermanager/logout/user"]) {
        assert.equal(await send(page, server.url + read), "refused", `${read} can be read`);
      }
      await page.close();
    });

    await t.test(`${kind}: framing`, async () => {
      const page = await open();
      for (const address of ["/portal", "/portal/sign-in", request, "/api-docs", "/v1/partnermanager/system-config"]) {
        await page.evaluate((src) => {
          const frame = document.createElement("iframe");
          frame.src = src;
          document.body.replaceChildren(frame);
          return new Promise((done) => frame.addEventListener("load", done));
        }, server.url + address);
        const words = await page.frames().at(-1).locator("body").innerText();
        assert.match(words, /refused to connect/, `${address} is shown in a frame: ${words}`);
      }
      await page.close();
    });

    await t.test(`${kind}: nothing has changed`, async () => {
      assert.equal(await changes(server, office), before);
      await office.goto(`${server.url}/portal/policy-groups`);
      await heading(office, "Policy groups");
      assert.equal(await main(office).getByText("Evil").count(), 0);
      assert.match(await office.locator("header").innerText(), new RegExp(ADMIN.account), "still the same person");
      assert.equal(await wireKnows(server, office), ADMIN.account);
    });
  }

  await t.test("the same requests from our own pages pass", async () => {
    const post = (path, data) =>
      office.request.post(server.url + path, { data, headers: { origin: server.url, "sec-fetch-site": "same-origin" } });
    const requesttime = new Date().toISOString();
    const made = await post("/v1/policymanager/policies/group/new", { requesttime, request: { name: "Good", desc: "Good" } });
    assert.deepEqual((await made.json()).errors ?? [], []);
    assert.equal(await changes(server, office), before + 1);
    await navigate(office, "Policy groups");
    assert.equal(await main(office).getByText("Good").count() > 0, true);
  });
});

test("security: a listed portal on a sibling origin may link to the sign-out", { timeout: 60_000 }, async (t) => {
  const { openStage } = await import("../support/stage.mjs");
  const sibling = (await startHostileSite(t))["same-site"];
  const environment = { PMS__SERVER__ALLOWED_ORIGINS: `["${new URL(sibling).origin}"]` };
  const { server, newWindow } = await openStage(t, { environment });
  const page = await newWindow();
  await portal.signInFirstAdmin(server, page);
  await page.goto(bridge(server, `${server.url}/portal`));
  const leave = `${server.url}/v1/partnermanager/logout/user?redirecturi=${base64(`${server.url}/portal/help`)}`;
  /** Follows a link on the sibling's page; answers the first status. */
  const follows = async (attributes) => {
    await page.goto(sibling);
    const answered = page.waitForResponse((answer) => answer.url() === leave);
    await page.evaluate(([href, attributes]) => {
      const link = Object.assign(document.createElement("a"), { href, textContent: "Leave", ...attributes });
      document.body.append(link);
      link.click();
    }, [leave, attributes]);
    const status = (await answered).status();
    // The page has to be there before the next one is asked for.
    await page.waitForURL((url) => url.origin === server.url);
    return status;
  };
  assert.equal(await follows({ referrerPolicy: "no-referrer" }), 403, "nobody knows who asks");
  assert.equal(await wireKnows(server, page), ADMIN.account);
  assert.equal(await follows({}), 302);
  await page.waitForURL(`${server.url}/portal/help`);
  assert.notEqual(await wireKnows(server, page), ADMIN.account);
});

test("security: other people's words are words", { timeout: 120_000 }, async (t) => {
  const { openStage } = await import("../support/stage.mjs");
  const { server, newWindow } = await openStage(t);
  const [office, partner] = [await newWindow(), await newWindow()];
  const alarms = [];
  for (const page of [office, partner]) {
    page.on("dialog", (dialog) => alarms.push(dialog.message()) && dialog.dismiss());
    page.on("console", (message) => {
      const isStatus = /the server responded with a status of 4\d\d/.test(message.text());
      if (message.type() === "error" && !isStatus) alarms.push(message.text());
    });
    page.on("request", (sent) => new URL(sent.url()).origin !== server.url && alarms.push(sent.url()));
  }
  const markup = `<img src=http://evil.example/x onerror=alert(1)><script>alert(2)</script>"'&amp;{{7*7}}`;
  const hostile = {
    ...EXAMPLE_BANK,
    organization: `=HYPERLINK("http://evil.example") <b>Bank</b>`,
    purpose: `${markup}\n</textarea><script>alert(3)</script>`,
    address: `</p>${markup}`,
  };
  const hidden = "Remove the characters that nobody can see, and type the text again.";
  /** Asserts that a page shows these words as they were written. */
  const shows = async (page, ...words) => {
    const text = (await main(page).innerText()).replace(/\s+/g, " ");
    const missing = words.filter((word) => !text.includes(word.replace(/\s+/g, " ")));
    assert.deepEqual(missing, [], `${page.url()} shows ${text}`);
    assert.equal(await page.evaluate(() => document.querySelectorAll("main img, script, main b > b").length), 0);
  };

  await portal.signInFirstAdmin(server, office);
  await portal.createPolicyGroup(office, EXAMPLE_BANK.group);

  await t.test("in the registration, where hidden characters are refused", async () => {
    await partner.goto(`${server.url}/portal/register`);
    await portal.choose(partner, hostile.kind);
    await fill(partner, { "Organisation name": `Bank\u202E`, "Partner id": hostile.id, "What will you use it for?": "x" });
    await press(partner, "Continue");
    await refused(partner, hidden);
    await portal.register(server, partner, hostile);
    await follow(partner, "Go to your home page");
    await heading(partner, `Welcome, ${hostile.organization}`);
    await navigate(partner, "Profile and contacts");
    await shows(partner, hostile.organization, hostile.purpose, hostile.address);
  });

  await t.test("in what admins see, and in their reasons", async () => {
    await portal.openRequest(office, hostile.organization);
    await shows(office, hostile.organization, hostile.purpose, hostile.address);
    await portal.decide(office, "Ask for changes", "safe\u202Eelgnam");
    await refused(office, hidden);
    await portal.decide(office, "Ask for changes", markup);
    assert.ok((await office.getByRole("status").innerText()).includes(hostile.organization));
    await partner.goto(`${server.url}/portal`);
    await shows(partner, markup);
    await navigate(office, "Partners");
    await shows(office, hostile.organization);
    await follow(office, hostile.organization);
    await shows(office, hostile.organization, hostile.address);
    await office.goto(`${server.url}/portal/partners?name=${encodeURIComponent(markup)}`);
    await shows(office, markup);
    await office.goto(`${server.url}/portal/search?q=${encodeURIComponent(markup)}`);
    assert.equal(await main(office).getByRole("textbox").inputValue(), markup);
  });

  await t.test("in the export, where formulas lose their force", async () => {
    await navigate(office, "Partners");
    const link = main(office).getByRole("link", { name: "Export CSV" });
    const { text } = await portal.download(office, link);
    assert.ok(text.includes(`"'=HYPERLINK(""http://evil.example"") <b>Bank</b>"`), text);
    assert.doesNotMatch(text, /(^|,)"?[=+\-@]/m);
  });

  await t.test("in mails", async () => {
    await server.waitForMail(hostile.email, 3);
    const mails = await server.mails();
    const defused = '=HYPERLINK("http: //evil.example") <b>Bank</b>';
    assert.ok(mails.some(({ text }) => text.includes(defused)), "a link of theirs is none");
    for (const { subject, text, html } of mails) {
      for (const [link] of `${text} ${html}`.matchAll(/https?:\/\/[^\s"<]+/g)) assert.ok(link.startsWith(server.url), link);
      assert.doesNotMatch(subject, /HYPERLINK|Bank/);
      assert.doesNotMatch(html, /<script|<img[^>]*evil|<b>Bank/);
    }
  });

  assert.deepEqual(alarms, [], "something ran, or asked another site");
});

test("security: a session ends everywhere, at once", { timeout: 60_000 }, async (t) => {
  const { openStage } = await import("../support/stage.mjs");
  const { server, newWindow } = await openStage(t);
  const [desk, laptop, thief] = [await newWindow(), await newWindow(), await newWindow()];
  await portal.signInFirstAdmin(server, desk);
  for (const page of [desk, laptop]) {
    await page.goto(bridge(server, `${server.url}/portal`));
    if (page !== laptop) continue;
    await fill(page, { "User name or email": ADMIN.account, Password: ADMIN.password });
    await press(page, "Sign in");
  }
  assert.equal(await wireKnows(server, laptop), ADMIN.account);
  const newer = { ...ADMIN, password: "a newer sentence nobody knows" };

  await t.test("by a change of the password", async () => {
    await desk.goto(`${server.url}/portal/account`);
    await fill(desk, { "Current password": ADMIN.password });
    await fill(desk, { "New password": newer.password, "New password again": newer.password });
    await press(desk, "Change password");
    await told(desk, "The password is changed. Your other sessions have ended.");
    await laptop.goto(`${server.url}/portal/inbox`);
    await heading(laptop, "Sign in");
    await sleep(1000);
    assert.equal(await wireKnows(server, laptop), "status 401");
    await portal.signIn(server, laptop, ADMIN);
    await refused(laptop, "User name or password is not right.");
  });

  await t.test("by signing out, for stolen cookies too; and the way back is kept", async () => {
    await laptop.goto(`${server.url}/portal/trust?domain=AUTH`);
    await fill(laptop, { "User name or email": ADMIN.account, Password: newer.password });
    await press(laptop, "Sign in");
    assert.equal(laptop.url(), `${server.url}/portal/trust?domain=AUTH`);
    const fixed = (await laptop.context().cookies()).find(({ name }) => name === "pms");
    await thief.context().addCookies([fixed]);
    await thief.goto(`${server.url}/portal`);
    await heading(thief, "Welcome");
    await laptop.getByRole("button", { name: "Sign out" }).click();
    await told(laptop, "You are signed out.");
    await thief.goto(`${server.url}/portal`);
    await heading(thief, "Sign in");
    await desk.goto(`${server.url}/portal`);
    await heading(desk, "Welcome");
  });

  await t.test("by ending it from another one", async () => {
    await portal.signIn(server, laptop, newer);
    await desk.goto(`${server.url}/portal/account`);
    const others = desk.getByRole("row").filter({ has: desk.getByRole("button") }).filter({ hasNotText: "This one" });
    await others.first().getByRole("button").click();
    await told(desk, "The session has ended.");
    await laptop.goto(`${server.url}/portal`);
    await heading(laptop, "Sign in");
  });
});
