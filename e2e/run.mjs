// Runs the browser tests: `node run.mjs [FILE…]`. On a machine without memory to spare the browser may be killed; a file in
// which that happened is run once more, and both are said loudly. A page that kills the browser twice fails.

import { appendFileSync, readFileSync, rmSync, mkdtempSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("tests/", import.meta.url));
const given = process.argv.slice(2).map((file) => resolve(file));
const all = given.length > 0 ? given : (await readdir(folder)).filter((name) => name.endsWith(".test.mjs")).sort().map((name) => join(folder, name));

const work = mkdtempSync(join(tmpdir(), "pms-e2e-run-"));
process.env.PMS_TEST_DEATHS = join(work, "deaths");
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

/** Runs files side by side, as many as there are processors: each has a server and a browser of its own. @returns {Promise<Set<string>>} those in which a test failed */
async function runAll(files) {
  const failed = new Set();
  const events = run({ files, concurrency: Math.max(2, availableParallelism()) });
  events.on("test:fail", ({ file, name }) => failed.add(file ?? resolve(name)));
  for await (const text of events.compose(new spec())) process.stdout.write(text);
  return failed;
}

/** The files in which the browser died, with what was seen. */
function deaths() {
  let text = "";
  try {
    text = readFileSync(process.env.PMS_TEST_DEATHS, "utf8");
  } catch {
    // Nobody wrote it: nothing died.
  }
  return new Map(text.split("\n").filter(Boolean).map((line) => line.split("\t")));
}

function say(words) {
  process.stdout.write(`\n*** ${words}\n\n`);
  if (process.env.PMS_TEST_NOTES) appendFileSync(process.env.PMS_TEST_NOTES, `${words}\n`);
}

let failed = await runAll(all);
const died = deaths();
const again = [...failed].filter((file) => died.has(file));
for (const [file, what] of died) {
  say(`${what} in ${file}${failed.has(file) ? "; the file is run once more" : ", but no test failed"}`);
}
if (again.length > 0) {
  const second = await runAll(again);
  for (const file of again) say(`${file}: the second run has ${second.has(file) ? "FAILED" : "passed"}`);
  failed = new Set([...failed].filter((file) => !again.includes(file) || second.has(file)));
}
process.exitCode = failed.size === 0 ? 0 : 1;
