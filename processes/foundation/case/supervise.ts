import { WATCH } from '#engine/runtime/participant'

import { dateText, dayNumber } from '../calendar/local_time.js'
import { CARDS_TABLE, SUPERVISE, type CardRow } from '../supervision/card.js'
import { NO_CARDS, type CardRule, type CardRules, type Watched } from '../supervision/card_rules.js'
import { itemKey, type CaseItemRow, type CaseRow } from './case_rows.js'
import { findCase, type CaseStep } from './case_step.js'
import { rungsOf, type Rung } from './limits.js'

/** What is supervised: the case itself, or one of its items. */
export type Subject = { of: 'case'; row: CaseRow } | { of: 'item'; row: CaseItemRow }

const rulesOf = (on: CaseStep): CardRules => on.county.cardRules ?? NO_CARDS

/**
 * Cards for every rung that has been reached by now, each once; the row remembers them. Asked before a step changes any clock, so that none
 * is lost to a server that was late.
 */
export function issueCards<S extends Subject>(on: CaseStep, subject: S): S['row'] {
  const { nowMs } = on.step
  const fallen = rungsOf(rulesOf(on), subject.of, subject.row).filter(({ atMs }) => atMs <= nowMs)
  if (fallen.length === 0) return subject.row
  for (const rung of fallen) issueCard(on, subject, rung)
  return { ...subject.row, fallen: [...(subject.row.fallen ?? []), ...fallen.map(({ key }) => key)] }
}

/** Cards for something that has just happened and that no limit tells of. */
export function issueAtOnce<S extends Subject>(on: CaseStep, subject: S, watched: Watched): S['row'] {
  const { row } = subject
  const { nowMs } = on.step
  const count = row.fallen?.length ?? 0
  const rules = rulesOf(on).rulesFor(subject.of, watched).filter(({ at }) => at === 'once')
  const fallen = rules.map((rule, index): Rung => ({ key: `${watched}:${count + index + 1}/${rule.code}`, watched, rule, atMs: nowMs, dueAtMs: nowMs, taskName: null, limit: null }))
  for (const rung of fallen) issueCard(on, subject, rung)
  return fallen.length === 0 ? row : { ...row, fallen: [...(row.fallen ?? []), ...fallen.map(({ key }) => key)] }
}

/** The due item that wakes the supervision for the next rung, when it has changed or has just been reached. */
export function watchNext(on: CaseStep, before: Subject | null, after: Subject): void {
  const next = nextOf(on, after)
  const ref = refOf(after)
  const isReached = on.step.events.some((event) => event.type === 'FactNoted' && event.fact === 'due' && event.ref === ref)
  if (!isReached && next === (before && nextOf(on, before))) return
  on.dueItems.push({ kind: WATCH, ref, dueAtMs: next, amberAtMs: null, redAtMs: null })
}

const nextOf = (on: CaseStep, { of, row }: Subject): number | null => rungsOf(rulesOf(on), of, row)[0]?.atMs ?? null

const keyOf = ({ of, row }: Subject): string => (of === 'case' ? row.instanceId : itemKey(row.caseKey, row.code))
const refOf = (subject: Subject): string => `${subject.of}:${keyOf(subject)}`

function issueCard(on: CaseStep, subject: Subject, { key, watched, rule, atMs, dueAtMs, taskName, limit }: Rung): void {
  const { of, row } = subject
  const caseRow = of === 'case' ? row : findCase(on, row.caseKey)
  if (caseRow === null) return
  const cardKey = `${keyOf(subject)}/${key}`
  const card: CardRow = {
    id: cardKey.replaceAll('/', '.'),
    key: cardKey,
    number: `${row.number}-${rule.code}${watched === 'task' ? `-${(row.fallen?.length ?? 0) + 1}` : ''}`,
    caseKey: caseRow.instanceId,
    itemCode: of === 'item' ? row.code : null,
    instanceId: row.instanceId ?? caseRow.instanceId,
    caseNumber: row.number,
    title: of === 'item' ? `${row.name} · ${caseRow.title}` : caseRow.title,
    business: caseRow.business,
    businessName: caseRow.businessName,
    department: row.department,
    watched,
    rule: rule.code,
    colour: rule.colour,
    words: describe(rule, taskName, limit),
    taskName,
    dueAtMs,
    fellAtMs: atMs,
    issuedAtMs: on.step.nowMs,
    month: dateText(dayNumber(atMs)).slice(0, 7),
    state: rule.answerDays === null ? 'open' : 'supervised',
    supervisionInstanceId: null,
    records: [],
  }
  on.rows.put(CARDS_TABLE, cardKey, card)
  if (rule.answerDays !== null) on.effects.push({ type: 'PublishMessage', name: SUPERVISE, correlationKey: null, variables: supervisionOf(card, rule.answerDays) })
}

const describe = ({ words }: CardRule, taskName: string | null, limit: string | null): string =>
  [words, taskName === null ? '' : `环节：${taskName}`, limit === null ? '' : `时限：${limit}`].filter((part) => part !== '').join('；')

/** What the 督办 process is told. */
const supervisionOf = ({ key, number, caseNumber, title, department, words }: CardRow, answerDays: number): Record<string, unknown> => ({
  card: { key, number }, caseNumber, caseTitle: title, department, content: words, answerDays,
})
