import { test } from '@japa/runner'
import fc from 'fast-check'
import { GOVERNMENT_TARGETS } from '#adapters/government/target_kinds'
import type { FactKind } from '#processes/foundation/deliveries/fact'
import { NOON_MS, sampleFact, SAMPLE_CONTENTS, SETTINGS } from './sample_facts.js'

/** Fields that the interface document marks 个人信息, by platform and data set: the only places for what an applicant or reporter is. */
const PERSONAL: Readonly<Record<string, readonly string[]>> = {
  'province/application': ['applicantName', 'idNo', 'legalRepresentative', 'contactName', 'contactPhone', 'agentName', 'agentIdNo', 'address'],
  'province/special-procedure': ['applicantName'],
  'province/evaluation': ['evaluatorName'],
  'good-review/evaluation': ['userName', 'certKey'],
  'emergency/reports': ['reporterName', 'reporterPhone'],
  'my-changsha/progress': ['idNo', 'phone'],
}

/** Where personal data stand in the facts; what they are is made up anew on every run. */
const PERSONAL_KEYS: ReadonlySet<string> = new Set(['idNumber', 'contact', 'phone', 'agent', 'applicantName', 'applicantIdNumber', 'evaluator', 'reporterPhone'])

type Markers = Map<string, string>

/** The content with a marker for every personal value, noted in `markers`. */
function marked(value: unknown, key: string, isApplicant: boolean, makeMarker: (key: string) => string, markers: Markers): unknown {
  if (typeof value === 'string' && (PERSONAL_KEYS.has(key) || (isApplicant && key === 'name'))) {
    const marker = makeMarker(key)
    markers.set(marker, key)
    return marker
  }
  if (Array.isArray(value)) return value.map((one) => marked(one, key, isApplicant, makeMarker, markers))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner, name, isApplicant || name === 'applicant', makeMarker, markers)]))
}

const leaves = (value: unknown, path: string): [string, string][] =>
  typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`)) : [[path, String(value)]]

test.group('personal data', () => {
  test('reach the fields that the document gives to them, and no others', ({ assert }) => {
    let reached = 0
    fc.assert(fc.property(fc.integer({ min: 0, max: 9_999_999 }), (salt) => {
      let next = 0
      const makeMarker = (key: string) => {
        next += 1
        const digits = String(salt * 100 + next).padStart(9, '0').slice(-9)
        return /phone/i.test(key) ? `13${digits}` : /idNumber/i.test(key) ? `43012119${digits}X` : `甲${digits}乙`
      }
      for (const { mappings, currentMapping } of GOVERNMENT_TARGETS) {
        for (const kind of Object.keys(SAMPLE_CONTENTS) as FactKind[]) {
          const markers: Markers = new Map()
          const fact = { ...sampleFact(kind), content: marked(SAMPLE_CONTENTS[kind], '', false, makeMarker, markers) } as ReturnType<typeof sampleFact<FactKind>>
          const answer = mappings[currentMapping]!(fact, SETTINGS, { nowMs: NOON_MS, messageId: 'm' })
          if (!answer.ok) continue
          const { schema, data } = JSON.parse(answer.message.body) as { schema: string; data: unknown }
          for (const [path, text] of leaves(data, '')) {
            for (const marker of markers.keys()) {
              if (!text.includes(marker)) continue
              reached += 1
              assert.include(PERSONAL[schema] ?? [], path, `${schema} carries ${markers.get(marker)} in ${path}`)
            }
          }
        }
      }
    }), { numRuns: 20 })
    // Each run: application 4 (no agent in the sample), evaluation 1 and 2, emergency 1, my Changsha 2.
    assert.isAtLeast(reached, 20 * 10)
  })

  test('a number of a card that a clerk wrote into an opinion, an answer or a description is masked', ({ assert }) => {
    const cases: [string, FactKind, string][] = [
      ['provincial_service', 'process', 'opinion'], ['provincial_service', 'completion', 'resultText'], ['city_brain', 'event_filed', 'description'], ['hotline', 'ticket_answered', 'answer'],
      ['emergency', 'emergency_report', 'summary'], ['my_changsha', 'case_progress', 'statusText'],
    ]
    for (const [target, kind, key] of cases) {
      const targetKind = GOVERNMENT_TARGETS.find((one) => one.kind === target)!
      const answer = targetKind.mappings[targetKind.currentMapping]!(
        sampleFact(kind, { [key]: '请张某（430121198505051234，13800000001）补交材料' }), SETTINGS, { nowMs: NOON_MS, messageId: 'm' },
      )
      assert.isTrue(answer.ok)
      const body = answer.ok ? answer.message.body : ''
      assert.include(body, '430121********1234')
      assert.notInclude(body, '430121198505051234')
      if (target === 'my_changsha') assert.include(body, '138****0001')
    }
  })
})
