import type { PageSetupBlock } from '../blocks.js'

const POINTS_PER_MM = 72 / 25.4

export function millimetres(length: number): number {
  return length * POINTS_PER_MM
}

/** Sizes in points, pitches from baseline to baseline. */
export interface StyleSheet {
  page: { width: number; height: number; top: number; right: number; bottom: number; left: number }
  title: { size: number; pitch: number }
  heading: { size: number; pitch: number }
  body: { size: number; pitch: number }
  table: { size: number; pitch: number; paddingX: number; paddingY: number }
  /** Page numbers, running heads, captions. */
  small: { size: number; pitch: number }
  /** Space after a table or picture. */
  gap: number
}

const A4 = { width: 595.28, height: 841.89 }

/** Documents that go out: margins 37, 26, 35 and 28 mm, GB/T 9704—2012 §5.2; title 2号, text 4号, tables 五号. */
const OFFICIAL: StyleSheet = {
  page: { ...A4, top: millimetres(37), right: millimetres(26), bottom: millimetres(35), left: millimetres(28) },
  title: { size: 22, pitch: 36 },
  heading: { size: 15, pitch: 28 },
  body: { size: 14, pitch: 25 },
  table: { size: 10.5, pitch: 16, paddingX: 5, paddingY: 4.5 },
  small: { size: 9, pitch: 14 },
  gap: 10,
}

/** Vouchers and notices handed over the counter, which should fit one page: the type of OFFICIAL on a larger text area. */
const NOTICE: StyleSheet = {
  ...OFFICIAL,
  page: { ...A4, top: millimetres(26), right: millimetres(26), bottom: millimetres(24), left: millimetres(28) },
  body: { size: 14, pitch: 24 },
}

/** Internal sheets such as 审批单: more room, smaller type. */
const SHEET: StyleSheet = {
  page: { ...A4, top: millimetres(22), right: millimetres(20), bottom: millimetres(22), left: millimetres(20) },
  title: { size: 18, pitch: 30 },
  heading: { size: 12, pitch: 22 },
  body: { size: 10.5, pitch: 18 },
  table: { size: 9.5, pitch: 14.5, paddingX: 5, paddingY: 4 },
  small: { size: 8.5, pitch: 13 },
  gap: 8,
}

/** SHEET across the page, in smaller type: tables of a dozen columns. */
const WIDE: StyleSheet = {
  ...SHEET,
  page: { width: A4.height, height: A4.width, top: millimetres(20), right: millimetres(15), bottom: millimetres(18), left: millimetres(15) },
  table: { size: 8.5, pitch: 12.5, paddingX: 3, paddingY: 3 },
}

export const STYLE_SHEETS: Record<PageSetupBlock['style'], StyleSheet> = { official: OFFICIAL, notice: NOTICE, sheet: SHEET, wide: WIDE }

/** Ink of printed documents: black for text, greys that survive a copier for the rest. */
export const INK = { text: '#000000', grey: '#8A8F99', hairline: '#4A4F57', labelFill: '#F3F5F8', red: '#C8161D' }
