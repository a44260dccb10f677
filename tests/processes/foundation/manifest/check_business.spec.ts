import { test } from '@japa/runner'

import { checkPackage } from '../../check_package.js'
import { readPackage } from '../../read_package.js'

const FILES = readPackage('one-thing/restaurant')
const changed = (name: string, change: (text: string) => string) => new Map([...FILES, [name, change(FILES.get(name)!)]])
const without = (name: string) => new Map([...FILES].filter(([key]) => key !== name))

test.group('deployment check of a business', () => {
  test('开餐饮店 fits together', async ({ assert }) => {
    assert.deepEqual(await checkPackage(FILES), [])
  })

  test('every way in which the parts can disagree is found, and named at its element', async ({ assert }) => {
    const table: [string, ReadonlyMap<string, string>, string, string | null][] = [
      ['manifest that is no JSON', changed('manifest.json', () => '{'), 'MANIFEST', null],
      ['expression with a mistake', changed('manifest.json', (text) => text.replace('=applicantName', '=applicantName +')), 'MANIFEST', null],
      ['material of an unknown item', changed('manifest.json', (text) => text.replace('"fire_check"', '"fire"')), 'MANIFEST', null],
      ['piece that is not there', changed('manifest.json', (text) => text.replace('{', '{ "pieces": { "moon": {} },')), 'MANIFEST_PIECE', null],
      ['unknown process', changed('manifest.json', (text) => text.replace('"process": "restaurant"', '"process": "other"')), 'MANIFEST_PROCESS', null],
      ['another start form', changed('manifest.json', (text) => text.replace('"formKey": "application"', '"formKey": "apply"')), 'MANIFEST_FORM', null],
      ['template that is missing', without('documents/receipt.hbs'), 'DOCUMENT_TEMPLATE', null],
      ['document nobody declared', changed('restaurant.bpmn', (text) => text.replace('出具受理通知书" gov:document="acceptance"', '出具受理通知书" gov:document="acceptnce"')), 'DOCUMENT_UNKNOWN', 'accept'],
      ['register nobody declared', changed('item.bpmn', (text) => text.replace('gov:register="不予许可"', 'gov:register="不许"')), 'DOCUMENT_UNKNOWN', 'issue_refusal'],
      ['register of a request nobody declared', changed('manifest.json', (text) => text.replace('"register": "材料接收"', '"register": "接收"')), 'DOCUMENT_REGISTER', null],
      ['documents without a manifest', without('manifest.json'), 'DOCUMENT_WITHOUT_MANIFEST', 'give_receipt'],
      ['no life-cycle', without('lifecycle.json'), 'LIFECYCLE', null],
      ['life-cycle to an unknown state', changed('lifecycle.json', (text) => text.replace('"deciding"', '"decidng"')), 'LIFECYCLE', null],
      ['event nobody emits', changed('restaurant.bpmn', (text) => text.replace('gov:lifecycleEvent="ACCEPT"', '')), 'LIFECYCLE_EVENT_MISSING', null],
      ['补正 at a task that is not there', changed('manifest.json', (text) => text.replace('"task": "supplement"', '"task": "suplement"')), 'PUBLIC_SERVICE', null],
      ['补正 by an outcome nobody offers', changed('manifest.json', (text) => text.replace('"outcome": "resubmit"', '"outcome": "done"')), 'PUBLIC_SERVICE', null],
      ['撤回 by an event nobody knows', changed('manifest.json', (text) => text.replace('"withdraw": "WITHDRAW"', '"withdraw": "GO"')), 'PUBLIC_SERVICE', null],
      ['way the life-cycle lacks', changed('lifecycle.json', (text) => text.replace(/"RETURNED": "handling",\s*/, '')), 'LIFECYCLE_REFUSAL', 'returned'],
    ]
    for (const [what, files, code, elementId] of table) {
      const findings = await checkPackage(files)
      const found = findings.find((finding) => finding.code === code && (elementId === null || finding.elementId === elementId))
      assert.isDefined(found, `${what}: ${JSON.stringify(findings)}`)
      assert.match(found!.message, /[\u4e00-\u9fff]/)
    }
  })
})
