import type { CompiledExpression } from '#engine/expressions/expression'
import { graphOf, type Node } from '#engine/kernel/graph'
import type { CallActivitySettings } from '#engine/kernel/elements/call_activity'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { expressionsOf } from './expressions_of.js'
import { likelyMeant } from './likely_meant.js'
import type { ReadPackage } from './read_package.js'
import { calledId, settableNames, type SettableNames } from './settable_names.js'

/** Most warnings of one package: a name written wrong once may be read everywhere. */
const MOST = 100

/**
 * Names that expressions read and that nothing in the package can set: misspelt, mostly. Where a message or a worker may bring anything, only
 * names that are a slip away from one that is set.
 */
export const checkUnsetNames = (read: Pick<ReadPackage, 'processes' | 'forms'>): Diagnostic[] => {
  const settable = settableNames(read)
  const found = new Map<string, Diagnostic>()
  for (const { process, resource } of read.processes) {
    for (const { elementId, expression, names } of readsOf(process, settable)) {
      for (const { name, meant } of unsetAmong(expression, names)) {
        found.set(JSON.stringify([resource, elementId, name]), warning(process, resource, elementId, expression, name, meant))
        if (found.size >= MOST) return [...found.values()]
      }
    }
  }
  return [...found.values()]
}

interface Read {
  elementId: string
  expression: CompiledExpression
  /** What can be set where the expression is evaluated; undefined = not known here. */
  names: SettableNames | undefined
}

const readsOf = (process: ExecutableProcess, settable: ReadonlyMap<string, SettableNames>): Read[] =>
  graphOf(process).nodes.flatMap((node) => {
    const isCall = node.kind === 'callActivity'
    const own = expressionsOf(node, isCall ? ['outOf'] : []).map((one) => ({ ...one, names: settable.get(process.id) }))
    return isCall ? [...own, ...resultsRead(node, settable)] : own
  })

/** What a call takes over is computed from the variables of the called process. */
const resultsRead = (call: Node, settable: ReadonlyMap<string, SettableNames>): Read[] => {
  const names = settable.get(calledId(call) ?? '')
  return (call.settings as CallActivitySettings).outOf.mappings.map(({ value }) => ({ elementId: call.id, expression: value, names }))
}

/** Names that are not set, each with the one that was likely meant. */
const unsetAmong = (expression: CompiledExpression, names: SettableNames | undefined): { name: string; meant: string | null }[] => {
  if (names === undefined) return []
  const unset = expression.names.filter((name) => !names.names.has(name)).map((name) => ({ name, meant: likelyMeant(name, names.names) }))
  return names.anything ? unset.filter(({ meant }) => meant !== null) : unset
}

const warning = (process: ExecutableProcess, resource: string, elementId: string, { source }: CompiledExpression, name: string, meant: string | null): Diagnostic => {
  const where = process.elements.get(elementId)?.name || elementId
  const why = '流程包里没有表单字段、脚本或参数给它赋值，运行时只能是空值'
  const advice = meant === null ? '请核对变量名，或在前面环节的表单中加上这个字段。' : `是否应为“${meant}”？请核对变量名。`
  return {
    code: 'UNSET_NAME', severity: 'warning', elementId, resource,
    message: `“${where}”的表达式“${source.trim().slice(0, 120)}”用到变量“${name}”，但${why}。${advice}`,
  }
}
