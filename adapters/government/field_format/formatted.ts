/** A value as the other side wants it, or what is wrong with ours: words that follow the field's name, `超过 50 个字（现有 63 个）`. */
export type Formatted = { ok: true; value: unknown } | { ok: false; reason: string }

/** What a target's settings and its document say about every field. */
export interface FormatContext {
  /** Code table → our code → theirs: goes before the mapping's own table. */
  codes: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Characters the other side keeps, whatever the encoding of the message. */
  charset: Charset
  /** What becomes of any other: the message is refused, or `{U+20BB7}` stands in its place. */
  rareCharacters: 'refuse' | 'substitute'
}

export const CHARSETS = ['UTF-8', 'GB18030', 'GBK', 'GB2312'] as const
export type Charset = (typeof CHARSETS)[number]

/** How a value of ours is written in one field, as text. It never gets null or an empty text: the field then is absent. */
export type Format = (value: unknown, context: FormatContext) => Formatted

export const formatted = (value: unknown): Formatted => ({ ok: true, value })
export const misfit = (reason: string): Formatted => ({ ok: false, reason })
