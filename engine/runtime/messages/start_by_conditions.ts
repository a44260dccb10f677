import type { Variables } from '#engine/kernel/commands'
import { becameTrue, startsOfConditions, toldStartConditions, type ToldCondition } from '#engine/kernel/start_conditions'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { createWriteSet, type WriteSet } from '../bus/write_set.js'
import type { Actor } from '../command_envelope.js'
import type { Definitions } from '../engine.js'
import type { CommandStore, CommandTransaction } from '../ports/command_store.js'
import type { DefinitionRow } from '../ports/package_store.js'
import type { InstanceCommandRow } from '../ports/work_store.js'
import { startOnOccasion } from './start_on_occasion.js'
import { startElement, type StartElement } from './start_elements.js'

export interface ConditionSurroundings {
  store: CommandStore
  registry: Definitions
  clock(): number
  newId(): string
  /** Carries out what has been decided, again and again where the database was busy; answers the instances begun. */
  carryOut(decide: () => Promise<InstanceCommandRow[]>): Promise<string[]>
}

interface ToldProcess {
  definition: DefinitionRow
  process: ExecutableProcess
  told: ToldCondition[]
}

/**
 * Starts an instance at each conditional start event of the versions in force whose condition these variables turn true; that it holds
 * is kept in the same commit, so that it starts nothing more before it has turned false, on whichever node. An event that needs further
 * triggers keeps the condition until they have come.
 */
export async function startByConditions(variables: Variables, actor: Actor, { store, registry, clock, newId, carryOut }: ConditionSurroundings): Promise<{ started: string[] }> {
  const nowMs = clock()
  const processes: ToldProcess[] = []
  for (const definition of registry.latest()) {
    const process = await registry.compiled(definition.id)
    const told = toldStartConditions(process, variables, nowMs)
    if (told.length > 0) processes.push({ definition, process, told })
  }
  if (processes.length === 0) return { started: [] }
  const occasion = { variables, businessKey: null, key: null, starter: actor.kind === 'user' ? actor.id : null }
  const started = await carryOut(() =>
    store.transaction(async (transaction) => {
      const writes = createWriteSet()
      const starts = await turnConditions(processes, transaction, writes, nowMs)
      return startOnOccasion(starts, occasion, { transaction, writes, newId, nowMs })
    }),
  )
  return { started }
}

/** Notes what holds now and what does not any more; answers the start events whose condition has become true. */
async function turnConditions(processes: readonly ToldProcess[], transaction: CommandTransaction, writes: WriteSet, nowMs: number): Promise<StartElement[]> {
  const held = await transaction.heldConditions(processes.flatMap(({ told }) => told.map(({ place }) => place)))
  for (const { place, condition, holds } of processes.flatMap(({ told }) => told)) {
    const before = held.get(place)
    const row = { id: place, conditionText: condition, sinceMs: nowMs }
    if (holds && before === undefined) writes.insert('start_conditions', place, row)
    else if (holds && before !== condition) writes.put('start_conditions', place, row)
    else if (!holds && before !== undefined) writes.remove('start_conditions', place, { id: place })
  }
  return processes.flatMap(({ definition, process, told }) => startsOfConditions(becameTrue(told, (place) => held.get(place))).map((start) => startElement(definition, process, start)))
}
