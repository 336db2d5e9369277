// Hands: the same way through pages taken with a pointer or by keyboard alone, in any language. What to use is named as the
// page's HTML names it (a field, a form's action, a link's address), never by its words.

import assert from "node:assert/strict";

import { overflowing } from "./browser.mjs";

/** Stops of the Tab key until something is found; no page has more. */
const MOST_STOPS = 80;

/** What has the focus: its name, what of it cannot be seen, and whether it is `wanted`. */
export const focused = (page, wanted = "*") =>
  page.evaluate((wanted) => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const labels = [...(element.labels ?? [])].map((label) => (label.querySelector("span") ?? label).childNodes[0].textContent);
    const problems = [];
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) problems.push("has no visible outline");
    if (box.width === 0 || box.bottom <= 0 || box.top >= innerHeight) problems.push("is outside the window");
    const atCentre = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, innerHeight / 2));
    if (atCentre && !element.contains(atCentre) && !atCentre.contains(element)) problems.push("is covered");
    return { name: (labels[0] ?? element.textContent).trim(), top: box.top + scrollY, problems, isWanted: element.matches(wanted) };
  }, wanted);

/** Hands of one person in one window. */
export class Hands {
  page;
  /** Put behind the names of what they make, so that several go the same way beside each other. */
  suffix;
  #server;
  #language;
  #keyboard;
  #seen;

  /**
   * @param {{ url: string }} server
   * @param {import("playwright-core").Page} page
   * @param {{ suffix?: string, keyboard?: boolean, language?: { tag: string, dir: string }, seen?: (page, name: string) => Promise<void> }} [options]
   *   `keyboard`: no pointer; `seen`: is called with each page
   */
  constructor(server, page, { suffix = "", keyboard = false, language = { tag: "en", dir: "ltr" }, seen = async () => {} } = {}) {
    this.page = page;
    this.suffix = suffix;
    this.#server = server;
    this.#language = language;
    this.#keyboard = keyboard;
    this.#seen = seen;
    // Asked for before any key is pressed: else the browser opens its own dialog.
    page.on("filechooser", () => {});
  }

  /** Opens an address, as from a link in a mail or a bookmark. */
  async open(address, name = address) {
    const found = new URL(address, this.#server.url);
    if (!found.searchParams.has("lang")) found.searchParams.set("lang", this.#language.tag);
    await this.page.goto(found.href);
    await this.#landed(name);
  }

  /** Writes into a field, or chooses in a select, by its name. */
  async fill(name, value) {
    const field = this.page.locator(`main [name="${name}"]`).first();
    const kind = await field.evaluate((found) => (found.tagName === "SELECT" ? "select" : found.type));
    if (!this.#keyboard) {
      await (kind === "select" ? field.selectOption(value) : field.fill(value));
    } else if (kind === "select") {
      await this.#tabTo(`[name="${name}"]`);
      const all = await field.locator("option").count();
      await this.page.keyboard.press("Home");
      for (let step = 0; step < all && (await field.inputValue()) !== value; step += 1) await this.page.keyboard.press("ArrowDown");
    } else if (kind === "date") {
      await this.#tabTo(`[name="${name}"]`);
      const [year, month, day] = value.split("-");
      await this.page.keyboard.type(`${month}${day}${year}`);
    } else {
      await this.#tabTo(`[name="${name}"]`);
      await this.page.keyboard.press("ControlOrMeta+A");
      await this.page.keyboard.insertText(value);
    }
    assert.equal(await field.inputValue(), value, `${name} at ${this.page.url()}`);
  }

  /** Chooses a radio button or ticks a box by name and value. */
  async choose(name, value) {
    const wanted = `input[name="${name}"][value="${value}"]`;
    const picked = this.page.locator(`main ${wanted}`);
    if (!this.#keyboard) return picked.check();
    if ((await picked.getAttribute("type")) === "checkbox") {
      await this.#tabTo(wanted);
      await this.page.keyboard.press("Space");
    } else {
      await this.#tabTo(`input[name="${name}"]`);
      await this.page.keyboard.press("Space");
      const all = await this.page.locator(`main input[name="${name}"]`).count();
      for (let step = 0; step < all && !(await picked.isChecked()); step += 1) await this.page.keyboard.press("ArrowDown");
    }
    assert.equal(await picked.isChecked(), true, `${name} ${value} at ${this.page.url()}`);
  }

  /** Chooses a file. */
  async attach(file, name = "file") {
    const field = `input[type="file"][name="${name}"]`;
    if (!this.#keyboard) return this.page.locator(`main ${field}`).setInputFiles(file);
    await this.#tabTo(field);
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.page.keyboard.press("Enter")]);
    await chooser.setFiles(file);
  }

  /** Sends the form with this end of its action; `button`: the name of its button where it has several. */
  async send(action, name = action, button = "") {
    const named = button ? `[name="${button}"]` : ":not([name])";
    await this.#use(`form[method="post"][action$="${action}"] button[type="submit"]${named}`, name);
  }

  /** Follows a link of the page's main part, or of what stands beside it, by the end of its address. */
  async follow(address, name = address) {
    await this.#use(`a[href$="${address}"]`, name);
  }

  /** The words of the main part. */
  words() {
    return this.page.locator("main").innerText();
  }

  async #use(selector, name) {
    if (this.#keyboard) {
      await this.#tabTo(selector);
      await Promise.all([this.page.waitForEvent("load"), this.page.keyboard.press("Enter")]);
    } else {
      const found = this.page.locator(`main ${selector}, aside ${selector}`).first();
      await Promise.all([this.page.waitForEvent("load"), found.click()]);
    }
    await this.#landed(name);
  }

  /** Presses Tab until what fits has the focus, within the content. Every stop on the way must be visible. */
  async #tabTo(selector) {
    const stops = [];
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      await this.page.keyboard.press("Tab");
      const found = await focused(this.page, `main ${selector}, aside ${selector}, .skip`);
      assert.deepEqual(found.problems, [], `“${found.name}” at ${this.page.url()}`);
      // As people do: past the navigation by the link that is the first stop.
      if (found.isWanted && (await this.#isSkipLink())) await this.page.keyboard.press("Enter");
      else if (found.isWanted) return;
      stops.push(found.name);
    }
    assert.fail(`no ${selector} within ${MOST_STOPS} stops of ${this.page.url()}: ${stops.join(" | ")}`);
  }

  #isSkipLink() {
    return this.page.evaluate(() => document.activeElement.matches(".skip"));
  }

  /** Every page on the way stands in the language that was chosen, and fits the window. */
  async #landed(name) {
    const { lang, dir } = await this.page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));
    assert.deepEqual({ lang, dir }, { lang: this.#language.tag, dir: this.#language.dir }, this.page.url());
    assert.deepEqual(await overflowing(this.page), [], this.page.url());
    await this.#seen(this.page, name);
  }
}
