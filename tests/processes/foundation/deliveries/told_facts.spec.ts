import { test } from '@japa/runner'
import { rowKeyText, type OutboxRow } from '#engine/runtime/participant'
import type { CaseItemRow, CaseRow } from '#processes/foundation/case/case_rows'
import { tellStanding } from '#processes/foundation/deliveries/derive_again'
import { FACT_KINDS, type AnyFact } from '#processes/foundation/deliveries/fact'
import type { FactTarget } from '#processes/foundation/deliveries/target'
import { parseScript } from '#processes/rehearsal/parse_script'
import { playScript } from '#processes/rehearsal/play_script'
import type { Stage } from '#processes/rehearsal/stage'
import { VIEW_NAMES } from '#processes/rehearsal/views'
import { compileFiles } from '../../compile_files.js'
import { CountyDriver, type Submitted } from '../../county_driver.js'
import { APPLICATION, EXAMINATION, PERMIT } from '../../one_thing/restaurant_application.js'
import { readPackage } from '../../read_package.js'

const target = (id: string, change: Partial<FactTarget> = {}): FactTarget => ({
  id, takes: FACT_KINDS, businesses: null, channels: null, mappingVersion: '1', fullChain: false, ...change,
})
const ALL = target('all')

const factsOf = (rows: readonly OutboxRow[], of = 'all'): AnyFact[] => rows.filter((row) => row.target === of).map((row) => row.fact as AnyFact)
const rowsOf = <Row>(stage: Stage, table: string): Row[] => [...stage.business.rows].flatMap(([key, row]) => (key.startsWith(`${table}/`) ? [row as unknown as Row] : []))

/** What is wrong with the chain of one 办件, by the order in which the facts were told; the standard's order and nothing of ours. */
function faultsOfItem(facts: readonly AnyFact[]): string[] {
  const faults: string[] = []
  const told = new Set<string>()
  let open = 0
  for (const fact of facts) {
    if (fact.kind === 'application' && told.size > 0) faults.push('申请 is not the first')
    if (fact.kind === 'acceptance' && !told.has('application')) faults.push('受理 before 申请')
    if ((fact.kind === 'process' || fact.kind === 'special_procedure') && !told.has('acceptance')) faults.push(`${fact.kind} before 受理`)
    if ((fact.kind === 'process' || fact.kind === 'special_procedure') && told.has('completion')) faults.push(`${fact.kind} after 办结`)
    if (fact.kind === 'special_procedure') open += fact.content.endedAtMs === null ? 1 : -1
    if (fact.kind === 'completion' && !told.has('application')) faults.push('办结 without 申请')
    if (fact.kind === 'completion' && !told.has('acceptance') && !['withdrawn', 'deemed_withdrawn', 'cancelled'].includes(fact.content.result)) faults.push('办结 without 受理')
    if (fact.kind === 'completion' && open !== 0) faults.push('办结 with an open 特别程序')
    if (['application', 'acceptance', 'completion'].includes(fact.kind) && told.has(fact.kind)) faults.push(`${fact.kind} twice`)
    told.add(fact.kind)
  }
  return faults
}

function faultsOf(stage: Stage): string[] {
  const faults: string[] = []
  const facts = factsOf(stage.business.deliveries)
  const seqs = new Map<string, number>()
  for (const row of stage.business.deliveries) {
    const key = `${row.target} ${row.orderKey}`
    if (row.seq !== (seqs.get(key) ?? 0) + 1) faults.push(`${key} has ${row.seq} after ${seqs.get(key) ?? 0}`)
    seqs.set(key, row.seq)
  }
  for (const key of new Set(facts.map(({ itemKey }) => itemKey).filter((key) => key !== null))) {
    faults.push(...faultsOfItem(facts.filter(({ itemKey }) => itemKey === key)).map((fault) => `${key}: ${fault}`))
  }
  const cases = rowsOf<CaseRow>(stage, 'case_records')
  for (const item of rowsOf<CaseItemRow>(stage, 'case_items')) {
    const ended = facts.find((fact) => fact.kind === 'completion' && fact.number === item.number)
    if ((item.result !== null) !== (ended !== undefined)) faults.push(`${item.number} is ${item.result ?? 'open'} and was ${ended ? '' : 'not '}told to have ended`)
  }
  for (const { number, statusText } of cases) {
    const progress = facts.findLast((fact) => fact.kind === 'case_progress' && fact.number === number)
    if (progress?.kind === 'case_progress' && progress.content.statusText !== statusText) faults.push(`${number} stands at ${statusText}, told ${progress.content.statusText}`)
  }
  return faults
}

