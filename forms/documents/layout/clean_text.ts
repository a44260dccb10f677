const LINE_ENDS = /\r\n?|\u2028|\u2029|\u0085/g
const TABS = /\t/g
// C0 and C1 controls, byte order marks, zero-width and bidirectional controls (which could make a printed text read otherwise
// than its characters stand), interlinear marks, lone surrogates and non-characters.
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\p{Cs}\u{e0000}-\u{e0fff}]/gu

/**
 * The text as it can be printed: line ends as `\n`, tabs as spaces, and without characters that have no picture.
 * Compatibility forms of hanzi (⼀ U+2F00, 金 U+F90A) become the hanzi that they are, so that no face lacks them.
 */
export function cleanText(text: string): string {
  return text
    .replace(LINE_ENDS, '\n')
    .replace(TABS, '  ')
    .replace(INVISIBLE, '')
    .replace(/[\u2e80-\u2fdf\uf900-\ufaff]/gu, (character) => character.normalize('NFKC'))
    .normalize('NFC')
}
