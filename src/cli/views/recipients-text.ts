import { printable, type Paint } from "../../diagnostics/render-text.ts";

/** A recipient as the signing file and the store have it. */
export interface ListedRecipient {
  readonly name: string;
  readonly recipient: string;
  /** Whether the signing file names it, with this age recipient. */
  readonly in_file: boolean;
  /** Whether the store is encrypted for it. */
  readonly in_store: boolean;
  /** Whether this reader's own identity belongs to it. */
  readonly you: boolean;
}

/** The recipients of both, by name. A name with two age recipients is listed twice. */
export function listedRecipients(
  file: Readonly<Record<string, string>>,
  held: Readonly<Record<string, string>> | undefined,
  own: readonly string[],
): readonly ListedRecipient[] {
  const entries = [...Object.entries(file), ...Object.entries(held ?? {})];
  const unique = new Map(entries.map(([name, recipient]) => [`${name}\n${recipient}`, { name, recipient }]));
  return [...unique.values()]
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.recipient, b.recipient))
    .map(({ name, recipient }) => ({
      name,
      recipient,
      in_file: Object.hasOwn(file, name) && file[name] === recipient,
      in_store: held !== undefined && Object.hasOwn(held, name) && held[name] === recipient,
      you: own.includes(recipient),
    }));
}

/** A line for each recipient. */
export function recipientsText(recipients: readonly ListedRecipient[], isStore: boolean, paint: Paint): string {
  if (recipients.length === 0)
    return "The signing file names no recipients: whoever makes the store is the only one.\n";
  const width = Math.max(...recipients.map((r) => r.name.length));
  return recipients
    .map((r) => {
      const you = r.you ? ` ${paint("cyan", "(you)")}` : "";
      return `${printable(r.name.padEnd(width))}  ${shortRecipient(r.recipient)}  ${stateOf(r, isStore, paint)}${you}\n`;
    })
    .join("");
}

/** A recipient short enough for a line: a post-quantum one has about two thousand characters. */
function shortRecipient(recipient: string): string {
  return printable(recipient.length > 62 ? `${recipient.slice(0, 40)}…${recipient.slice(-21)}` : recipient);
}

function stateOf(recipient: ListedRecipient, isStore: boolean, paint: Paint): string {
  if (!isStore) return "named; there is no store yet";
  if (recipient.in_file && recipient.in_store) return paint("green", "can read");
  if (recipient.in_file) return paint("yellow", "named, cannot read yet");
  return paint("red", "not named, can still read");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
