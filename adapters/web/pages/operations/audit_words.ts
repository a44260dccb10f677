import type { AuditEntry } from '../api/types.js'
import { hasText, t } from '../organisation/administration_words.js'

/** The word for a name of the journal, or the name itself where a later release has put a new one. */
function wordFor(family: 'object' | 'name' | 'value', name: string): string {
  const key = `audit.${family}.${name}`
  return hasText(key) ? t(key) : name
}

/** What it was done to: `document:7f3a` → `文书 7f3a`, `mandates` → `帮代办授权`. */
export function auditObject(entry: AuditEntry): string {
  if (!entry.object) return '—'
  const [, kind = '', id = ''] = /^([a-z-]+)(?::(.*))?$/.exec(entry.object) ?? []
  return hasText(`audit.object.${kind}`) ? `${wordFor('object', kind)} ${id}`.trim() : entry.object
}

/** What else is on record, one after the other. */
export function auditDetail(entry: AuditEntry): string {
  return told(entry.detail)
}

/** A value as people read it: names before values, what is empty left out. */
function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).filter(Boolean).join(t('audit.semicolon'))
  if (typeof value !== 'object' || value === null) return value === null || value === '' ? '' : wordFor('value', String(value))
  return Object.entries(value)
    .map(([name, inner]) => [wordFor('name', name), told(inner)])
    .filter(([, words]) => words !== '')
    .map(([name, words]) => `${name}${t('audit.colon')}${words}`)
    .join(t('audit.semicolon'))
}
