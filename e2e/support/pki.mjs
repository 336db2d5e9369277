// Certificates as a partner has them, made and judged by the `openssl` command.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** @typedef {{ pem: string, key: string }} Certificate certificate and private key, both PEM */

const CA = (pathLength) => [
  `basicConstraints=critical,CA:TRUE,pathlen:${pathLength}`,
  "keyUsage=critical,keyCertSign,cRLSign",
];
const END_ENTITY = ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature,keyEncipherment"];

/**
 * What an ordinary partner has: a root, an intermediate below it, a certificate from that.
 *
 * @param {string} organisation the organisation's name, as the partner registers it
 * @returns {Promise<{ root: Certificate, intermediate: Certificate, partner: Certificate }>}
 */
export async function partnerPki(organisation) {
  const subject = (name) => `/C=IN/O=${organisation}/CN=${organisation} ${name}`;
  const root = await issue({ subject: subject("Root CA"), days: 3650, extensions: CA(1) });
  const intermediate = await issue({ subject: subject("Intermediate CA"), days: 1825, extensions: CA(0), issuer: root });
  const partner = await issue({ subject: subject("partner"), extensions: END_ENTITY, issuer: intermediate });
  return { root, intermediate, partner };
}

/**
 * One certificate, self-signed unless `issuer` is given.
 *
 * @param {{ subject: string, days?: number, bits?: number, digest?: string, extensions?: string[], issuer?: Certificate }} wanted
 *   subject as `/C=IN/O=Acme/CN=acme`; extensions as in OpenSSL's configuration
 * @returns {Promise<Certificate>}
 */
export function issue({ subject, days = 365, bits = 2048, digest = "sha256", extensions = END_ENTITY, issuer }) {
  return inTemporaryDirectory(async (directory, openssl) => {
    const identifiers = ["subjectKeyIdentifier=hash", ...(issuer ? ["authorityKeyIdentifier=keyid"] : [])];
    await writeFile(join(directory, "extensions"), [...identifiers, ...extensions].join("\n"));
    await writeFile(join(directory, "request.cnf"), "[req]\ndistinguished_name=name\nstring_mask=utf8only\n[name]\n");
    await openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", `rsa_keygen_bits:${bits}`, "-out", "key.pem");
    await openssl("req", "-new", "-utf8", "-config", "request.cnf", "-key", "key.pem", "-subj", subject, "-out", "request.pem");
    const signer = issuer ? ["-CA", "issuer.pem", "-CAkey", "issuer.key", "-CAcreateserial"] : ["-signkey", "key.pem"];
    if (issuer) {
      await writeFile(join(directory, "issuer.pem"), issuer.pem);
      await writeFile(join(directory, "issuer.key"), issuer.key);
    }
    const options = ["-days", String(days), `-${digest}`, "-extfile", "extensions", ...signer];
    await openssl("x509", "-req", "-in", "request.pem", "-out", "certificate.pem", ...options);
    const [pem, key] = await Promise.all(
      ["certificate.pem", "key.pem"].map((name) => readFile(join(directory, name), "utf8")),
    );
    return { pem, key };
  });
}

/**
 * What `openssl verify` says of the path from `certificate` to one of `anchors` (all PEM), without the machine's trust store.
 *
 * @returns {Promise<{ accepted: boolean, output: string }>}
 */
export function verify(certificate, intermediates, anchors) {
  return inTemporaryDirectory(async (directory, openssl) => {
    await writeFile(join(directory, "certificate.pem"), certificate);
    await writeFile(join(directory, "intermediates.pem"), intermediates.join("\n"));
    await writeFile(join(directory, "anchors.pem"), anchors.join("\n"));
    const untrusted = intermediates.length > 0 ? ["-untrusted", "intermediates.pem"] : [];
    const store = ["-no-CApath", "-no-CAstore", "-CAfile", "anchors.pem"];
    try {
      const { stdout } = await openssl("verify", ...store, ...untrusted, "certificate.pem");
      return { accepted: true, output: stdout.trim() };
    } catch (error) {
      if (typeof error.code !== "number") throw error;
      return { accepted: false, output: `${error.stdout}${error.stderr}`.trim() };
    }
  });
}

/** A PKCS#7 bundle (PEM) of certificates (PEM), as a certificate authority hands out its chain. @returns {Promise<string>} */
export function pkcs7Bundle(certificates) {
  return inTemporaryDirectory(async (directory, openssl) => {
    await writeFile(join(directory, "certificates.pem"), certificates.join(""));
    const { stdout } = await openssl("crl2pkcs7", "-nocrl", "-certfile", "certificates.pem");
    return stdout;
  });
}

/** The certificates (PEM) of a PKCS#7 bundle in PEM, in its order. @returns {Promise<string[]>} */
export function pkcs7Certificates(bundle) {
  return inTemporaryDirectory(async (directory, openssl) => {
    await writeFile(join(directory, "bundle.p7b"), bundle);
    const { stdout } = await openssl("pkcs7", "-print_certs", "-in", "bundle.p7b");
    return stdout.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  });
}

async function inTemporaryDirectory(work) {
  const directory = await mkdtemp(join(tmpdir(), "pms-pki-"));
  try {
    return await work(directory, (...args) => run("openssl", args, { cwd: directory }));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
