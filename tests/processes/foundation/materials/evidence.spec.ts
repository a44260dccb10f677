import { test } from '@japa/runner'

import type { Actor } from '#engine/runtime/command_envelope'
import { parseManifest } from '#processes/foundation/manifest/parse_manifest'
import { MATERIAL_GRADES, type MaterialGrade } from '#processes/foundation/materials/grade'
import { CountyDriver } from '#tests/processes/county_driver'
import { APPLICATION, EXAMINATION, PERMIT } from '#tests/processes/one_thing/restaurant_application'
import { readPackage } from '#tests/processes/read_package'

const AT = '2026-11-23T09:00:00+08:00'
const HEALTH = { id: 'a1', name: '健康证.pdf', size: 10, sha256: '0'.repeat(64), mediaType: 'application/pdf' }
const window1: Actor = { kind: 'user', id: 'window1' }

/** The restaurant with its health certificates demanded so. */
function packageWith(change: (material: Record<string, unknown>) => void): ReadonlyMap<string, string> {
  const files = new Map(readPackage('one-thing/restaurant'))
  const manifest = JSON.parse(files.get('manifest.json')!) as { materials: Record<string, unknown>[] }
  change(manifest.materials.find(({ code }) => code === 'health')!)
  return files.set('manifest.json', JSON.stringify(manifest))
}

const note = (county: CountyDriver, instanceId: string, fact: string, ref: string, values: Record<string, unknown>, actor: Actor = window1) =>
  county.submit(instanceId, { type: 'NoteFact', fact, ref, values: values as never }, actor)

const file = (county: CountyDriver, change: Record<string, unknown> = {}): string => {
  const started = county.start('restaurant', 'window1', { ...APPLICATION, hasSignboard: 'no', isPublicGathering: 'no', signboards: undefined, healthFiles: [HEALTH], ...change })
  if (!started.ok) throw new Error(started.rejection.message)
  return started.instanceId
}

/** Up to the decision of the food permit; answers what the decision said. */
function decide(county: CountyDriver, instanceId: string): string | null {
  const ok = (answer: { ok: boolean; rejection?: { message: string } }): void => {
    if (!answer.ok) throw new Error(answer.rejection?.message)
  }
  ok(county.complete('receive', 'window2', 'accept', {}, { instanceId }))
  const item = county.item(instanceId, 'food_permit').instanceId!
  ok(county.complete('handle', 'market_handler', 'agree', { ...EXAMINATION, ...PERMIT }, { instanceId: item }))
  ok(county.complete('review', 'market_reviewer', 'agree', {}, { instanceId: item }))
  const answer = county.complete('decide', 'market_approver', 'grant', {}, { instanceId: item })
  return answer.ok ? null : answer.rejection.message
}

/** Brings the health certificates of a case to a grade by the ways there are. */
const WAYS: Readonly<Record<Exclude<MaterialGrade, 'D'>, (county: CountyDriver, id: string) => void>> = {
  C: () => {},
  B: (county, id) => void note(county, id, 'material-verified', 'health', { files: ['a1'] }),
  A(county, id) {
    WAYS.B(county, id)
    const record = { ...county.rows.get(`material_register/${id}/health`)!, key: 'earlier/health/result', grade: 'A', caseKey: 'earlier' }
    county.rows.set('material_register/earlier/health/result', record)
    note(county, id, 'material-reused', 'health', { record: 'earlier/health/result' })
  },
}

