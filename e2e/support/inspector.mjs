// Judges pages as they are opened: accessible, light, strict, in each language; and keeps a picture of each.

import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { assertAccessible, WIDTHS } from "./browser.mjs";

/** Where the pictures go. They stay until the next run. */
export const PICTURES = fileURLToPath(new URL("../out/pages/", import.meta.url));

/** Transferred bytes of a page, compressed, with an empty cache. */
const PAGE_BYTES = 150_000;

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

export const LANGUAGES = [
  { tag: "en", dir: "ltr" },
  { tag: "ar", dir: "rtl" },
  { tag: "fr", dir: "ltr" },
];

/** How a page is looked at in one visit: over its three languages it is seen in all of these, each page beginning with another. */
const ALTERNATELY = [
  { widths: [1360], schemes: ["light"] },
  { widths: [320], schemes: ["dark"] },
  { widths: [820], schemes: ["light"] },
];
const ENTIRELY = { widths: WIDTHS, schemes: ["light", "dark"] };
/** A third language, with the longest words, where there is the least room. */
const NARROWLY = { widths: [320], schemes: ["light"] };

/** `PMS_BROWSER=everything` looks at every page in every language at every width in both colour schemes. */
const IS_EVERYTHING = process.env.PMS_BROWSER === "everything";

/** Looks at pages, remembers where it was, and says at the end what it found. */
export class Inspector {
  /** The addresses that it opened. */
  visited = [];
  #server;
  #problems = [];
  #pictures = new Map();
  #turn = 0;

  constructor(server) {
    this.#server = server;
    rmSync(PICTURES, { recursive: true, force: true });
    mkdirSync(PICTURES, { recursive: true });
  }

  /**
   * Opens an address in each language and inspects it.
   *
   * @param {import("playwright-core").Page} page
   * @param {string} address below the server's
   * @param {{ status?: number, entirely?: boolean }} [options] `entirely`: at each width, in both colour schemes
   */
  async open(page, address, { status = 200, entirely = false } = {}) {
    const watch = await Watch.of(page);
    const turn = this.#turn++;
    this.visited.push(address);
    for (const [index, language] of LANGUAGES.entries()) {
      const found = new URL(address, this.#server.url);
      found.searchParams.set("lang", language.tag);
      watch.forget();
      const answer = await page.goto(found.href);
      this.#problems.push(
        ...unlike(`${found.pathname} in ${language.tag}`, {
          status: [answer.status(), status],
          address: [new URL(page.url()).pathname, found.pathname],
          policy: [answer.headers()["content-security-policy"], POLICY],
        }),
      );
      await this.inspect(page, language, looks(turn + index, language, entirely));
    }
  }

  /** Inspects what is shown, as the answer to a form for instance. */
  async inspect(page, language, look = looks(this.#turn++, language, false)) {
    const watch = await Watch.of(page);
    const address = `${new URL(page.url()).pathname} in ${language.tag}`;
    this.#problems.push(...(await unlikeAPage(page, address, language)));
    const bytes = await watch.bytes();
    if (bytes === 0 || bytes > PAGE_BYTES) this.#problems.push(`${address}: ${bytes} bytes`);
    const seen = (width, scheme) => this.#picture(page, `${language.tag}-${width}-${scheme}`);
    await assertAccessible(page, { ...look, seen }).catch((error) => {
      this.#problems.push(`${error.message.split("\n+ actual")[0].trim()} (${language.tag})`);
    });
    this.#problems.push(...watch.complaints.map((complaint) => `${address}: the browser complains: ${complaint}`));
    await page.evaluate(() => delete window.axe);
  }

  /** What was found since the last time it was asked. */
  problems() {
    return this.#problems.splice(0);
  }

  /** A picture named after the address, what it looks at, and a number where there is more than one of them. */
  async #picture(page, look) {
    const { pathname, search } = new URL(page.url());
    const query = search.replaceAll(/[?&]lang=\w+/g, "");
    const slug = `${pathname}${query}`.replace(/^\/portal\/?/, "").replaceAll(/[^\w.-]+/g, "_").slice(0, 120) || "home";
    const name = `${slug}-${look}`;
    const count = (this.#pictures.get(name) ?? 0) + 1;
    this.#pictures.set(name, count);
    const path = `${PICTURES}${name}${count > 1 ? `-${count}` : ""}.jpg`;
    await page.screenshot({ path, fullPage: true, type: "jpeg", quality: 60, animations: "disabled" });
  }
}

/** The widths and colour schemes of a visit. */
function looks(turn, language, entirely) {
  if (IS_EVERYTHING) return ENTIRELY;
  if (entirely) return language.tag === "fr" ? NARROWLY : ENTIRELY;
  return ALTERNATELY[turn % ALTERNATELY.length];
}

/** What a page of a language has to have, and has not. */
async function unlikeAPage(page, address, language) {
  const { lang, dir, title, headings, links } = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    title: document.title,
    headings: [...document.querySelectorAll("h1")].map((heading) => heading.textContent.trim()),
    links: [...document.querySelectorAll("#nav a")].map((link) => link.getAttribute("href")),
  }));
  return unlike(address, {
    language: [`${lang} ${dir}`, `${language.tag} ${language.dir}`],
    "number of main headings": [headings.length, 1],
    "empty headings": [headings.includes(""), false],
    "links that the menu has twice": [links.length - new Set(links).size, 0],
    "page and portal in the title": [title.split(" – ").length >= 2, true],
  });
}

