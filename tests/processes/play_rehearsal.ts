import { dateText, dayNumber } from '#processes/foundation/calendar/local_time'
import type { CountyDriver } from './county_driver.js'

/** What a rehearsal file of a package says; see the README of the package. */
export interface RehearsalScript {
  name: string
  start: { at: string; by: string; values: Record<string, unknown>; expect?: Expectation }
  steps: { at: string; by: string; element: string; item?: string; outcome: string; values?: Record<string, unknown>; expect?: Expectation }[]
}

interface Expectation {
  status?: string
  result?: string
  verdict?: string
  promisedDueOn?: string
  legalDueOn?: string
  provisional?: boolean
  items?: Record<string, string>
  documents?: string[]
}

/** Plays a rehearsal; answers every expectation that was not met, and every step that was refused, in words. */
export function playRehearsal(script: RehearsalScript, driver: CountyDriver, processId: string): string[] {
  driver.at(script.start.at)
  const started = driver.start(processId, script.start.by, script.start.values)
  if (!started.ok) return [`start: ${started.rejection.message} ${JSON.stringify(started.rejection.errors ?? [])}`]
  const id = started.instanceId
  const unmet = compare('start', script.start.expect, driver, id)
  for (const step of script.steps) {
    const instanceId = step.item === undefined ? id : driver.item(id, step.item).instanceId!
    const answer = driver.at(step.at).complete(step.element, step.by, step.outcome, step.values ?? {}, { instanceId })
    const where = `${step.at} ${step.element}${step.item === undefined ? '' : `@${step.item}`}`
    if (!answer.ok) return [...unmet, `${where}: ${answer.rejection.message} ${JSON.stringify(answer.rejection.errors ?? [])}`]
    unmet.push(...compare(where, step.expect, driver, id))
  }
  return unmet
}

function compare(where: string, expect: Expectation | undefined, driver: CountyDriver, id: string): string[] {
  if (expect === undefined) return []
  const row = driver.caseOf(id)
  const dueOn = (atMs: number | null | undefined) => (typeof atMs === 'number' ? dateText(dayNumber(atMs)) : null)
  const found: Record<string, unknown> = {
    status: row.statusText,
    result: row.result,
    verdict: row.promised?.verdict ?? null,
    promisedDueOn: dueOn(row.promised?.dueAtMs),
    legalDueOn: dueOn(row.legal?.dueAtMs),
    provisional: row.promised?.provisional ?? false,
    items: Object.fromEntries(Object.keys(expect.items ?? {}).map((code) => [code, driver.item(id, code)?.statusText ?? null])),
    documents: driver.documents(id).map((document) => document.template),
  }
  return Object.entries(expect)
    .filter(([name, expected]) => JSON.stringify(found[name]) !== JSON.stringify(expected))
    .map(([name, expected]) => `${where}: ${name} should be ${JSON.stringify(expected)}, but is ${JSON.stringify(found[name])}`)
}
