// Two ways to use the same pages, in any language: with a pointer, and with the keyboard alone. Places are named by selectors.

import assert from "node:assert/strict";

/** Stops of the Tab key until something is found: an editor of a policy has the most. */
const MOST_STOPS = 200;

/** Letters of a choice that are typed: enough to tell it from the others. */
const TYPED = 11;

/** @typedef {import("playwright-core").Page} Page */

/** With a pointer; on small screens the menu is opened first. */
export class Pointer {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  async navigate(href) {
    const menu = this.page.locator(".top button[popovertarget=nav]");
    if (await menu.isVisible()) await menu.click();
    await this.use(`#nav a[href="${href}"]`);
  }

  /** Follows a link or presses a button; waits for the page that it leads to. */
  async use(selector) {
    await Promise.all([this.page.waitForEvent("load"), this.page.locator(selector).first().click()]);
  }

  async fill(selector, text) {
    await this.page.locator(selector).first().fill(text);
  }

  async check(selector) {
    await this.page.locator(selector).first().check();
  }

  async choose(selector, value) {
    await this.page.locator(selector).first().selectOption(value);
  }
}

/** With the keyboard alone: whatever has the focus on the way has to be seen. */
export class Keyboard {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Presses Tab until the focus is there. */
  async #reach(selector) {
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      const { found, seen, name } = await this.page.evaluate((wanted) => {
        const element = document.activeElement;
        const box = element.getBoundingClientRect();
        const seen = element === document.body || (box.width > 0 && box.bottom > 0 && box.top < innerHeight);
        // Of radio buttons of one name, the Tab key reaches one; the arrows lead on.
        const other = document.querySelector(wanted);
        const isGroup = element.type === "radio" && other?.type === "radio" && other.name === element.name;
        return { found: element.matches(wanted) || isGroup, seen, name: element.outerHTML.slice(0, 80) };
      }, selector);
      assert.ok(seen, `the focus is outside the window: ${name}`);
      if (found) return;
      await this.page.keyboard.press("Tab");
    }
    assert.fail(`no ${selector} within ${MOST_STOPS} stops of ${this.page.url()}`);
  }

  async navigate(href) {
    await this.use(`#nav a[href="${href}"]`);
  }

  async use(selector) {
    await this.#reach(selector);
    await Promise.all([this.page.waitForEvent("load"), this.page.keyboard.press("Enter")]);
  }

  async fill(selector, text) {
    await this.#reach(selector);
    await this.page.keyboard.press("Control+a");
    await (text ? this.page.keyboard.insertText(text) : this.page.keyboard.press("Delete"));
  }

  async check(selector) {
    await this.#reach(selector);
    for (let step = 0; step < 10; step += 1) {
      if (await this.#is(selector, "matches")) break;
      await this.page.keyboard.press("ArrowDown");
    }
    if (!(await this.#is(selector, "checked"))) await this.page.keyboard.press("Space");
    assert.ok(await this.#is(selector, "checked"), selector);
  }

  #is(selector, what) {
    return this.page.evaluate(
      ([wanted, asked]) => (asked === "matches" ? document.activeElement.matches(wanted) : document.querySelector(wanted).checked),
      [selector, what],
    );
  }

  /** By the words of the choice: that is what a keyboard can type. */
  async choose(selector, value) {
    await this.#reach(selector);
    const words = await this.page.evaluate(
      ([wanted, chosen]) =>
        [...document.querySelector(wanted).options].find(({ value, label }) => value === chosen || label === chosen).label,
      [selector, value],
    );
    await this.page.keyboard.type(words.slice(0, TYPED));
    await this.page.keyboard.press("Tab");
    const taken = await this.page.locator(selector).first().evaluate((element) => element.selectedOptions[0].label);
    assert.equal(taken, words);
  }
}