test.group('what is told of every story of the packages', () => {
  for (const name of ['one-thing/restaurant', 'one-thing/evaluation', 'five-zero/event']) {
    test(name, async ({ assert }) => {
      const files = readPackage(name)
      const { process } = JSON.parse(files.get('manifest.json')!) as { process: string }
      const rehearsed = await compileFiles(files)
      const kinds = new Set<string>()
      for (const [file, text] of files) {
        if (!file.startsWith('rehearsals/')) continue
        const parsed = parseScript(text, VIEW_NAMES)
        if (!parsed.ok) throw new Error(file)
        // the cases that evaluations are given of were told to nobody before
        for (const row of Object.values(parsed.script.given.case_records ?? {})) Object.assign(row, { items: [], applicantDetail: { name: '示例人', idKind: '居民身份证', idNumber: '' } })
        const played = playScript(parsed.script, rehearsed, process, [name === 'one-thing/evaluation' ? target('all', { takes: ['evaluation'] }) : ALL])
        assert.deepEqual(faultsOf(played.stage), [], file)
        assert.deepEqual(toldAfterwards(played.stage, files), toldMeanwhile(played.stage), `${file}: told afterwards as it would have been told meanwhile`)
        for (const { kind } of played.stage.business.deliveries) kinds.add(kind)
      }
      assert.includeMembers([...kinds], EXPECTED[name]!)
    })
  }
})

/** What stands in rows, and not in steps that are over. */
const LASTING = new Set(['application', 'acceptance', 'completion', 'event_filed', 'event_closed', 'ticket_answered', 'emergency_report'])
const outline = (facts: readonly AnyFact[]): string[] => [...new Set(facts.filter(({ kind }) => LASTING.has(kind)).map(({ kind, number }) => `${number} ${kind}`))].toSorted()

const toldMeanwhile = (stage: Stage): string[] => outline(factsOf(stage.business.deliveries))

/** The same of a target that is set when the story is over. */
function toldAfterwards(stage: Stage, files: ReadonlyMap<string, string>): string[] {
  const resource = (name: string): string | null => files.get(name) ?? null
  const county = { directory: stage.directory(), calendar: stage.calendar(), node: 'later' }
  const facts = [...stage.rehearsal.states.values()].filter(({ caller }) => caller === null).flatMap((state) => {
    const rows = new Map<string, Record<string, unknown> | null>()
    for (;;) {
      const derived = tellStanding({ state, packageId: 'rehearsed@1', resource }, county, target('late'), stage.rehearsal.nowMs, rows)
      if ('deliveries' in derived) return derived.deliveries.map(({ fact }) => fact as AnyFact)
      for (const key of derived.wanted) rows.set(rowKeyText(key), (stage.business.rows.get(rowKeyText(key)) as Record<string, unknown> | undefined) ?? null)
    }
  })
  return outline(facts)
}

const EXPECTED: Record<string, string[]> = {
  'one-thing/restaurant': ['application', 'acceptance', 'process', 'special_procedure', 'completion', 'case_progress'],
  'one-thing/evaluation': ['evaluation'],
  'five-zero/event': ['event_filed', 'event_progress', 'event_closed', 'ticket_answered', 'emergency_report'],
}

