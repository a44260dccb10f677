/** Texts of keys that were met: the same few hundred come again with every command. */
const KEY_TEXTS = new Map<string, string>()
const KEPT_KEYS = 10_000

const keyText = (key: string): string => {
  const known = KEY_TEXTS.get(key)
  if (known !== undefined) return known
  const text = `${JSON.stringify(key)}:`
  if (KEY_TEXTS.size < KEPT_KEYS) KEY_TEXTS.set(key, text)
  return text
}

const canonicalList = (list: readonly unknown[]): string => {
  let text = '['
  for (let index = 0; index < list.length; index += 1) text += index === 0 ? canonicalJson(list[index]) : `,${canonicalJson(list[index])}`
  return `${text}]`
}

/**
 * JSON with keys in code-unit order and no blanks (RFC 8785 for what JSON can hold): equal values give equal texts.
 * Members that are undefined are left out, as JSON.stringify does.
 */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || value === undefined) return 'null'
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return canonicalList(value)
  const record = value as Record<string, unknown>
  let text = ''
  for (const key of Object.keys(record).sort()) {
    const member = record[key]
    if (member !== undefined) text += (text === '' ? '' : ',') + keyText(key) + canonicalJson(member)
  }
  return `{${text}}`
}
