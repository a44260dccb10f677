import type { AuditRow } from './audit_reader.js'
import { canonical, sha256 } from './canonical.js'
import { finding, type Finding } from './finding.js'

type Seal = { $sealed: number; digest: string }

const isSeal = (value: object): value is Seal =>
  '$sealed' in value && typeof value.$sealed === 'number' && 'digest' in value && typeof value.digest === 'string'

const sealsIn = (value: unknown, found: Map<number, string>): Map<number, string> => {
  if (typeof value !== 'object' || value === null) return found
  if (isSeal(value)) found.set(value.$sealed, value.digest)
  else for (const member of Object.values(value)) sealsIn(member, found)
  return found
}

/** Values that lie beside one journal row, by position; each is held against its digest. */
export const openValues = (row: AuditRow, parsed: readonly unknown[], values: readonly AuditRow[]): { opened: Map<number, unknown>; findings: Finding[] } => {
  const opened = new Map<number, unknown>()
  const findings: Finding[] = []
  const seals = values.length ? sealsIn(parsed, new Map()) : new Map<number, string>()
  for (const { position, salt, value } of values) {
    let content: unknown
    try {
      content = JSON.parse(String(value))
    } catch {
      content = undefined
    }
    if (content !== undefined && seals.get(Number(position)) === sha256(`${salt}\n${canonical(content)}`)) opened.set(Number(position), content)
    else findings.push(finding('SEALED_VALUE_CHANGED', { instanceId: String(row.instance_id), seq: Number(row.seq), detail: `#${position}` }))
  }
  return { opened, findings }
}

/** Puts opened values back; `erased` is called for a seal whose value is gone. */
export const unsealed = <T>(value: T, opened: ReadonlyMap<number, unknown>, erased: () => void): T => {
  if (typeof value !== 'object' || value === null) return value
  if (isSeal(value)) {
    if (opened.has(value.$sealed)) return opened.get(value.$sealed) as T
    erased()
    return value
  }
  if (Array.isArray(value)) return value.map((item) => unsealed(item, opened, erased)) as T
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unsealed(member, opened, erased)])) as T
}
