// The data directory's mail box: without SMTP, mails lie as files in `<data>/mailbox/*.eml`.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime from "postal-mime";

/** @typedef {{ to: string[], subject: string, text: string, html: string }} Mail */

/** @returns {Promise<Mail[]>} all mails in the directory, by file name (which starts with the time) */
export async function readMails(directory) {
  const names = await readdir(directory).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith(".eml")).sort();
  return Promise.all(files.map(async (name) => read(await readFile(join(directory, name)))));
}

async function read(raw) {
  const mail = await PostalMime.parse(raw);
  return {
    to: (mail.to ?? []).map(({ address }) => address.toLowerCase()),
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    html: mail.html ?? "",
  };
}

/** The newest mail to `address` once there are at least `count` of them; waits up to ten seconds. @returns {Promise<Mail>} */
export async function waitForMail(directory, address, count = 1) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const mails = (await readMails(directory)).filter(({ to }) => to.includes(address.toLowerCase()));
    if (mails.length >= count) return mails.at(-1);
    if (Date.now() > deadline) throw new Error(`mail ${count} to ${address} has not come; there are ${mails.length}`);
    await sleep(50);
  }
}

/** The first number of exactly six digits: the one-time password. @param {Mail} mail */
export function codeIn(mail) {
  return readable(mail).match(/(?<![A-Za-z0-9])\d{6}(?![A-Za-z0-9])/)?.[0];
}

/** The first `http` or `https` link. @param {Mail} mail */
export function linkIn(mail) {
  const source = mail.text || mail.html.replaceAll("&amp;", "&");
  return source.match(/https?:\/\/[^\s"'<>)]+/)?.[0].replace(/[.,;]+$/, "");
}

function readable(mail) {
  return mail.text || mail.html.replaceAll(/<[^>]*>/g, " ");
}
