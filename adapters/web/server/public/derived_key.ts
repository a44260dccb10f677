import { hkdfSync } from 'node:crypto'

const known = new Map<string, Buffer>()

/** A key of its own for each purpose, derived from the installation's secret (RFC 5869): the same on every node, stored nowhere. */
export function derivedKey(appKey: string, purpose: string): Buffer {
  const name = `${purpose}\n${appKey}`
  const key = known.get(name) ?? Buffer.from(hkdfSync('sha256', appKey, '', `xingliu/${purpose}`, 32))
  known.set(name, key)
  return key
}
