import { test } from '@japa/runner'

import { renderTemplate } from '#forms/documents/render_template'
import type { CaseItemRow, CaseRow } from '#processes/foundation/case/case_rows'
import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import { playScript } from '#processes/rehearsal/play_script'
import { parseScript } from '#processes/rehearsal/parse_script'
import type { Stage } from '#processes/rehearsal/stage'
import { VIEW_NAMES } from '#processes/rehearsal/views'
import { compileFiles } from './compile_files.js'
import { packageNames, readPackage } from './read_package.js'

const PACKAGES = packageNames()

const documentsOf = (stage: Stage): IssuedDocumentRow[] =>
  [...stage.business.rows].filter(([key]) => key.startsWith('issued_documents/')).map(([, row]) => row as unknown as IssuedDocumentRow)

/** The inquiry password comes to the print alone. */
const asPrinted = (snapshot: IssuedDocumentRow['snapshot']) => ({ ...snapshot, inquiry: { ...snapshot.inquiry, password: 'printed' } })

interface Declared {
  items?: { code: string; procedures?: { kind: string }[]; extension?: unknown; forward?: unknown }[]
  case?: { withdrawal?: { event: string }; acceptedBySilence?: string } | null
}

/** What a manifest declares that happens only sometimes: each has to happen in some story. */
const declaredIn = ({ items = [], case: declaration }: Declared): string[] => [
  ...items.flatMap(({ code, procedures = [], extension, forward }) => [
    ...procedures.map(({ kind }) => `特别程序 ${code} ${kind}`), ...(extension ? [`延期 ${code}`] : []), ...(forward ? [`转报 ${code}`] : []),
  ]),
  ...(declaration?.withdrawal ? ['撤回'] : []),
  ...(declaration?.acceptedBySilence ? ['逾期视为受理'] : []),
]

/** What of that has happened by the end of a story. */
function happenedIn({ business: { rows } }: Stage): string[] {
  const all = <Row>(table: string) => [...rows].flatMap(([key, row]) => (key.startsWith(`${table}/`) ? [row as unknown as Row] : []))
  return [
    ...all<CaseItemRow>('case_items').flatMap(({ code, procedures = [], promised, statusText }) => [
      ...procedures.map(({ kind }) => `特别程序 ${code} ${kind}`), ...((promised?.extensions ?? []).length > 0 ? [`延期 ${code}`] : []), ...(statusText.includes('转报') ? [`转报 ${code}`] : []),
    ]),
    ...all<CaseRow>('case_records').flatMap(({ statusText, silentlyAcceptedAtMs, closedAtMs }) => [
      ...(statusText.includes('撤回') && closedAtMs !== null ? ['撤回'] : []), ...(silentlyAcceptedAtMs === undefined ? [] : ['逾期视为受理']),
    ]),
  ]
}

test.group('rehearsals of the packages', () => {
  for (const name of PACKAGES) {
    const files = readPackage(name)
    const { process } = JSON.parse(files.get('manifest.json')!) as { process: string }
    const compiled = compileFiles(files)
    compiled.catch(() => undefined)
    const issued = new Set<string>()
    const happened = new Set<string>()
    for (const [file, text] of files) {
      if (!file.startsWith('rehearsals/')) continue
      test(`${name} ${file}`, async ({ assert }) => {
        const parsed = parseScript(text, VIEW_NAMES)
        assert.deepEqual(parsed.ok ? [] : parsed.problems, [])
        if (!parsed.ok) return
        const played = playScript(parsed.script, await compiled, process)
        assert.deepEqual(played.steps.flatMap(({ what, differences }) => differences.map((one) => `${what}: ${one}`)), [])
        for (const one of happenedIn(played.stage)) happened.add(one)
        for (const { template, templateResource, snapshot } of documentsOf(played.stage)) {
          issued.add(template)
          assert.deepEqual(renderTemplate(files.get(templateResource)!, asPrinted(snapshot)).problems, [], `${template} prints without a hole`)
        }
      })
    }
    test(`${name}: every document is issued in some rehearsal`, ({ assert }) => {
      const { documents = {} } = JSON.parse(files.get('manifest.json')!) as { documents?: Record<string, unknown> }
      assert.deepEqual(Object.keys(documents).filter((template) => !issued.has(template)), [])
    })
    test(`${name}: what its items may do – 特别程序, 延期, 转报, 撤回, acceptance by silence – is done in some rehearsal`, ({ assert }) => {
      assert.deepEqual(declaredIn(JSON.parse(files.get('manifest.json')!) as Declared).filter((one) => !happened.has(one)), [])
    })
  }

  test('every package has rehearsals', ({ assert }) => {
    for (const name of PACKAGES) assert.isAbove([...readPackage(name).keys()].filter((file) => file.startsWith('rehearsals/')).length, 0, name)
    assert.include(PACKAGES, 'one-thing/restaurant')
  })
})
