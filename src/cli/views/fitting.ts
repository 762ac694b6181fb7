/** GitHub takes comments of 65,536 characters; what a job adds above or below must fit too. In UTF-8 bytes, which are never fewer. */
export const COMMENT_LIMIT = 60_000;

/** The first lines that fit into so many bytes, and one that counts the others. */
export function fitting(lines: readonly string[], room: number, rest: (more: number) => string): readonly string[] {
  if (sizeOf(lines) <= room) return lines;
  const kept: string[] = [];
  let left = room - sizeOf([rest(lines.length)]);
  for (const line of lines) {
    left -= sizeOf([line]);
    if (left < 0) break;
    kept.push(line);
  }
  return [...kept, rest(lines.length - kept.length)];
}

/** UTF-8 bytes of lines with their line ends. */
export function sizeOf(lines: readonly string[]): number {
  return lines.reduce((bytes, line) => bytes + new TextEncoder().encode(line).length + 1, 0);
}
