import type { FaceStyle } from '../blocks.js'

/** Which face prints a character, and how wide it is as a share of the type size. */
export interface PlacedGlyph {
  face: string
  advance: number
}

/** What layout asks of the fonts. `find` is undefined when no face of the machine has the character. */
export interface FontMetrics {
  find(style: FaceStyle, codePoint: number): PlacedGlyph | undefined
}
