// The main job as a person would type it, against the embedded sandbox: each command is shown before its output.
// It works in a folder of its own below demo-work/, and stops the sandbox at the end.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makeKeyMaterial } from "./demo-key-material.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const work = join(root, "demo-work");
const bin = join(root, "dist/bin/signwright.cjs");
const started = Date.now();

rmSync(work, { recursive: true, force: true });
cpSync(join(root, "examples/acme"), work, { recursive: true });
mkdirSync(join(work, "bin"));
// `signwright` as it is on the PATH of somebody who installed it.
writeFileSync(join(work, "bin/signwright"), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, { mode: 0o755 });

const env = { ...process.env, PATH: `${join(work, "bin")}${delimiter}${process.env.PATH}` };
let sandbox;
try {
  await main();
} catch (error) {
  console.error(`\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (sandbox) {
    sandbox.kill("SIGINT");
    await new Promise((done) => (sandbox.exitCode === null ? sandbox.once("exit", done) : done()));
  }
}

async function main() {
  heading("A local App Store Connect and policy console");
  const url = await startSandbox();
  const spec = join(work, "signing.yaml");
  writeFileSync(spec, readFileSync(spec, "utf8").replaceAll("http://127.0.0.1:4010", url));
  Object.assign(env, readEnvironment(join(work, ".signwright/sandbox/sandbox.env")));
  Object.assign(env, await makeKeyMaterial({ folder: work, url, apiKey: env.ASC_PRIVATE_KEY }));
  console.log(
    "Key material: signing/partner.p12, signing/partner.mobileprovision, android/upload.keystore, and an age identity.",
  );

  heading("Is the file right?");
  await run("signwright validate");
  heading("What would happen?");
  await run("signwright plan --out plan.json");
  heading("Do exactly that");
  // This folder stays until the next demo, which CI cannot know.
  await run("signwright apply plan.json --store-is-durable");
  heading("Is anything left to do?");
  const again = await run("signwright plan --detailed-exitcode");
  if (!again.includes("No changes.")) throw new Error("the second plan still has changes");
  heading("What do we hold?");
  await run("signwright status");
  heading("Files for a build");
  await run("signwright export --dir signing-files --p12-password-env EXPORT_PASSWORD");
  await run("signwright inspect signing-files/shop/com.acme.shop.mobileprovision");
  await run("signwright inspect signing-files/shop/certificate.p12 --password-env EXPORT_PASSWORD");
  console.log(
    `\nDone in ${((Date.now() - started) / 1000).toFixed(1)} s. Look around in demo-work/: the store's public facts are in demo-work/signing-store/manifest.json.`,
  );
}

function heading(text) {
  console.log(`\n── ${text} ${"─".repeat(Math.max(0, 70 - text.length))}`);
}

/** Runs a command and shows what it writes as it comes; gives its standard output. */
async function run(command) {
  console.log(`\n$ ${command}`);
  const child = spawn("/bin/sh", ["-c", command], { cwd: work, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  child.stderr.on("data", (chunk) => process.stdout.write(chunk));
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`\`${command}\` ended with ${code ?? signal}`);
  return output;
}

async function startSandbox() {
  console.log("\n$ signwright sandbox &");
  // Port 4010 is what the example names; when it is taken, any other will do.
  for (const port of ["4010", "0"]) {
    sandbox = spawn(process.execPath, [bin, "sandbox", "--port", port], {
      cwd: work,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const text = await firstOutput(sandbox);
    const url = /App Store Connect\s+(\S+)/.exec(text)?.[1];
    if (url) {
      process.stdout.write(text);
      return url;
    }
    if (!text.includes("is in use")) throw new Error(`the sandbox did not start: ${text}`);
  }
  throw new Error("the sandbox found no free port");
}

function firstOutput(child) {
  return new Promise((done) => {
    let text = "";
    const take = (chunk) => {
      text += chunk;
      if (text.includes("Ctrl-C stops it.")) done(text);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("exit", () => done(text));
  });
}

function readEnvironment(file) {
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}
