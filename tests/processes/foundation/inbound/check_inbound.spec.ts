import { test } from '@japa/runner'
import { checkInbound } from '#processes/foundation/inbound/check_inbound'
import { formValues, isMeant, type MessageData } from '#processes/foundation/inbound/form_values'
import { parseInboundDeclaration } from '#processes/foundation/inbound/inbound_declaration'
import { parseManifest } from '#processes/foundation/manifest/parse_manifest'
import { packageNames, readPackage } from '../../read_package.js'

interface Declared {
  channels: Record<string, { values: Record<string, unknown>; codes: Record<string, Record<string, string>>; materials?: Record<string, string>; correctable: string[] }>
}

const findings = (files: ReadonlyMap<string, string>) => {
  const parsed = parseManifest(files.get('manifest.json')!)
  if (!parsed.ok) throw new Error('manifest.json')
  return checkInbound(parsed.manifest, { processes: [], resource: (name) => files.get(name) ?? null })
}

/** The restaurant's package with its declaration changed. */
const changed = (change: (province: Declared['channels'][string], all: Declared) => void) => {
  const files = new Map(readPackage('one-thing/restaurant'))
  const declared = JSON.parse(files.get('inbound.json')!) as Declared
  change(declared.channels.province!, declared)
  files.set('inbound.json', JSON.stringify(declared))
  return findings(files).map(({ severity, code, message }) => `${severity} ${code} ${message}`)
}

const without = (field: string) => (province: Declared['channels'][string]): void => {
  province.values = Object.fromEntries(Object.entries(province.values).filter(([key]) => key !== field))
  province.correctable = province.correctable.filter((key) => key !== field)
}

test.group('inbound.json is checked before it is published', () => {
  for (const name of packageNames().filter((one) => readPackage(one).has('inbound.json'))) {
    test(`${name} fits its form`, ({ assert }) => assert.deepEqual(findings(readPackage(name)), []))
  }

  const FAULTS: readonly [string, (province: Declared['channels'][string], all: Declared) => void, RegExp][] = [
    ['a field that the form does not have', ({ values }) => (values.shopName = '=form.storeName'), /^error INBOUND_FIELD .*没有字段“shopName”/],
    ['an expression that names a field nobody publishes', ({ values }) => (values.storeName = '=form.shopName'), /^error INBOUND_FIELD .*form\.shopName/],
    ['a required field without a source', without('storeName'), /^error INBOUND_REQUIRED .*店铺名称/],
    ['one that is shown only sometimes', without('businessLicenseNumber'), /^warning INBOUND_REQUIRED .*统一社会信用代码/],
    ['a word where a number belongs', ({ values }) => (values.staffCount = '五人'), /^error INBOUND_TYPE .*从业人数.*数字/],
    ['a choice that there is not', ({ values }) => (values.hasSignboard = 'perhaps'), /^error INBOUND_TYPE .*yes、no/],
    ['a code table that leads to no choice', ({ codes }) => (codes.idKind!['111'] = '身份证'), /^error INBOUND_CODES .*身份证/],
    ['a code table that is not there', ({ values }) => (values.applicantIdKind = '=get value(codes.constructor, idType)'), /^error INBOUND_CODES .*constructor/],
    ['files laid where no files go', (province) => (province.materials = { photo: 'storeName' }), /^error INBOUND_MATERIAL .*storeName/],
    ['a channel that there is not', (province, all) => (all.channels.telegraph = province), /^error INBOUND_CHANNEL .*telegraph/],
    ['what may be corrected and is not given', ({ correctable }) => correctable.push('nothing'), /^error INBOUND .*nothing/],
  ]
  for (const [title, change, told] of FAULTS) {
    test(`${title} is told, with what to do`, ({ assert }) => {
      const messages = changed(change)
      assert.lengthOf(messages, 1)
      assert.match(messages[0]!, told)
      assert.match(messages[0]!, /。$/)
    })
  }
})

test.group('an application of the province begins each 一件事', () => {
  for (const name of ['restaurant', 'enterprise', 'newborn', 'retirement', 'house-transfer']) {
    test(`${name}: what its first rehearsal types in at the window, the message brings`, ({ assert }) => {
      const files = readPackage(`one-thing/${name}`)
      const { start } = JSON.parse(files.get('rehearsals/all_granted.json')!) as { start: { values: Record<string, unknown> } }
      const { receivedMaterials: _, ...typed } = start.values
      const { applicantName, applicantIdKind, applicantIdNumber: idNo, contactName, contactPhone, agentName, ...form } = typed
      const { implementationCode: itemCode } = JSON.parse(files.get('manifest.json')!) as { implementationCode: string }
      const idType = applicantIdKind === '居民身份证' ? '111' : '001'
      const data: MessageData = { itemCode, applicantType: idType === '111' ? '1' : '2', applicantName, idType, idNo, contactName, contactPhone, agentName, form }
      const parsed = parseInboundDeclaration(files.get('inbound.json')!)
      const mapping = parsed.ok ? parsed.declaration.get('province')! : assert.fail('inbound.json')
      const reading = { data, upperId: 'SP-1', nowMs: 0 }
      assert.isTrue(isMeant(mapping!, reading))
      assert.isFalse(isMeant(mapping!, { ...reading, data: { ...data, itemCode: '别的' } }))
      const said = (values: Record<string, unknown>) => Object.fromEntries(Object.entries(values).filter(([key, value]) => !key.endsWith('Files') && value !== ''))
      assert.deepEqual(said(formValues(mapping!, reading)), said(typed))
    })
  }
})
