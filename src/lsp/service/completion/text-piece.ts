/** What an item inserts: text, a gap to fill in, or a new line with so many spaces. */
export type TextPiece = string | Gap | LineBreak;

/** A gap: the first choice stands in it until the person writes or chooses another. */
export interface Gap {
  readonly choices: readonly [string, ...string[]];
}

/** A line break and the column at which the next line starts. */
export interface LineBreak {
  readonly column: number;
}

/** How pieces become text. */
export interface PieceStyle {
  readonly lineEnd: string;
  /** Spaces that the editor adds to each further line by itself. */
  readonly added: number;
}

/** Pieces as a snippet (LSP 3.17, snippet syntax): gaps are tab stops, with their choices. */
export function snippetText(pieces: readonly TextPiece[], style: PieceStyle): string {
  let stop = 0;
  return pieces
    .map((piece) => {
      if (typeof piece === "string") return piece.replace(/[\\$]/g, "\\$&");
      if ("column" in piece) return lineBreak(piece, style);
      stop++;
      const { choices } = piece;
      if (choices.length === 1) return choices[0] === "" ? `$${stop}` : `\${${stop}:${escaped(choices[0])}}`;
      return `\${${stop}|${choices.map((choice) => choice.replace(/[\\,|$}]/g, "\\$&")).join(",")}|}`;
    })
    .join("");
}

/** Pieces as plain text: gaps hold their first choice. */
export function plainText(pieces: readonly TextPiece[], style: PieceStyle): string {
  return pieces
    .map((piece) => {
      if (typeof piece === "string") return piece;
      return "column" in piece ? lineBreak(piece, style) : piece.choices[0];
    })
    .join("");
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

function lineBreak({ column }: LineBreak, { lineEnd, added }: PieceStyle): string {
  return lineEnd + " ".repeat(Math.max(0, column - added));
}
