/**
 * Follows how deep collections are nested, lexeme by lexeme, before anything recursive sees them: the `yaml` library
 * composes recursively, and some deep texts abort the whole process.
 * The count may exceed the true depth by the few tokens that share a line with a collection, and is at least half of
 * it: a list may start in the column of the map around it.
 */
export interface NestingCounter {
  /** Takes the next lexeme of `Lexer.lex` and returns the depth at that point. */
  see(lexeme: string): number;
}

// The lexer's own marks between slices of the text (documented at `Lexer` of the yaml library).
const DOCUMENT_STARTS = "\u0002";
const FLOW_ENDS_BADLY = "\u0018";
const SCALAR_FOLLOWS = "\u001f";
const BYTE_ORDER_MARK = "\ufeff";

const INDICATORS = new Set(["-", "?", ":"]);

/** Makes a counter for one text. */
export function nestingCounter(): NestingCounter {
  // Columns in which collections, or scalars that might be their first keys, are open: strictly increasing.
  const columns: number[] = [];
  let flowLevel = 0;
  let column = 0;
  let firstOfLine = true;
  let afterIndicator = false;
  let scalarFollows = false;

  function seeIndicator(lexeme: string): void {
    if (flowLevel > 0 || lexeme === "[" || lexeme === "{") {
      if (lexeme === "[" || lexeme === "{") flowLevel++;
      else if (lexeme === "]" || lexeme === "}") flowLevel--;
      return;
    }
    // `key: value` opens nothing at its colon, but `: : :` does at each.
    if (lexeme !== ":" || firstOfLine || afterIndicator) openAtColumn();
    afterIndicator = INDICATORS.has(lexeme);
  }

  function openAtColumn(): void {
    if (firstOfLine) while ((columns.at(-1) ?? -1) > column) columns.pop();
    if ((columns.at(-1) ?? -1) < column) columns.push(column);
  }

  function advance(lexeme: string, isContent: boolean): void {
    const lastBreak = lexeme.lastIndexOf("\n");
    column = lastBreak < 0 ? column + lexeme.length : lexeme.length - lastBreak - 1;
    if (lexeme.endsWith("\n")) {
      firstOfLine = true;
      afterIndicator = false;
    } else if (isContent) firstOfLine = false;
  }

  return {
    see(lexeme) {
      if (scalarFollows) {
        scalarFollows = false;
        if (flowLevel === 0) openAtColumn();
        afterIndicator = false;
        advance(lexeme, true);
      } else if (lexeme === SCALAR_FOLLOWS) {
        scalarFollows = true;
      } else if (lexeme === FLOW_ENDS_BADLY) {
        flowLevel = 0;
      } else if (lexeme === DOCUMENT_STARTS) {
        columns.length = 0;
      } else if (lexeme !== BYTE_ORDER_MARK) {
        const isContent = !isLayout(lexeme);
        if (isContent) seeIndicator(lexeme);
        advance(lexeme, isContent);
      }
      return columns.length + flowLevel;
    },
  };
}

/** Spaces, line ends, comments, anchors and tags nest nothing. */
function isLayout(lexeme: string): boolean {
  switch (lexeme.charCodeAt(0)) {
    case 32: // space
    case 9: // tab
    case 10: // line feed
    case 13: // carriage return
    case 35: // #
    case 38: // &
    case 33: // !
      return true;
    default:
      return lexeme.length === 0;
  }
}