/** One text for each value that is not the expected one. */
function unlike(address, values) {
  const wrong = Object.entries(values).filter(([, [found, expected]]) => found !== expected);
  return wrong.map(([name, [found, expected]]) => `${address}: ${name} is ${found}, not ${expected}`);
}

/** What a window loads and complains of. One per window. */
export class Watch {
  static #of = new WeakMap();
  complaints = [];
  #requests = [];

  /** The watch of a window; from then on nothing comes from a cache. */
  static async of(page) {
    if (!Watch.#of.has(page)) {
      const watch = new Watch();
      Watch.#of.set(page, watch);
      page.on("requestfinished", (request) => watch.#requests.push(request));
      // What is still on its way when the next page is opened, the icon mostly, is broken off.
      const isBrokenOff = (request) => request.failure()?.errorText === "net::ERR_ABORTED";
      page.on("requestfailed", (request) => isBrokenOff(request) || watch.complaints.push(`${request.url()} failed`));
      page.on("pageerror", (error) => watch.complaints.push(String(error)));
      page.on("console", (message) => watch.#hear(message));
      const session = await page.context().newCDPSession(page);
      await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    }
    return Watch.#of.get(page);
  }

  /** Chromium reports each answer with an error's status, also the pages that we show with one. */
  #hear(message) {
    const isStatus = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
    if (message.type() === "error" && !isStatus) this.complaints.push(message.text());
  }

  forget() {
    this.#requests.length = 0;
    this.complaints.length = 0;
  }

  async bytes() {
    const sizes = await Promise.all(this.#requests.map((request) => request.sizes()));
    return sizes.reduce((sum, size) => sum + size.responseHeadersSize + size.responseBodySize, 0);
  }
}

/**
 * Inspects the answers to a form, in each language.
 *
 * @param {Inspector} inspector
 * @param {import("playwright-core").Page} page
 * @param {{ address: string, action: string, button?: string, with?: (page) => Promise<void>, refused?: boolean }} form the page it stands on,
 *   the end of its action, its button where it stands outside the form, what to fill in before it is sent, whether the answer is a refusal (else it is a page of its own)
 */
export async function answers(inspector, page, { address, action, button, with: fillIn = async () => {}, refused = true }) {
  const watch = await Watch.of(page);
  for (const language of LANGUAGES) {
    const found = new URL(address, page.url());
    found.searchParams.set("lang", language.tag);
    await page.goto(found.href);
    await fillIn(page);
    watch.forget();
    await page.locator(button ?? `main form[action$="${action}"] button[type=submit]`).first().click();
    const lines = await page.getByRole("alert").getByRole("listitem").count();
    assert.equal(lines > 0, refused, `${address}: ${await page.getByRole("main").innerText()}`);
    await inspector.inspect(page, language);
  }
}
