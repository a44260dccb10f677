import { readFileSync } from 'node:fs'
import { compileDmn } from '#engine/compile/compile_dmn'
import { compileModel } from '#engine/compile/compile_model'
import { readPackage as readResources } from '#engine/runtime/packages/read_package'
import type { RehearsedPackage } from '#processes/rehearsal/stage'

const RULES = new URL('../../processes/foundation/supervision/rules/cards.dmn', import.meta.url)
const countyDecisions = compileDmn(readFileSync(RULES)).then(({ decisions }) => new Map(decisions.map((decision) => [decision.id, decision])))

/** The files of a package compiled; a finding of a model, form or table fails the test. */
export async function compileFiles(files: ReadonlyMap<string, string>): Promise<RehearsedPackage> {
  const read = await readResources([...files].map(([name, content]) => ({ name, content })), (source) => compileModel(source))
  if (read.diagnostics.length > 0) throw new Error(read.diagnostics.map((finding) => `${finding.resource ?? ''} ${finding.message}`).join('\n'))
  return { ...read, countyDecisions: await countyDecisions }
}
