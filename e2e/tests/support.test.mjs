// The tools of the other tests: a judge that finds nothing wrong anywhere would let everything pass.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { inOrder, sideBySide } from "../support/areas.mjs";
import { notVisited, pageTemplates, templateOf } from "../support/pageset.mjs";
import { codeIn, linkIn, readMails, waitForMail } from "../support/mailbox.mjs";
import { partnerPki, verify } from "../support/pki.mjs";
import { testWith } from "../support/tools.mjs";

const page = (body) =>
  `<!doctype html><html lang="en"><head><title>Page</title>
   <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"></head>
   <body><main><h1>Page</h1>${body}</main></body></html>`;

testWith("Chromium")("support: the judge of accessibility finds what is wrong, under a strict policy", async (t) => {
  const { assertAccessible, launchBrowser } = await import("../support/browser.mjs");
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const tab = await browser.newPage();
  const show = async (body) => tab.setContent(page(body));

  await show('<label>Name <input name="name"></label>');
  await assertAccessible(tab);
  await show('<input name="name">');
  await assert.rejects(assertAccessible(tab), /light, 1360 px: label: .*input/);
  await show(`<p>${"wide".repeat(200)}</p>`);
  await assert.rejects(assertAccessible(tab), /light, 320 px: the page is \d+ px wide/);
  await show("<style>div { width: 100px; overflow: hidden } p { width: 200px }</style><div><p>Words</p></div>");
  await assert.rejects(assertAccessible(tab), /light, 820 px: p “Words” is cut off/);
  await show("<style>@media (prefers-color-scheme: dark) { p { color: #777; background: #888 } }</style><p>Words</p>");
  await assert.rejects(assertAccessible(tab), /dark, 820 px: color-contrast: .*p\n/);
});

testWith("openssl")("support: a partner's certificate verifies through its own CA only", async () => {
  const ours = await partnerPki("Acme");
  const other = await partnerPki("Other");
  const good = await verify(ours.partner.pem, [ours.intermediate.pem], [ours.root.pem]);
  assert.equal(good.accepted, true, good.output);
  const foreign = await verify(ours.partner.pem, [ours.intermediate.pem], [other.root.pem]);
  assert.equal(foreign.accepted, false);
  assert.match(foreign.output, /unable to get (local )?issuer/);
});

test("support: codes and links are found in mails of every encoding", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "pms-mailbox-"));
  t.after(() => rm(directory, { recursive: true }));
  assert.deepEqual(await readMails(join(directory, "absent")), []);
  const html = Buffer.from('<p>رمز <b>654321</b> <a href="https://pms.example/i?a=1&amp;b=2">x</a></p>').toString("base64");
  const mail = (name, ...lines) => writeFile(join(directory, name), lines.join("\r\n"));
  await mail("1.eml", "To: A <a@x.example>", "Subject: =?utf-8?q?Code_=C3=A9?=", "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable", "", "On 2026-01-15, no 1234567: 0482=", "13. http://pms.example/x?t=3Da=", "b.");
  await mail("2.eml", "To: a@x.example", 'Content-Type: multipart/alternative; boundary="b"', "", "--b",
    "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: base64", "", html, "--b--", "");

  const [first, second] = await readMails(directory);
  assert.equal(first.subject, "Code é");
  assert.equal(codeIn(first), "048213");
  assert.equal(linkIn(first), "http://pms.example/x?t=ab");
  assert.equal(codeIn(second), "654321");
  assert.equal(linkIn(second), "https://pms.example/i?a=1&b=2");
  assert.deepEqual(await waitForMail(directory, "A@x.example", 2), second);
});

test("support: every page is known by its address, and none that is not opened is forgotten", () => {
  const templates = ["/portal/partners", "/portal/partners/{id}", "/portal/partners/new", "/portal/org/{id}/{page}", "/portal/org/{id}/home"];
  assert.equal(templateOf(templates, "/portal/partners/new?lang=en"), "/portal/partners/new");
  assert.equal(templateOf(templates, "/portal/partners/bank"), "/portal/partners/{id}");
  assert.equal(templateOf(templates, "/portal/org/bank/home"), "/portal/org/{id}/home");
  assert.equal(templateOf(templates, "/portal/org/bank/home/more"), undefined);
  const opened = ["/portal/partners?page=2", "/portal/partners/new", "/portal/org/bank/people"];
  assert.deepEqual(notVisited(templates, opened), ["/portal/partners/{id}", "/portal/org/{id}/home"]);
  const pages = pageTemplates();
  assert.ok(pages.includes("/portal/partners") && !pages.includes("/portal/partners.csv"));
  assert.ok(!pages.includes("/portal/trust/{id}/chain.p7b") && !pages.includes("/portal/audit/{file}"));
});

test("support: areas come after what they need, and work goes on beside what fails", async () => {
  const found = new Map(["a", "b", "c"].map((name) => [name, { name, needs: { a: ["c"] }[name] }]));
  assert.deepEqual(inOrder(found).map(({ name }) => name), ["c", "a", "b"]);
  assert.deepEqual(inOrder(found, ["a"]).map(({ name }) => name), ["c", "a"]);
  assert.throws(() => inOrder(new Map([["a", { name: "a", needs: ["b"] }], ["b", { name: "b", needs: ["a"] }]])), /need each other/);
  assert.throws(() => inOrder(new Map([["a", { name: "a", needs: ["z"] }]])), /no area z, needed by a/);
  const done = [];
  const failures = await sideBySide(2, [1, 2, 3, 4], async (number) => {
    if (number === 2) throw new Error("two");
    done.push(number);
  });
  assert.deepEqual([done, failures], [[1, 3, 4], ["two"]]);
});
