import type { Random } from "./random.ts";

/** Words that mean something in property lists, PEM, base64 and addresses, or in JavaScript itself. */
const words = [
  "<dict>",
  "</dict>",
  "<array>",
  "</array>",
  "<dict/>",
  "<true/>",
  "<string>",
  "</string>",
  "<data>",
  "</data>",
  "<date>",
  "<integer>",
  "<real>",
  "<key>",
  "</key>",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  '<?xml version="1.0"?>',
  '<!DOCTYPE plist [<!ENTITY a "b">]>',
  "&lt;",
  "&a;",
  "&#0;",
  "&#x10ffff;",
  "&#55296;",
  "&constructor;",
  "constructor",
  "__proto__",
  "toString",
  "Entitlements",
  "UUID",
  "Platform",
  "DeveloperCertificates",
  "ProvisionedDevices",
  "TeamIdentifier",
  "application-identifier",
  "CreationDate",
  "9999-99-99T99:99:99Z",
  "-1",
  "1e999",
  "NaN",
  "0x10",
  "-----BEGIN CERTIFICATE-----\n",
  "-----END CERTIFICATE-----\n",
  "-----BEGIN PRIVATE KEY-----",
  "-----END PRIVATE KEY-----",
  "-----BEGIN ENCRYPTED PRIVATE KEY-----",
  "-----BEGIN PKCS7-----",
  "-----BEGIN ",
  "-----",
  "Proc-Type: 4,ENCRYPTED\n",
  "DEK-Info: DES-EDE3-CBC,0011\n\n",
  "DEK-Info: AES-256-CBC,",
  "=",
  "====",
  "\0",
  "\ufeff",
  "\u2028",
  "\r",
  "\\n",
  "\\r\\n",
  "'",
  '"',
  "{",
  "[",
  "*",
  ".",
  "/",
  "../",
  "\ud800",
].map((word) => Buffer.from(word, "utf8").toString("latin1"));

type TextMutation = (text: string, random: Random) => string;

const mutations: readonly TextMutation[] = [
  function insertWord(text, random) {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(words).repeat(random.pick([1, 1, 1, 2, 70, 1000])) + text.slice(at);
  },
  function replaceWord(text, random) {
    const found = [...text.matchAll(/[A-Za-z0-9-]+|<\/?[a-z]+\/?>/g)];
    if (found.length === 0) return text;
    const match = random.pick(found);
    return text.slice(0, match.index) + random.pick(words) + text.slice(match.index + match[0].length);
  },
  function swapWord(text, random) {
    const found = [...text.matchAll(/<\/?[a-z]+\/?>|[A-Za-z0-9.-]+/g)];
    if (found.length < 2) return text;
    const [one, other] = [random.pick(found), random.pick(found)];
    return text.slice(0, one.index) + other[0] + text.slice(one.index + one[0].length);
  },
  function removeLine(text, random) {
    const lines = text.split("\n");
    lines.splice(random.below(lines.length), 1 + random.below(3));
    return lines.join("\n");
  },
  function repeatLine(text, random) {
    const lines = text.split("\n");
    const at = random.below(lines.length);
    const line = lines[at] ?? "";
    const count = Math.min(random.pick([1, 2, 100, 5000]), Math.floor(500_000 / (line.length + 1)));
    lines.splice(at, 0, ...Array.from({ length: count }, () => line));
    return lines.join("\n");
  },
  function swapLines(text, random) {
    const lines = text.split("\n");
    const [a, b] = [random.below(lines.length), random.below(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? "", lines[a] ?? ""];
    return lines.join("\n");
  },
];

/** One to four changes of words and lines of a text, whose bytes are taken as ISO 8859-1 so that none is lost. */
export function mutateText(bytes: Uint8Array, random: Random): Uint8Array {
  let text = Buffer.from(bytes).toString("latin1");
  for (let left = 1 + random.below(4); left > 0; left--) text = random.pick(mutations)(text, random);
  return Uint8Array.from(Buffer.from(text, "latin1"));
}
