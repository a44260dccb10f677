import { compileDmnFiles } from '#engine/compile/compile_dmn'
import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { DecisionError } from '#engine/model/decision'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { Operations } from '../http/api_call.js'
import { diagnosticsProblem } from '../http/diagnostics_problem.js'
import { notFound, problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

interface Tried {
  decision: CompiledDecision
  packageId: string | null
  diagnostics: Diagnostic[]
}

/** Trying decisions by hand: nothing is stored, no instance is touched. */
export const decisionController = (services: WebServices): Pick<Operations, 'evaluateDecision'> => ({
  async evaluateDecision({ params: { key }, body: { variables, packageId, content } }) {
    const { decision, packageId: from, diagnostics } = content === undefined ? await published(services, key, packageId) : await unpublished(services, key, content, packageId)
    const outcome = decision.evaluate((name) => (Object.hasOwn(variables, name) ? variables[name] : undefined), services.clock())
    if (!outcome.ok) throw refused(outcome.error)
    const { value, rows, steps, unsetNames } = outcome
    return {
      body: {
        decision: { id: decision.id, name: decision.name, packageId: from },
        result: value,
        rows: rows.map((row) => ({ ...row })),
        steps: steps.map(({ rules, ...step }) => ({ ...step, ...(rules === undefined ? {} : { rules: [...rules] }) })),
        unsetNames: [...unsetNames],
        diagnostics,
      },
    }
  },
})

async function published({ engine }: WebServices, key: string, packageId: string | undefined): Promise<Tried> {
  if (packageId !== undefined && (await engine.packages.find(packageId)) === null) throw notFound('业务包版本')
  const found = await engine.decisions.find(key, packageId)
  if (found === null) throw notFound('决策')
  return { ...found, diagnostics: [] }
}

/** A file that is not published; what it imports is looked for in the package. */
async function unpublished({ engine }: WebServices, key: string, content: string, packageId: string | undefined): Promise<Tried> {
  const resources = packageId === undefined ? [] : await engine.packages.resources(packageId)
  const others = resources.filter(({ name }) => name.endsWith('.dmn')).map(({ name, content: source, encoding }) => ({ resource: name, source: encoding === 'base64' ? Buffer.from(source, 'base64') : source }))
  const compiled = await compileDmnFiles([{ source: content }, ...others])
  const { decisions, diagnostics } = compiled[0]!
  const decision = decisions.find(({ id }) => id === key)
  const errors = (decision === undefined ? compiled : [{ diagnostics }]).flatMap((one) => one.diagnostics).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw diagnosticsProblem('没有试算', errors)
  if (decision === undefined) throw notFound('决策')
  return { decision, packageId: null, diagnostics }
}

function refused({ code, message, rule, column }: DecisionError) {
  const path = [rule === null ? null : `rule ${rule}`, column].filter((part) => part !== null).join(' ')
  return problem(422, 'E_DECISION', message, [{ path, message, code }])
}
