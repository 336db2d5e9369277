// The parts of the portal, each a file in areas/ that makes its own data and says which pages there are to look at.

import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../areas/", import.meta.url));

/**
 * @typedef {object} Visit
 * @property {string} who whose window opens it: a name in `world.people`
 * @property {string} address with what stands in it filled in: `/portal/org/example-bank/home`
 * @property {number} [status] of the answer, where it is not 200
 *
 * @typedef {object} Form a form whose answer is looked at: {@link Visit}, and
 * @property {string} action the end of its action
 * @property {string} [button] selector of its button, where that stands outside the form
 * @property {(page: import("playwright-core").Page) => Promise<void>} [with] what is filled in before it is sent
 * @property {boolean} [refused] whether the answer is a refusal (as usual), or a page of its own
 *
 * @typedef {object} Area
 * @property {string} name
 * @property {string[]} [needs] names of areas whose data it uses
 * @property {(stage, world) => Promise<unknown>} [populate]
 * @property {Record<string, (stage, world) => Promise<void>>} [fleeting] people whose window is good for minutes only, with what makes it anew
 * @property {Visit[] | ((world) => Visit[] | Promise<Visit[]>)} [pages]
 * @property {Form[] | ((world) => Form[] | Promise<Form[]>)} [forms]
 */

/** Which areas to look at, by name; without it all of them. */
export const CHOSEN = (process.env.PMS_AREAS ?? "").split(",").filter(Boolean);

/** The areas, each after those that it needs. @returns {Promise<Area[]>} */
export async function areas() {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".mjs")).map((name) => name.slice(0, -4));
  const found = new Map();
  for (const name of names.sort()) found.set(name, { name, ...(await import(`${FOLDER}${name}.mjs`)) });
  return inOrder(found, CHOSEN.length > 0 ? CHOSEN : [...found.keys()]);
}

/** @param {Map<string, Area>} found @param {string[]} names those that are wanted @returns {Area[]} */
export function inOrder(found, names = [...found.keys()]) {
  const ordered = new Set();
  const add = (name, way) => {
    if (way.includes(name)) throw new Error(`areas need each other: ${[...way, name].join(", ")}`);
    const area = found.get(name);
    if (!area) throw new Error(`there is no area ${name}, needed by ${way.at(-1) ?? "PMS_AREAS"}`);
    for (const needed of area.needs ?? []) add(needed, [...way, name]);
    ordered.add(area);
  };
  for (const name of names) add(name, []);
  return [...ordered];
}

/**
 * Has an area make its data; what it returns stands in `world` under its name.
 *
 * @param {Area} area
 */
export async function populateArea(area, stage, world) {
  world[area.name] = await area.populate?.({ ...stage, office: world.people.admin, world }, world);
}

/** Makes anew what lasts for minutes only, and answers whose it is. @param {Area[]} parts @returns {Promise<Set<string>>} */
export async function refresh(parts, stage, world) {
  const who = new Set();
  for (const [name, make] of parts.flatMap(({ fleeting = {} }) => Object.entries(fleeting))) {
    await make(stage, world);
    who.add(name);
  }
  return who;
}

/** The pages of an area. @returns {Promise<Visit[]>} */
export const pagesOf = (area, world) => listOf(area, "pages", world);

/** The forms of an area whose answers are looked at. @returns {Promise<Form[]>} */
export const formsOf = (area, world) => listOf(area, "forms", world);

async function listOf(area, name, world) {
  const list = typeof area[name] === "function" ? await area[name](world) : (area[name] ?? []);
  for (const { who, address } of list) {
    if (!world.people[who]) throw new Error(`area ${area.name}: nobody is called ${who}, who opens ${address}`);
  }
  return list;
}

/** Windows of one worker: one for each person, beside the person's own. */
class Tabs {
  #tabs = new Map();

  async of(who, people) {
    if (!this.#tabs.has(who)) this.#tabs.set(who, await people[who].context().newPage());
    return this.#tabs.get(who);
  }

  async close() {
    for (const tab of this.#tabs.values()) await tab.close();
  }
}

/** What a failure says, the browser's own account of it included, on one line. */
const oneLine = (message) => message.replace(/\s+/g, " ").slice(0, 1500);

/**
 * Works through a list with several workers, each with windows of its own. What fails does not stop the rest.
 *
 * @template T
 * @param {number} workers
 * @param {T[]} list
 * @param {(item: T, tabs: Tabs) => Promise<void>} work
 * @returns {Promise<string[]>} what failed
 */
export async function sideBySide(workers, list, work) {
  const waiting = [...list];
  const failures = [];
  const worker = async () => {
    const tabs = new Tabs();
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      await work(item, tabs).catch((error) => failures.push(`${item.address ?? ""} ${oneLine(error.message)}`.trim()));
    }
    await tabs.close();
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return failures;
}