const RESTAURANT = readPackage('one-thing/restaurant')

function accepted(submitted: Submitted): string {
  if (!submitted.ok) throw new Error(JSON.stringify(submitted.rejection))
  return submitted.instanceId
}

async function openCounty(...targets: FactTarget[]): Promise<CountyDriver> {
  const driver = await CountyDriver.open(RESTAURANT, '2026-11-23T09:00:00+08:00')
  driver.stage.targets = targets
  return driver
}

const apply = (driver: CountyDriver, change: Record<string, unknown> = {}): string => accepted(driver.start('restaurant', 'window1', { ...APPLICATION, ...change }))
const receive = (driver: CountyDriver): string => accepted(driver.complete('receive', 'window2', 'accept', { receivedMaterials: ['identity', 'premises'] }))

function grant(driver: CountyDriver, caseId: string, code: string, department: string): void {
  const { instanceId } = driver.item(caseId, code)
  accepted(driver.complete('handle', `${department}_handler`, 'agree', { ...EXAMINATION, ...PERMIT }, { instanceId: instanceId! }))
  accepted(driver.complete('review', `${department}_reviewer`, 'agree', {}, { instanceId: instanceId! }))
  accepted(driver.complete('decide', `${department}_approver`, 'grant', {}, { instanceId: instanceId! }))
}

