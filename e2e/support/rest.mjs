// The wire, as a program of a signed-in person uses it: data for the pages, made in one call.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/**
 * The REST side in the name of whoever is signed in to the portal in this window. It takes the wire's cookie by the login bridge.
 *
 * @param {{ url: string }} server
 * @param {import("playwright-core").Page} page
 */
export async function restOf(server, page) {
  const target = Buffer.from(`${server.url}/portal/help`).toString("base64url");
  await page.goto(`${server.url}/v1/partnermanager/login/${target}?state=${randomUUID()}`);
  assert.equal(new URL(page.url()).pathname, "/portal/help", "the bridge came back");
  /** Sends a request in MOSIP's envelope; answers `response`, and fails with what the server says. Those of the younger envelope want their `id`. */
  const send = async (method, path, request, id) => {
    const time = { [id ? "requestTime" : "requesttime"]: new Date().toISOString() };
    const data = request === undefined ? undefined : { id: id ?? "e2e", version: "1.0", ...time, metadata: {}, request };
    const headers = { origin: server.url, "sec-fetch-site": "same-origin" };
    const answer = await page.request.fetch(server.url + path, { method, data, headers });
    const body = await answer.json().catch(() => ({}));
    assert.deepEqual(body.errors ?? [], [], `${method} ${path}`);
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${JSON.stringify(body)}`);
    return body.response ?? body;
  };
  return {
    get: (path) => send("GET", path),
    post: (path, request, id) => send("POST", path, request, id),
    put: (path, request, id) => send("PUT", path, request, id),
    patch: (path, request, id) => send("PATCH", path, request, id),
  };
}
