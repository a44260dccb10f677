import { test } from '@japa/runner'

import { renderTemplate } from '#forms/documents/render_template'
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

/** A story has the cases of its own package: what begins from a closed case of another one is told over HTTP. */
const TOLD_ELSEWHERE = new Set(['one-thing/evaluation']) // tests/http/public.spec.ts

test.group('rehearsals of the packages', () => {
  for (const name of PACKAGES) {
    const files = readPackage(name)
    const { process } = JSON.parse(files.get('manifest.json')!) as { process: string }
    const compiled = compileFiles(files)
    compiled.catch(() => undefined)
    const issued = new Set<string>()
    for (const [file, text] of files) {
      if (!file.startsWith('rehearsals/')) continue
      test(`${name} ${file}`, async ({ assert }) => {
        const parsed = parseScript(text, VIEW_NAMES)
        assert.deepEqual(parsed.ok ? [] : parsed.problems, [])
        if (!parsed.ok) return
        const played = playScript(parsed.script, await compiled, process)
        assert.deepEqual(played.steps.flatMap(({ what, differences }) => differences.map((one) => `${what}: ${one}`)), [])
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
  }

  test('every package has rehearsals', ({ assert }) => {
    for (const name of PACKAGES.filter((one) => !TOLD_ELSEWHERE.has(one))) assert.isAbove([...readPackage(name).keys()].filter((file) => file.startsWith('rehearsals/')).length, 0, name)
    assert.include(PACKAGES, 'one-thing/restaurant')
  })
})
