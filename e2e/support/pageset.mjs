// Which pages there are: the portal's own table of addresses decides, so that no page is forgotten.

import { readFileSync } from "node:fs";

const ROUTES = new URL("../../crates/pms-portal/src/web/routes.rs", import.meta.url);

/** Addresses that answer a GET with a file or a redirect instead of a page. */
const NO_PAGES = [
  "/portal/static/{file}",
  "/portal/sign-in/provider",
  "/portal/platform/{name}/certificate.cer",
  "/portal/org/{id}/certificates/{certificate}/{file}",
  "/portal/partners.csv",
  "/portal/audit/{file}",
  "/portal/trust/{id}/chain.p7b",
  "/portal/org/{id}/chips/{chip}/certificates/{certificate}/{file}",
  "/portal/chips/{chip}/certificates/{certificate}/{file}",
];

/** Handlers that answer with something else: nothing at all, or the way to the page above. */
const NO_PAGE_HANDLERS = ["unavailable", "up"];

/** The address templates of all pages, such as `/portal/org/{id}/home`. @returns {string[]} */
export function pageTemplates() {
  const source = readFileSync(ROUTES, "utf8");
  const templates = [...source.matchAll(/\.route\(\s*"(\/portal[^"]*)",\s*get\((\w+)/g)]
    .filter(([, , handler]) => !NO_PAGE_HANDLERS.includes(handler))
    .map(([, template]) => template)
    .filter((template) => !NO_PAGES.includes(template));
  if (templates.length < 30) throw new Error(`only ${templates.length} pages found in ${ROUTES.pathname}`);
  return templates;
}

/** Those of `templates` that none of the addresses fits. A template without parameters fits only itself. */
export function notVisited(templates, addresses) {
  const paths = addresses.map((address) => address.split("?")[0]);
  const exact = templates.filter((template) => !template.includes("{"));
  return templates.filter((template) => {
    const pattern = new RegExp(`^${template.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    return !paths.some((path) => path === template || (!exact.includes(path) && pattern.test(path)));
  });
}
