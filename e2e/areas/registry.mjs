// Interfaces, devices and chips: made by their providers' pages, decided in the inbox.

import * as portal from "../support/portal.mjs";
import { linkOf, onboard } from "../support/world.mjs";

const { EXAMPLE_BANK, decide, fill, main, openRequest, pemFile, press } = portal;

const CAMERAS = {
  ...EXAMPLE_BANK,
  kind: "Device provider",
  organization: "Cameras & Sensors Ltd",
  id: "cameras",
  group: undefined,
  email: "office@cameras.example",
  account: "cameras-owner",
  password: "a long sentence about cameras",
};
const CHIPS = {
  ...EXAMPLE_BANK,
  kind: "Chip provider",
  organization: "Chip Works",
  id: "chip-works",
  group: undefined,
  email: "office@chip-works.example",
  account: "chips-owner",
  password: "a long sentence about chips",
};

const org = "/portal/org/cameras";
const chips = "/portal/org/chip-works/chips";

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Registers an interface, and answers its address. */
async function addSbi({ server }, page, version) {
  await page.goto(`${server.url}${org}/sbis/new?lang=en`);
  await fill(page, {
    Version: version,
    "Hash of the program": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "Made on": day(-10),
    "Ends on": day(400),
  });
  await press(page, "Register an interface");
  return new URL(page.url()).pathname;
}

/** Registers a device, and answers its address. */
async function addDevice({ server }, page, model, sbi = "None yet") {
  await page.goto(`${server.url}${org}/devices/new`);
  await main(page).getByLabel("Type and sub-type").selectOption("Finger/Slap");
  await fill(page, { Make: "Acme", Model: model });
  await main(page).getByLabel("Interface (optional)").selectOption({ label: sbi });
  await press(page, "Register a device");
  return new URL(page.url()).pathname;
}

async function addChip({ server }, page, model, pki) {
  await page.goto(`${server.url}${chips}/new?lang=en`);
  await fill(page, { Make: "Acme", Model: model });
  await press(page, "Register a chip");
  if (pki) {
    await portal.checkCertificate(page, pemFile("chip.pem", pki.partner.pem));
    await press(page, "Confirm and store");
  }
  return new URL(page.url()).pathname.replace(/\/certificate$/, "");
}

export async function populate(stage, { people }) {
  const { office } = stage;
  const { page } = await onboard(stage, CAMERAS, "DEVICE");
  people.cameras = page;
  const sbi = await addSbi(stage, page, "2.4.1");
  await openRequest(office, CAMERAS.organization, "Interfaces");
  await decide(office, "Approve");
  const waitingSbi = await addSbi(stage, page, "3.0.0-beta");
  const device = await addDevice(stage, page, "One", "2.4.1");
  await openRequest(office, CAMERAS.organization, "Devices");
  await decide(office, "Approve");
  const waitingDevice = await addDevice(stage, page, "Two", "2.4.1");
  const { page: maker, pki } = await onboard(stage, CHIPS, "FTM");
  people.chips = maker;
  const draft = await addChip(stage, maker, "Draft");
  const chip = await addChip(stage, maker, "C1", pki);
  const request = async (address, kind) => {
    const id = address.split("/").pop();
    return linkOf(stage.server, office, `/portal/${kind}/${id}?lang=en`, /^\/portal\/inbox\//);
  };
  return {
    sbi,
    waitingSbi,
    device,
    waitingDevice,
    draft,
    chip,
    requests: [
      await request(waitingSbi, "sbis"),
      await request(waitingDevice, "devices"),
      await request(chip, "chips"),
    ],
  };
}

const at = (who, ...addresses) => addresses.map((address) => ({ who, address }));
const staff = (address) => address.replace(/^\/portal\/org\/[^/]+/, "/portal");
const id = (address) => address.split("/").pop();

export const pages = ({ registry: made }) => [
  ...at("cameras", `${org}/sbis`, `${org}/sbis/new`, made.sbi, made.waitingSbi, `${made.sbi}/edit`, `${made.sbi}/deactivate`),
  ...at("cameras", `${made.sbi}/devices`, `${made.sbi}/devices/${id(made.device)}/remove`),
  ...at("cameras", `${org}/devices`, `${org}/devices?model=none`, `${org}/devices/new`, `${org}/devices/file`),
  ...at("cameras", made.device, made.waitingDevice, `${made.device}/edit`, `${made.device}/deactivate`),
  ...at("chips", chips, `${chips}/new`, made.draft, made.chip, `${made.draft}/edit`, `${made.draft}/certificate`),
  ...at("chips", `${made.chip}/deactivate`),
  ...at("admin", "/portal/sbis", "/portal/devices", "/portal/chips", ...made.requests),
  ...at("admin", staff(made.sbi), `${staff(made.sbi)}/deactivate`, `${staff(made.sbi)}/reactivate`),
  ...at("admin", staff(made.device), `${staff(made.device)}/deactivate`, `${staff(made.device)}/reactivate`),
  ...at("admin", staff(made.chip), `${staff(made.chip)}/deactivate`, `${staff(made.chip)}/reactivate`),
  { who: "cameras", address: "/portal/devices", status: 403 },
  { who: "cameras", address: chips, status: 404 },
];

/** Forms with everything wrong, and files of devices: nothing chosen, lines to correct, all right. */
export const forms = () => {
  const file = (text) => (page) =>
    page.locator("#f-file").setInputFiles({ name: "devices.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  const header = "deviceType,deviceSubType,make,model,sbiVersion\n";
  const upload = { who: "cameras", address: `${org}/devices/file`, action: "/devices/file/check" };
  return [
    { who: "cameras", address: `${org}/sbis/new`, action: "/sbis/new" },
    { who: "cameras", address: `${org}/devices/new`, action: "/devices/new" },
    { who: "chips", address: `${chips}/new`, action: "/chips/new" },
    { ...upload },
    { ...upload, with: file(`${header}Finger,Nose,,${"m".repeat(40)},9\nFinger,Slap,Acme,One,\n`) },
    { ...upload, with: file(`${header}Finger,Slap,Acme,Ten,2.4.1\nIris,Double,Acme,Eleven,\n`), refused: false },
  ];
};