test.group('evidence of materials', () => {
  for (const has of ['A', 'B', 'C'] as const) {
    for (const least of MATERIAL_GRADES) {
      test(`${has} where ${least} is the least: ${has <= least ? 'granted' : 'not granted'}`, async ({ assert }) => {
        const county = await CountyDriver.open(packageWith((material) => Object.assign(material, { evidence: { least } })), AT)
        const id = file(county)
        WAYS[has](county, id)
        assert.equal(county.caseOf(id).materials.find(({ code }) => code === 'health')!.evidence?.grade, has)
        const said = decide(county, id)
        if (has <= least) assert.isNull(said)
        else assert.match(said!, new RegExp(`^还不能准予：“从业人员健康证明”为${has}级.+低于本事项要求的${least}级`))
      })
    }
  }

  test('what the applicant makes himself is D, has no original, and no package may demand one', async ({ assert }) => {
    const county = await CountyDriver.open(packageWith((material) => Object.assign(material, { selfMade: true, evidence: undefined })), AT)
    const id = file(county)
    assert.equal(county.caseOf(id).materials.find(({ code }) => code === 'health')!.evidence?.grade, 'D')
    const refused = note(county, id, 'material-verified', 'health', { files: ['a1'] })
    assert.match(refused.ok ? '' : refused.rejection.message, /没有原件可核验/)
    assert.isNull(decide(county, id))
    const parsed = parseManifest(packageWith((material) => Object.assign(material, { selfMade: true })).get('manifest.json')!)
    assert.isFalse(parsed.ok)
  })

  test('an original to be seen before acceptance or decision holds that up, and nothing else', async ({ assert }) => {
    for (const original of ['acceptance', 'decision']) {
      const county = await CountyDriver.open(packageWith((material) => Object.assign(material, { evidence: { original } })), AT)
      const id = file(county)
      if (original === 'acceptance') {
        const refused = county.complete('receive', 'window2', 'accept', {}, { instanceId: id })
        assert.match(refused.ok ? '' : refused.rejection.message, /^还不能受理：“从业人员健康证明”.+原件还没有核验/)
        note(county, id, 'material-verified', 'health', { files: ['a1'] })
      } else assert.match(decide(county, id)!, /^还不能准予：.+原件还没有核验/)
      const other = file(county)
      note(county, other, 'material-verified', 'health', { files: ['a1'] })
      assert.isNull(decide(county, other))
    }
  })

  test('a paper original ticked by the window has been seen; ticked by anybody else it has not', async ({ assert }) => {
    const county = await CountyDriver.open(packageWith((material) => Object.assign(material, { form: '原件' })), AT)
    const byWindow = file(county, { healthFiles: [], receivedMaterials: ['health'] })
    const grade = (id: string) => county.caseOf(id).materials.find(({ code }) => code === 'health')!.evidence?.grade
    assert.equal(grade(byWindow), 'B')
    const byAnother = county.start('restaurant', 'urban_handler', { ...APPLICATION, receivedMaterials: ['health'] })
    assert.equal(grade(byAnother.ok ? byAnother.instanceId : ''), 'C')
  })

  test('other files are another material: what was verified begins anew', async ({ assert }) => {
    const county = await CountyDriver.open(packageWith(() => {}), AT)
    const id = file(county)
    note(county, id, 'material-verified', 'health', { files: ['a1'] })
    const evidence = () => county.caseOf(id).materials.find(({ code }) => code === 'health')!.evidence!
    assert.equal(evidence().grade, 'B')
    county.submit(id, { type: 'SetVariables', variables: { storeAddress: '别处' } }, window1)
    assert.equal(evidence().grade, 'B')
    county.submit(id, { type: 'SetVariables', variables: { healthFiles: [{ ...HEALTH, id: 'a2' }] as never } }, window1)
    assert.deepInclude(evidence(), { grade: 'C', files: ['a2'] })
    county.submit(id, { type: 'SetVariables', variables: { healthFiles: [] } }, window1)
    assert.isFalse(county.caseOf(id).materials.find(({ code }) => code === 'health')!.received)
  })

  test('an application filed with materials of earlier cases has them, or is not filed', async ({ assert }) => {
    const county = await CountyDriver.open(packageWith(() => {}), AT)
    const first = file(county)
    note(county, first, 'material-verified', 'health', { files: ['a1'], validUntil: '2026-12-31' })
    let count = 0
    const start = (values: Record<string, unknown>, record: string) =>
      county.submit(`again${(count += 1)}`, {
        type: 'StartInstance', instanceId: `again${count}`, definitionId: 'restaurant', startElementId: null, businessKey: null, title: null,
        starter: 'window1', caller: null, variables: { ...APPLICATION, ...values, reusedMaterials: [{ code: 'health', record }] } as never,
      }, window1)
    const taken = start({}, `${first}/health`)
    const health = county.caseOf(taken.ok ? taken.instanceId : '').materials.find(({ code }) => code === 'health')!
    assert.deepInclude(health, { received: true, form: '已有材料' })
    assert.deepInclude(health.evidence!, { grade: 'B', source: 'reuse' })
    assert.equal(health.evidence!.reused!.untilMs, Date.parse('2026-12-31T23:59:59.999+08:00'))
    assert.equal((county.rows.get(`material_uses/${taken.ok ? taken.instanceId : ''}/health`) as { recordKey: string }).recordKey, `${first}/health`)
    for (const [values, record] of [[{ applicantIdNumber: '430121199001010001' }, `${first}/health`], [{}, `${first}/identity`], [{}, 'nobody/health']] as const) {
      const refused = start(values, record)
      assert.match(refused.ok ? '' : refused.rejection.message, /^没有这份已有材料/)
    }
    county.at('2027-01-04T09:00:00+08:00')
    const late = start({ storeName: '过期' }, `${first}/health`)
    assert.isFalse(late.ok)
  })

  test('a material that is revoked or expires afterwards does not carry the decision of the case that uses it', async ({ assert }) => {
    for (const end of ['revoked', 'expired']) {
      const county = await CountyDriver.open(packageWith(() => {}), AT)
      const first = file(county)
      note(county, first, 'material-verified', 'health', { files: ['a1'], validUntil: '2026-11-23' })
      const second = file(county, { healthFiles: [] })
      assert.isTrue(note(county, second, 'material-reused', 'health', { record: `${first}/health` }).ok)
      if (end === 'revoked') note(county, first, 'material-revoked', `${first}/health`, { reason: '体检机构撤回' })
      else county.at('2026-11-24T09:00:00+08:00')
      assert.match(decideLate(county, second), end === 'revoked' ? /沿用的材料已被撤销（体检机构撤回）/ : /沿用的材料有效期已过/)
    }
  })

  test('what has ended is forgotten by the system, and by nobody else; what is in force by nobody', async ({ assert }) => {
    const county = await CountyDriver.open(packageWith(() => {}), AT)
    const id = file(county)
    note(county, id, 'material-verified', 'health', { files: ['a1'], validUntil: '2026-11-23' })
    const key = `${id}/health`
    assert.isFalse(note(county, id, 'material-forgotten', key, {}, { kind: 'system' }).ok)
    county.at('2026-11-25T09:00:00+08:00')
    assert.isFalse(note(county, id, 'material-forgotten', key, {}).ok)
    assert.isTrue(note(county, id, 'material-forgotten', key, {}, { kind: 'system' }).ok)
    assert.isUndefined(county.rows.get(`material_register/${key}`))
    assert.isTrue(note(county, id, 'material-forgotten', key, {}, { kind: 'system' }).ok, 'once more harms nothing')
  })

  test('a granted item gives a material of grade A; the register holds no number of anybody', async ({ assert }) => {
    const county = await CountyDriver.open(packageWith(() => {}), AT)
    const id = file(county)
    assert.isNull(decide(county, id))
    const given = county.rows.get(`material_register/${id}/food_permit/result`) as Record<string, unknown>
    assert.deepInclude(given, { kind: 'food_permit', grade: 'A', state: 'valid', department: 'market', validUntilMs: Date.parse('2031-11-24T23:59:59.999+08:00') })
    assert.exists(county.rows.get(`issued_documents/${String(given.documentKey)}`))
  })

  test('when the applicant turns out to be another, what was seen or taken over for the first is given up', async ({ assert }) => {
    const county = await CountyDriver.open(packageWith(() => {}), AT)
    const first = file(county)
    note(county, first, 'material-verified', 'health', { files: ['a1'] })
    const second = file(county, { healthFiles: [] })
    note(county, second, 'material-reused', 'health', { record: `${first}/health` })
    for (const id of [first, second]) county.submit(id, { type: 'SetVariables', variables: { applicantIdNumber: '430121198801010001' } }, window1)
    assert.equal(county.caseOf(first).materials.find(({ code }) => code === 'health')!.evidence!.grade, 'C')
    assert.isFalse(county.caseOf(second).materials.find(({ code }) => code === 'health')!.received)
    assert.deepInclude(county.rows.get(`material_register/${first}/health`)!, { state: 'revoked' })
  })
})

function decideLate(county: CountyDriver, instanceId: string): string {
  const refused = county.complete('receive', 'window2', 'accept', {}, { instanceId })
  return refused.ok ? '' : refused.rejection.message
}
