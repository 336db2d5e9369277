// Which pages there are: the portal's own table of addresses decides, so that no page is forgotten.

import { readdirSync, readFileSync, statSync } from "node:fs";

const WEB = new URL("../../crates/pms-portal/src/web/", import.meta.url);

/** What answers a GET with a file: its address ends as the file's name does, or in a name. */
const FILE = /(\.(csv|ndjson|jsonl|json|p7b|cer|pem|zip)|\/\{file\})$/;

/** Addresses that answer a GET with a redirect to somewhere else. */
const NO_PAGES = ["/portal/sign-in/provider"];

/** Handlers that answer with something else: nothing at all, or the way to the page above. */
const NO_PAGE_HANDLERS = ["unavailable", "up"];

/** The tables of addresses: `routes.rs`, and what lies in `routes/`. */
function tables() {
  const names = readdirSync(WEB, { recursive: true }).filter((name) => /^routes(\.rs$|\/.*\.rs$)/.test(name));
  return names.map((name) => new URL(name, WEB)).filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, "utf8"));
}

/** The address templates of all pages, such as `/portal/org/{id}/home`. @returns {string[]} */
export function pageTemplates() {
  const templates = [...tables().join("\n").matchAll(/\.route\(\s*"(\/portal[^"]*)",\s*get\(\s*(\w+)/g)]
    .filter(([, , handler]) => !NO_PAGE_HANDLERS.includes(handler))
    .map(([, template]) => template)
    .filter((template) => !NO_PAGES.includes(template) && !FILE.test(template));
  if (templates.length < 30) throw new Error(`only ${templates.length} pages found in ${WEB.pathname}`);
  return templates;
}

/** The template that an address is of, if there is one: of several that fit, the one with the fewest parameters. */
export function templateOf(templates, address) {
  const [path] = address.split("?");
  const fits = (template) => new RegExp(`^${template.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path);
  const parameters = (template) => template.split("{").length;
  return templates.filter(fits).sort((one, other) => parameters(one) - parameters(other))[0];
}

/** Those of `templates` that none of the addresses fits. */
export function notVisited(templates, addresses) {
  const visited = new Set(addresses.map((address) => templateOf(templates, address)));
  return templates.filter((template) => !visited.has(template));
}
