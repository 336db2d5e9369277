// What the windows of a test typed and were given is secret: it must not lie in the data directory or in the log.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Form fields whose values are secrets or contact data. */
const FIELDS = ["password", "repeat", "current", "code", "email", "owner", "phone", "contactNumber"];
/** Cookies that open something. */
const COOKIES = ["pms", "pms-browser", "Authorization"];
/** What is secret by purpose; it is readable by its owner alone, which other tests check. */
const EXCEPT = /^(master\.key|first-admin-password|mailbox\/.*)$/;
const SHORTEST = 6;

export class Secrets {
  #values = new Map();

  /** Listens to a window's forms. @param {import("playwright-core").BrowserContext} context */
  watch(context) {
    context.on("request", (request) => {
      if (request.method() !== "POST") return;
      const type = request.headers()["content-type"] ?? "";
      if (!type.startsWith("application/x-www-form-urlencoded")) return;
      for (const [name, value] of new URLSearchParams(request.postData() ?? "")) {
        if (FIELDS.includes(name)) this.add(`field “${name}”`, value.trim());
      }
    });
  }

  add(what, value) {
    if (value && value.length >= SHORTEST) this.#values.set(value, what);
  }

  /** @param {import("playwright-core").BrowserContext[]} contexts */
  async addCookies(contexts) {
    for (const context of contexts) {
      for (const { name, value } of await context.cookies().catch(() => [])) {
        if (COOKIES.includes(name)) this.add(`cookie ${name}`, value.split(".").at(-1));
      }
    }
  }

  /** Addresses, codes and links of the letters. @param {import("./mailbox.mjs").Mail[]} mails */
  addMails(mails) {
    for (const mail of mails) {
      for (const address of mail.to) this.add("address of a letter", address);
      const [code] = mail.text.match(/(?<![A-Za-z0-9])\d{6}(?![A-Za-z0-9])/) ?? [];
      this.add("code", code);
      for (const [, secret] of mail.text.matchAll(/\/portal\/invitation\/([\w-]+)/g)) this.add("invitation", secret);
    }
  }

  /** The secrets that stand in a text, with what they are. */
  in(text) {
    const isThere = (value) => {
      if (!/^\d{6}$/.test(value)) return text.includes(value);
      // A short number counts only where it stands alone: not as the fraction of a time.
      return new RegExp(`(?<![0-9A-Za-z.])${value}(?![0-9A-Za-z])`).test(text);
    };
    return [...this.#values].filter(([value]) => isThere(value)).map(([value, what]) => `${what}: ${value}`);
  }

  /** Everything found in a data directory and a log. @returns {Promise<string[]>} */
  async findIn(directory, log) {
    const found = this.in(log).map((secret) => `the log holds a ${secret}`);
    const names = await readdir(directory, { recursive: true });
    for (const name of names.filter((name) => !EXCEPT.test(name))) {
      // Bytes one by one, so that nothing is lost in what is no text; a file of the database may come and go.
      const text = await readFile(join(directory, name), "latin1").catch(() => "");
      found.push(...this.in(text).map((secret) => `${name} holds a ${secret}`));
    }
    return found;
  }
}
