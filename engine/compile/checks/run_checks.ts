import type { CompileTools } from '#engine/kernel/elements/element'
import { elementRegistry } from '#engine/kernel/elements/registry'
import type { BuiltGraph } from '../build_graph.js'
import type { ProcessTools } from '../model_tools.js'
import { checkBoundaryHosts } from './boundary_hosts.js'
import { checkIgnoredParts } from './ignored_parts.js'
import { checkLoopsWithoutWait } from './loops_without_wait.js'
import { checkQuantities } from './quantities.js'
import { checkReachable } from './reachable.js'
import { checkStarts } from './starts.js'

/** One rule across elements; rules of a single element stand in its own file. */
export type Check = (built: BuiltGraph, toolsFor: (id: string) => CompileTools) => void

const CHECKS: readonly Check[] = [checkStarts, checkBoundaryHosts, checkReachable, checkLoopsWithoutWait, checkQuantities, checkIgnoredParts]

/** Runs the elements' own checks, then those across elements. Reports through the tools; changes nothing. */
export function runChecks(built: BuiltGraph, tools: ProcessTools): void {
  for (const node of built.graph.nodes) {
    for (const one of node.parts.length === 0 ? [node] : [node, ...node.parts]) elementRegistry.get(one.kind)?.check?.(one, one.settings, tools.forElement(one.id))
  }
  for (const check of CHECKS) check(built, tools.forElement)
}
