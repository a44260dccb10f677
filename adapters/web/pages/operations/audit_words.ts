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
  return Object.entries(entry.detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${wordFor('name', name)}${t('audit.colon')}${typeof value === 'object' ? JSON.stringify(value) : wordFor('value', String(value))}`)
    .join(t('audit.semicolon'))
}
