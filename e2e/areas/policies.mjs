// Policies and their groups: made by a policy manager's pages, from nothing to published, cloned and switched off.

import { fill, follow, main, navigate, press, told } from "../support/portal.mjs";

const choose = (page, label) => main(page).getByRole("radio", { name: new RegExp(`^${label}`) }).check();

/** A new policy's first step. */
async function begin(page, type, name, description) {
  await navigate(page, "Policies");
  await follow(page, "Create policy");
  await choose(page, type);
  await main(page).getByLabel("Policy group", { exact: true }).selectOption({ index: 1 });
  await fill(page, { Name: name, Description: description });
  await press(page, "Continue to what it shares");
}

const idOf = (page) => new URL(page.url()).pathname.split("/").pop();

/** Ticks the box of this kind in the row of these words. */
async function tick(page, words, kind) {
  await main(page).getByRole("row", { name: new RegExp(words) }).getByRole("checkbox", { name: kind }).check();
}

/** What the pages of this area show: a published policy with a clone that differs, drafts of the other types. */
let ids = {};

/**
 * Fills a server that has a policy group.
 *
 * @param {{ server: import("../support/portal.mjs").Server, office: import("playwright-core").Page }} stage
 */
export async function populate({ server, office }) {
  await office.goto(`${server.url}/portal`);
  await begin(office, "Authentication", "kyc-basic", "Know-your-customer check for opening an account");
  await tick(office, "One-time password", "Allowed");
  await tick(office, "Fingerprint", "Allowed");
  for (const attribute of ["Full name", "Date of birth", "Mobile number"]) {
    await main(office).getByRole("checkbox", { name: new RegExp(`^${attribute}`) }).check();
  }
  await choose(office, "Per partner");
  await press(office, "Save draft");
  await told(office, "The draft kyc-basic is made. Review it, then publish it.");
  const published = idOf(office);
  await follow(office, "Review and publish");
  await press(office, "Publish this policy");
  await told(office, "kyc-basic is published. Partners can ask for it.");
  await follow(office, "Clone");
  await main(office).getByRole("checkbox").first().check();
  await fill(office, { "Name of the clone (optional)": "kyc-basic 2" });
  await press(office, "Make the clone");
  await main(office).getByRole("checkbox", { name: /^Email address/ }).check();
  await main(office).getByRole("checkbox", { name: /^Mobile number/ }).uncheck();
  await press(office, "Save draft");
  const clone = idOf(office);
  await begin(office, "Data share", "card-print", "What a printed card shows");
  await tick(office, "Full name", "Shared");
  await tick(office, "Photo", "Shared");
  await tick(office, "Photo", "Encrypted");
  await choose(office, "By a link to stored data");
  await choose(office, "For the partner alone");
  await fill(office, {
    "Share domain": "datashare.datashare",
    "Minutes that a share is valid": "30",
    "Times that it may be fetched": "2",
    "Source of the data": "ID Repository",
  });
  await press(office, "Save draft");
  const share = idOf(office);
  await begin(office, "MISP", "gateway", "A gateway that sends requests for its partners");
  await main(office).getByRole("checkbox", { name: /^Send authentication requests/ }).check();
  await press(office, "Save draft");
  const misp = idOf(office);
  await navigate(office, "Policy groups");
  await main(office).getByRole("rowheader").getByRole("link").first().click();
  ids = { published, clone, share, misp, group: idOf(office) };
}

/** The pages of this area. @returns {{ who: string, address: string }[]} */
export function pages() {
  const policy = (id, ...steps) => steps.map((step) => `/portal/policies/${id}${step}`);
  return [
    "/portal/policies",
    "/portal/policies?state=draft&type=Auth",
    "/portal/policies?name=nothing-like-this",
    "/portal/policies/new",
    "/portal/policies/new/content?type=Auth&group=Banks&name=x&description=y",
    ...policy(ids.published, "", "/edit", "/publish", "/clone", "/deactivate", "/reactivate", "/partners"),
    ...policy(ids.clone, "", "/edit", "/publish", "/delete"),
    ...policy(ids.share, "", "/edit"),
    ...policy(ids.misp, "", "/edit"),
    "/portal/policy-groups",
    ...["", "/edit", "/deactivate", "/reactivate"].map((step) => `/portal/policy-groups/${ids.group}${step}`),
  ].map((address) => ({ who: "admin", address }));
}

/** Refusals: nothing chosen; the terms of a share missing; JSON with many faults. */
export const forms = () => {
  const button = "button[name=act][value=save]";
  const share = "/portal/policies/new/content?type=DataShare&group=Banks&name=terms&description=x";
  const wrong = JSON.stringify({ allowedAuthTypes: [{ authType: "otp", mandatory: "yes" }], authTokenType: "sometimes", colour: "red" });
  return [
    { who: "admin", address: "/portal/policies/new", action: "/portal/policies/new" },
    { who: "admin", address: `/portal/policies/${ids.published}/deactivate`, action: "/deactivate" },
    { who: "admin", address: `/portal/policies/${ids.clone}/delete`, action: "/delete" },
    { who: "admin", address: `/portal/policies/${ids.published}/clone`, action: "/clone" },
    { who: "admin", address: share, action: "/portal/policies/new/content", button },
    {
      who: "admin",
      address: `/portal/policies/${ids.clone}/edit`,
      action: "/edit",
      button: "button[name=act][value=take]",
      with: (page) => page.locator("#f-json").fill(wrong),
    },
  ];
};
