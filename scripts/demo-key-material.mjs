// What a team has before it meets Signwright: a partner's .p12 and profile, an Android keystore, an age identity, passwords.
// The partner's certificate and profile come from the sandbox's App Store Connect, as they would from the developer portal.
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateIdentity } from "age-encryption";
import { importPKCS8, SignJWT } from "jose";
import forge from "node-forge";

const KEY_ID = "SANDBOX001";
const ISSUER_ID = "00000000-0000-4000-8000-00000000d001";

/** Makes the files in `folder`, at the sandbox's time, and gives the environment that the example's signing.yaml names. */
export async function makeKeyMaterial({ folder, url, apiKey, now = new Date() }) {
  const password = () => randomBytes(18).toString("base64url");
  const env = {
    PARTNER_P12_PASSWORD: password(),
    UPLOAD_KEYSTORE_PASSWORD: password(),
    EXPORT_PASSWORD: password(),
    SIGNWRIGHT_IDENTITY: await generateIdentity(),
  };
  mkdirSync(join(folder, "signing"), { recursive: true });
  mkdirSync(join(folder, "android"), { recursive: true });
  const call = await appleClient(url, Buffer.from(apiKey, "base64").toString(), now);

  const partner = newKeyPair();
  const csr = forge.pki.createCertificationRequest();
  csr.publicKey = partner.publicKey;
  csr.setSubject([{ name: "commonName", value: "Partner" }]);
  csr.sign(partner.privateKey, forge.md.sha256.create());
  const certificate = await call("certificates", {
    csrContent: forge.pki.certificationRequestToPem(csr),
    certificateType: "DISTRIBUTION",
  });
  const bundleId = await call("bundleIds", { identifier: "com.partner.shop", name: "Partner Shop", platform: "IOS" });
  const profile = await call(
    "profiles",
    { name: "Partner Shop App Store", profileType: "IOS_APP_STORE" },
    {
      bundleId: { data: { type: "bundleIds", id: bundleId.id } },
      certificates: { data: [{ type: "certificates", id: certificate.id }] },
    },
  );
  const der = Buffer.from(certificate.attributes.certificateContent, "base64");
  const x509 = forge.pki.certificateFromAsn1(forge.asn1.fromDer(der.toString("binary")));
  write(folder, "signing/partner.p12", pkcs12(partner.privateKey, x509, env.PARTNER_P12_PASSWORD, "Partner"));
  write(folder, "signing/partner.mobileprovision", Buffer.from(profile.attributes.profileContent, "base64"));

  const upload = newKeyPair();
  write(
    folder,
    "android/upload.keystore",
    pkcs12(upload.privateKey, selfSigned(upload, now), env.UPLOAD_KEYSTORE_PASSWORD, "upload"),
  );
  return env;
}

function newKeyPair() {
  return forge.pki.rsa.generateKeyPair({ bits: 2048 });
}

function selfSigned(pair, now) {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = pair.publicKey;
  certificate.serialNumber = `01${randomBytes(8).toString("hex")}`;
  certificate.validity.notBefore = now;
  certificate.validity.notAfter = new Date(now.getTime() + 10_000 * 86_400_000);
  const name = [{ name: "commonName", value: "Acme Shop upload key" }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(pair.privateKey, forge.md.sha256.create());
  return certificate;
}

function pkcs12(key, certificate, password, friendlyName) {
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, [certificate], password, { algorithm: "3des", friendlyName });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), "binary");
}

function write(folder, file, bytes) {
  writeFileSync(join(folder, file), bytes, { mode: 0o600 });
}

async function appleClient(url, pem, now) {
  const key = await importPKCS8(pem, "ES256");
  const seconds = Math.floor(now.getTime() / 1000);
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "ES256", kid: KEY_ID, typ: "JWT" })
    .setIssuer(ISSUER_ID)
    .setAudience("appstoreconnect-v1")
    .setIssuedAt(seconds - 60)
    .setExpirationTime(seconds + 600)
    .sign(key);
  return async (type, attributes, relationships) => {
    const answer = await fetch(`${url}/v1/${type}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ data: { type, attributes, ...(relationships ? { relationships } : {}) } }),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`the sandbox refused to make ${type}: ${JSON.stringify(body.errors)}`);
    return body.data;
  };
}
