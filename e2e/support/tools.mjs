// The programs that the tests need, and what is recorded when one is not installed.

import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync } from "node:fs";
import { test } from "node:test";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of the browser: `PMS_TEST_CHROMIUM` (empty: treat it as not installed), else Debian's. `undefined` without one. */
export function chromiumPath() {
  const configured = process.env.PMS_TEST_CHROMIUM;
  const candidates = configured === undefined ? BROWSERS : [configured];
  return candidates.find((path) => path !== "" && existsSync(path));
}

const INSTALLED = {
  Chromium: () => chromiumPath() !== undefined,
  openssl: () => spawnSync("openssl", ["version"]).status === 0,
};

/**
 * Node's `test` for tests that need these programs. Without one of them they are skipped, and named in the file that
 * `PMS_TEST_SKIPPED` names (which `make test` shows at its end).
 *
 * @param {...("Chromium" | "openssl")} tools
 * @returns {typeof test}
 */
export function testWith(...tools) {
  const missing = tools.filter((tool) => !INSTALLED[tool]());
  if (missing.length === 0) return test;
  const reason = `${missing.join(" and ")} not installed`;
  return (name) => {
    if (process.env.PMS_TEST_SKIPPED) appendFileSync(process.env.PMS_TEST_SKIPPED, `e2e: ${name}: ${reason}\n`);
    return test(name, { skip: reason }, () => {});
  };
}
