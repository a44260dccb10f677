/**
 * One spelling of each distinguished name (RFC 4514): lower case, no blanks around separators, escapes resolved and set anew. Names differ in case and
 * escapes from one answer of a server to the next.
 */
export const sameName = (dn: string): string => split(dn).map((part) => part.toLowerCase()).join(',')

/** Name of the entry above; null at the top. */
export function nameAbove(dn: string): string | null {
  const parts = split(dn)
  return parts.length < 2 ? null : parts.slice(1).map((part) => part.toLowerCase()).join(',')
}

/** Its parts from the entry upwards; commas, plus signs and backslashes within a value are escaped. */
function split(dn: string): string[] {
  const parts: string[] = []
  let rest = dn
  while (rest.trim() !== '') {
    const [taken] = /^(?:\\[\s\S]|[^,;\\])*/.exec(rest)!
    parts.push(onePart(taken))
    if (taken.length === rest.length) break
    rest = rest.slice(taken.length + 1)
  }
  return parts
}

function onePart(text: string): string {
  const at = text.indexOf('=')
  if (at < 0) return text.trim()
  return `${text.slice(0, at).trim()}=${unescaped(text.slice(at + 1).trim()).replace(/[,;\\]/g, (sign) => `\\${sign}`)}`
}

/** `\E5\B8\82` is 市, `\,` a comma; bytes that are no UTF-8 stay escaped. */
const unescaped = (value: string): string =>
  value
    .replace(/(?:\\[\da-fA-F]{2})+/g, (escapes) => {
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(escapes.replaceAll('\\', ''), 'hex'))
      } catch {
        return escapes
      }
    })
    .replace(/\\([^\da-fA-F])/g, '$1')
