/**
 * JSON with keys in code-unit order and no blanks (RFC 8785 for what JSON can hold): equal values give equal texts.
 * Members that are undefined are left out, as JSON.stringify does.
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) {
    let text = '['
    for (let index = 0; index < value.length; index += 1) text += (index ? ',' : '') + canonicalJson(value[index])
    return `${text}]`
  }
  const record = value as Record<string, unknown>
  let text = '{'
  let isFirst = true
  for (const key of Object.keys(record).sort()) {
    const member = record[key]
    if (member === undefined) continue
    text += `${isFirst ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`
    isFirst = false
  }
  return `${text}}`
}
