/** A run of signwright as a person can paste it into a POSIX shell. */
export function shellCommand(argv: readonly string[]): string {
  return ["signwright", ...argv.map(quoted)].join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
