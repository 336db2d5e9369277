// The hotlist: entries made by its pages, one by one and from a file.

import { fill, main, press } from "../support/portal.mjs";

/** With a language already, so that the form's address ends in the same way in each. */
const MODEL = "/portal/hotlist/block?lang=en&type=DEVICE_MODEL&make=Fault&model=M1";

export async function populate({ server, office }) {
  await office.goto(`${server.url}${MODEL}`);
  await fill(office, { Reason: "The seal can be opened.\nNobody knows how many are out." });
  await press(office, "Put it on the hotlist");
  const entry = new URL(office.url()).pathname;
  await office.goto(`${server.url}/portal/hotlist/import`);
  const text = "idType,id,expiryTimestamp\nDEVICE,1FaultM1,\nDEVICE,2FaultM1,2090-01-01T00:00:00Z\n";
  const file = { name: "stolen.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
  await main(office).getByLabel("CSV file").setInputFiles(file);
  await press(office, "Check the file");
  await fill(office, { Reason: "Stolen on the way" });
  await press(office, "Block what the file names");
  await main(office).getByText("Done.").waitFor();
  return { entry, progress: new URL(office.url()).pathname };
}

export const pages = ({ hotlist: { entry, progress } }) =>
  [
    "/portal/hotlist",
    "/portal/hotlist?type=DEVICE",
    "/portal/hotlist/new",
    MODEL,
    "/portal/hotlist/block?type=PARTNER_ID&partner=example-bank",
    "/portal/hotlist/import",
    progress,
    entry,
    `${entry}/unblock`,
  ].map((address) => ({ who: "admin", address }));

export const forms = () => {
  const file = (text) => (page) =>
    page.locator("#f-file").setInputFiles({ name: "h.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  const upload = { who: "admin", address: "/portal/hotlist/import", action: "/hotlist/import/check" };
  const header = "idType,id,expiryTimestamp\n";
  return [
    { who: "admin", address: MODEL, action: "make=Fault&model=M1" },
    { ...upload },
    { ...upload, with: file(`${header}UIN,1,\nDEVICE,x,soon\nDEVICE,y,\n`), refused: false },
  ];
};
