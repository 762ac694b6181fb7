/** The first line of an age file in its binary form (age-encryption.org/v1). */
const INTRODUCTION = "age-encryption.org/v1";
/** A header stays far below this: a post-quantum recipient takes about 1,600 bytes. */
const HEADER_LIMIT = 4 * 1024 * 1024;

/**
 * How many recipients an age file is encrypted for; `undefined` when it has no header of that form.
 * The header names no recipient, only one stanza for each, so the number is all that can be compared without an identity.
 * Stanzas that hold nobody ("grease", whose type ends in `-grease`, as rage writes them) do not count.
 */
export function recipientCount(encrypted: Uint8Array): number | undefined {
  const text = Buffer.from(encrypted.subarray(0, HEADER_LIMIT)).toString("latin1");
  if (!text.startsWith(`${INTRODUCTION}\n`)) return undefined;
  const end = text.indexOf("\n--- ");
  if (end === -1) return undefined;
  const stanzas = text
    .slice(0, end)
    .split("\n")
    .filter((line) => line.startsWith("-> "));
  return stanzas.filter((line) => !/^-> \S*-grease(?: |$)/.test(line)).length;
}
