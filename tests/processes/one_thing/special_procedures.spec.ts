import { test } from '@japa/runner'
import type { CaseItemRow } from '#processes/foundation/case/case_rows'
import { parseScript } from '#processes/rehearsal/parse_script'
import { playScript } from '#processes/rehearsal/play_script'
import { VIEW_NAMES } from '#processes/rehearsal/views'
import { compileFiles } from '../compile_files.js'
import { readPackage } from '../read_package.js'

/** 行政许可法 45 names these; one that it does not name stops a clock only by the item's own law. */
const STOPS: Readonly<Record<string, boolean>> = { 听证: true, 招标: true, 拍卖: true, 检验: true, 检测: true, 检疫: true, 鉴定: true, 专家评审: true, 公示: false, 现场踏勘: false }

/** 二手房转移 with another procedure at its registration: declared in the manifest, offered in the form, nothing else. */
function withProcedure(kind: string) {
  const files = new Map(readPackage('one-thing/house-transfer'))
  const manifest = JSON.parse(files.get('manifest.json')!) as { items: { code: string; procedures?: object[] }[] }
  manifest.items.find(({ code }) => code === 'transfer')!.procedures = [{ kind }]
  files.set('manifest.json', JSON.stringify(manifest))
  files.set('house_transfer.bpmn', files.get('house_transfer.bpmn')!.replace('procedures: ["实地查看"]', `procedures: ["${kind}"]`))
  return files
}

const story = JSON.parse(readPackage('one-thing/house-transfer').get('rehearsals/extended.json')!) as { steps: object[] }
const until = (kind: string) => ({
  ...story,
  steps: [
    ...story.steps.slice(0, 5),
    {
      at: '2026-11-26T09:00:00+08:00', by: 'natural_resources_handler', element: 'handle', item: 'transfer', outcome: 'special', opinion: '依法进行',
      values: { procedureKind: kind, procedureDays: 10, examinationFindings: '材料已核对。' }, expect: { items: { transfer: '特别程序中' } },
    },
  ],
})

test.group('特别程序 by data alone', () => {
  for (const [kind, stops] of Object.entries(STOPS)) {
    test(`${kind} ${stops ? 'stops' : 'does not stop'} the clocks of its item`, async ({ assert }) => {
      const parsed = parseScript(JSON.stringify(until(kind)), VIEW_NAMES)
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
      const { steps, stage } = playScript(parsed.script, await compileFiles(withProcedure(kind)), 'house_transfer')
      assert.deepEqual(steps.flatMap(({ what, differences }) => differences.map((one) => `${what}: ${one}`)), [])
      const [, item] = [...stage.business.rows].find(([key]) => key.startsWith('case_items/') && key.endsWith('/transfer'))!
      const { promised, legal, procedures } = item as unknown as CaseItemRow
      assert.deepEqual([promised?.dueAtMs === null, legal?.dueAtMs === null, procedures?.at(-1)?.stopsClock], [stops, stops, stops])
    })
  }
})