test.group('what is told of one case', () => {
  test('given an item granted, then its chain says who did what, on what paper, with which result', async ({ assert }) => {
    const driver = await openCounty(ALL)
    const id = apply(driver)
    assert.deepEqual(factsOf(driver.stage.business.deliveries).map(({ kind }) => kind), ['case_progress'], 'items are told when they are settled')
    receive(driver)
    grant(driver, id, 'signboard', 'urban')
    const { number } = driver.item(id, 'signboard')
    const chain = factsOf(driver.stage.business.deliveries).filter((fact) => fact.number === number)
    assert.deepEqual(chain.map(({ kind }) => kind), ['application', 'acceptance', 'process', 'process', 'process', 'completion'])
    const [application, acceptance, handled, , , completion] = chain
    assert.equal(application?.kind === 'application' && application.content.applicant.idNumber, APPLICATION.applicantIdNumber)
    assert.equal(application?.kind === 'application' && application.content.source, 'window')
    assert.isTrue(acceptance?.kind === 'acceptance' && acceptance.content.accepted)
    const paper = driver.documents(id).find(({ template }) => template === 'acceptance')!
    assert.equal(acceptance?.kind === 'acceptance' && acceptance.content.documentNumber, paper.number)
    assert.equal(handled?.kind === 'process' && handled.content.stepName, '承办')
    assert.equal(handled?.kind === 'process' && handled.content.handler.id, 'urban_handler')
    if (completion?.kind !== 'completion') throw new Error('no completion')
    assert.equal(completion.content.result, 'granted')
    const certificate = { number: PERMIT.certificateNumber, validFrom: PERMIT.validFrom, validUntil: PERMIT.validTo }
    assert.deepInclude(completion.content.certificates[0], certificate, 'as the package says where they stand, not those of the decision')
  })

  test('given 不予受理, then a target that insists on a full chain is given a step that says it is derived; others are not', async ({ assert }) => {
    const driver = await openCounty(ALL, target('strict', { fullChain: true }))
    apply(driver)
    accepted(driver.complete('receive', 'window2', 'reject', { refusalReasons: [{ reason: '不属于本机关职权范围' }], refusalBases: [{ basis: '《中华人民共和国行政许可法》第三十二条' }] }))
    const chain = (of: string) => factsOf(driver.stage.business.deliveries, of).filter(({ itemKey }) => itemKey?.endsWith('/signboard'))
    assert.deepEqual(chain('all').map(({ kind }) => kind), ['application', 'acceptance', 'completion'])
    assert.deepEqual(chain('strict').map(({ kind }) => kind), ['application', 'acceptance', 'process', 'completion'])
    const [, acceptance, derived, completion] = chain('strict')
    assert.isFalse(acceptance?.kind === 'acceptance' && acceptance.content.accepted)
    assert.isTrue(derived?.kind === 'process' && derived.content.derived)
    assert.equal(completion?.kind === 'completion' && completion.content.result, 'not_accepted')
  })

  test('given 补正 that never came, then it is told as deemed withdrawn: neither 受理 nor 不予受理', async ({ assert }) => {
    const parsed = parseScript(RESTAURANT.get('rehearsals/supplement_lapsed.json')!, VIEW_NAMES)
    if (!parsed.ok) throw new Error('supplement_lapsed')
    const { stage } = playScript(parsed.script, await compileFiles(RESTAURANT), 'restaurant', [ALL])
    const chain = factsOf(stage.business.deliveries).filter(({ itemKey }) => itemKey?.endsWith('/food_permit'))
    assert.deepEqual(chain.map(({ kind }) => kind), ['application', 'completion'])
    const ended = chain[1]?.kind === 'completion' ? chain[1].content : null
    assert.deepEqual([ended?.result, ended?.resultText], ['deemed_withdrawn', '补正逾期，视为撤回'])
    const progress = factsOf(stage.business.deliveries).findLast(({ kind }) => kind === 'case_progress')
    assert.equal(progress?.kind === 'case_progress' && progress.content.status, 'deemed_withdrawn')
    assert.equal(rowsOf<CaseRow>(stage, 'case_records')[0]?.result, 'deemed_withdrawn')
  })

  test('given a drill, then nothing is written, not even of what it calls', async ({ assert }) => {
    const driver = await openCounty(ALL)
    const id = 'drill'
    accepted(driver.submit(id, { type: 'StartInstance', instanceId: id, definitionId: 'restaurant', variables: { ...APPLICATION, drill: true } as never, startElementId: null, businessKey: null, title: null, starter: 'window1', caller: null }, { kind: 'user', id: 'window1' }))
    receive(driver)
    grant(driver, id, 'signboard', 'urban')
    assert.lengthOf(driver.stage.business.deliveries, 0)
    assert.isTrue(driver.caseOf(id).drill)
  })

  test('given a target that is added in the middle of a case, then it is given the case from its beginning, and the others nothing twice', async ({ assert }) => {
    const driver = await openCounty(ALL)
    const id = apply(driver)
    receive(driver)
    driver.stage.targets = [ALL, target('late')]
    for (const [code, department] of [['signboard', 'urban'], ['business_license', 'market']] as const) grant(driver, id, code, department)
    accepted(driver.submit(id, { type: 'NoteFact', name: 'looked_at', values: {} } as never, { kind: 'system' }))
    const late = factsOf(driver.stage.business.deliveries, 'late').filter(({ itemKey }) => itemKey !== null)
    assert.includeMembers(late.map(({ kind }) => kind), ['application', 'acceptance', 'completion'])
    assert.deepEqual(faultsOf(driver.stage).filter((fault) => !fault.includes('told to have ended')), [])
  })

  test('given no target, then nothing is read, told or kept', async ({ assert }) => {
    const driver = await openCounty()
    apply(driver)
    receive(driver)
    assert.lengthOf(driver.stage.business.deliveries, 0)
    assert.lengthOf([...driver.rows.keys()].filter((key) => key.startsWith('told_facts/')), 0)
  })

  test('given targets of other businesses or other sorts of facts, then they are not told', async ({ assert }) => {
    const driver = await openCounty(target('elsewhere', { businesses: ['newborn'] }), target('progress', { takes: ['case_progress'] }))
    apply(driver)
    receive(driver)
    assert.deepEqual([...new Set(driver.stage.business.deliveries.map(({ target: of, kind }) => `${of} ${kind}`))], ['progress case_progress'])
    assert.deepEqual(driver.stage.business.deliveries.map(({ seq }) => seq), [1, 2])
  })
})
