// A hostile site in the same browser: pages on other origins that send requests to the portal with the victim's cookies.

import { once } from "node:events";
import { createServer } from "node:http";

/**
 * Starts a site that answers every path with an empty page.
 *
 * @param {import("node:test").TestContext} t
 * @returns {Promise<Record<string, string>>} its pages: `same-site` differs from the portal by port alone, so that browsers send
 *   `SameSite=Lax` cookies with everything; `cross-site` by its host name too; `opaque` is sandboxed, so its origin is `null`
 */
export async function startHostileSite(t) {
  const site = createServer((request, answer) => {
    if (request.url === "/opaque") answer.setHeader("content-security-policy", "sandbox allow-scripts allow-forms");
    answer.setHeader("content-type", "text/html");
    answer.end("<!doctype html><title>Win a prize</title><body>");
  });
  site.listen(0);
  await once(site, "listening");
  t.after(() => site.close());
  const { port } = site.address();
  const [same, cross] = [`http://127.0.0.1:${port}/`, `http://localhost:${port}/`];
  return { "same-site": same, "cross-site": cross, opaque: `${same}opaque` };
}

/**
 * A form that the page sends off by itself. Answers the status and the text that the victim then sees.
 *
 * @param {import("playwright-core").Page} page shows the hostile site
 * @param {{ action: string, fields: Record<string, string>, enctype?: string, method?: string }} form
 */
export async function submitForm(page, { action, fields, enctype = "application/x-www-form-urlencoded", method = "post" }) {
  const answered = page.waitForResponse((response) => response.url().split("?")[0] === action);
  await page.evaluate(
    ([properties, fields]) => {
      const form = Object.assign(document.createElement("form"), properties);
      for (const [name, value] of Object.entries(fields)) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      document.body.append(form);
      form.submit();
    },
    [{ action, method, enctype }, fields],
  );
  const answer = await answered;
  return { status: answer.status(), text: await answer.text().catch(() => "") };
}

/** A request by script, with cookies. Answers what the hostile page can read: a status (0: opaque), or `refused`. */
export function send(page, address, options = {}) {
  return page.evaluate(
    ([address, options]) =>
      fetch(address, { credentials: "include", ...options }).then(
        async (answer) => `${answer.status} ${await answer.text()}`.trim(),
        () => "refused",
      ),
    [address, options],
  );
}
