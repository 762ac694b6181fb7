/** A key that holds a secret, and its value where that stands on the same line and is no reference, alias or block. */
const NAMED =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|private_?key|api_?key|credential)[\w-]*["']?\s*[:=]\s*)([^\s{[&*|>!#,}\]](?:(?!\s+#|\s*[,}\]]\s*$).)*)/gi;
/** The key of an age identity (https://age-encryption.org). */
const AGE_IDENTITY = /AGE-SECRET-KEY-1[A-Z0-9]+/gi;
/** What can be a line of PEM or a key in base64; digests are hex and names rarely that long. */
const LONG_RUN = /[A-Za-z0-9+/_=-]{40,}/g;

/**
 * A line of a file as it may be shown: what looks like a secret becomes `*`, character by character, so that columns stay. The text
 * that a diagnostic is about can be a password that somebody wrote into the file, or a key file that was named instead of one.
 */
export function maskSecrets(line: string): string {
  return line
    .replace(NAMED, (_, key: string, value: string) => key + stars(value))
    .replace(AGE_IDENTITY, stars)
    .replace(LONG_RUN, (run) => (looksRandom(run) ? stars(run) : run));
}

function stars(text: string): string {
  return "*".repeat(text.length);
}

function looksRandom(run: string): boolean {
  const count = (pattern: RegExp): number => run.match(pattern)?.length ?? 0;
  return count(/[A-Z]/g) >= 5 && count(/[a-z]/g) >= 5 && count(/[0-9+]/g) >= 1;
}
