import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { GOVERNMENT_TARGETS } from '#adapters/government/target_kinds'
import { DEMO_COUNTY } from '#processes/foundation/demo/demo_county'
import type { AnyFact } from '#processes/foundation/deliveries/fact'
import type { FactTarget, SendTools, TargetSettings } from '#processes/foundation/deliveries/target'
import { parseScript } from '#processes/rehearsal/parse_script'
import { playScript } from '#processes/rehearsal/play_script'
import { VIEW_NAMES } from '#processes/rehearsal/views'
import { compileFiles } from '#tests/processes/compile_files'
import { readPackage } from '#tests/processes/read_package'
import { startUpperPlatform, type UpperPlatformProcess } from '#tests/upper_platform/start_upper_platform'
import { SETTINGS } from './sample_facts.js'

/** After every story. */
const CLOCK_MS = Date.UTC(2028, 0, 1)
const startedMs = Date.now()
const tools: SendTools = { fetch, nowMs: () => CLOCK_MS + Date.now() - startedMs, newNonce: () => randomUUID() }

const TOLD = ['provincial_service', 'city_brain', 'my_changsha']
const targets: readonly FactTarget[] = GOVERNMENT_TARGETS.filter(({ kind }) => TOLD.includes(kind)).map(({ kind, takes, currentMapping }) => ({
  id: kind, takes, businesses: null, channels: null, mappingVersion: currentMapping, fullChain: false,
}))
/** The short run has the one with every turn a case can take, and the events; the soak all. */
const PACKAGES = process.env.TOLD_PACKAGES?.split(',') ?? ['one-thing/restaurant', 'five-zero/event']
/** Eighteen characters of the code's alphabet for each unit of the demo county. */
const unitCreditCode = Object.fromEntries(DEMO_COUNTY.departments.map(({ id }, index) => [id, `1143012100${String(index).padStart(8, '0')}`]))

/** Each story numbers its cases from 1; above they are different cases. Numbers of cases have more digits than those of identity cards. */
const renumbered = (fact: AnyFact, story: number): AnyFact => JSON.parse(JSON.stringify(fact).replaceAll(/(?<!\d)(4301\d{15,})/g, `$1${String(story).padStart(3, '0')}`)) as AnyFact

test.group('every story of the packages, told above', (group) => {
  let above: UpperPlatformProcess
  let story = 0
  group.setup(async () => {
    above = await startUpperPlatform({ arguments: ['--clock', new Date(CLOCK_MS).toISOString()] })
    await above.change('city-brain', { receipt: 'sync' })
    return () => above.stop()
  })

  for (const name of PACKAGES) {
    test(`${name}: the platforms refuse nothing of what the county tells them`, async ({ assert }) => {
      const { appId, secret } = above.credentials
      const settings: TargetSettings = { ...SETTINGS, url: above.url, appId, secret, codes: { unitCreditCode }, timeoutMs: 30_000 }
      const files = readPackage(name)
      const { process: main } = JSON.parse(files.get('manifest.json')!) as { process: string }
      const compiled = await compileFiles(files)
      const refused = new Set<string>()
      let told = 0
      for (const [file, text] of files) {
        const parsed = file.startsWith('rehearsals/') ? parseScript(text, VIEW_NAMES) : null
        if (!parsed?.ok) continue
        story += 1
        const { deliveries } = playScript(parsed.script, compiled, main, targets).stage.business
        await Promise.all(targets.map(async ({ id }) => {
          const target = GOVERNMENT_TARGETS.find(({ kind }) => kind === id)!
          for (const row of deliveries.filter((one) => one.target === id)) {
            const mapped = target.mappings[row.mappingVersion]!(renumbered(row.fact as AnyFact, story), settings, { nowMs: CLOCK_MS, messageId: randomUUID() })
            const receipt = mapped.ok ? await target.send(mapped.message, settings, tools) : { kind: 'not mapped', reason: mapped.reason }
            if (receipt.kind === 'accepted') told += 1
            else refused.add(`${file} ${row.target} ${row.kind}: ${JSON.stringify(receipt)}`)
          }
        }))
      }
      assert.deepEqual([...refused], [])
      assert.isAtLeast(told, 50)
    })
  }
})
