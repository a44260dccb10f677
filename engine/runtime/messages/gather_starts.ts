import type { StartInstance, Variables } from '#engine/kernel/commands'
import { completeRound, isSaidAlready } from '#engine/kernel/gathered_starts'
import type { WriteSet } from '../bus/write_set.js'
import type { CommandTransaction, StartTriggerRow } from '../ports/command_store.js'
import { correlationText } from './correlation_text.js'
import type { StartElement } from './start_elements.js'

/** What has come, for every start event it starts. */
export interface Occasion {
  readonly variables: Variables
  readonly businessKey: string | null
  /** Matter that it belongs to, for start events that need several triggers: they have to agree. */
  readonly key: string | null
  readonly starter: string | null
  readonly chain?: number
}

export interface GatherSurroundings {
  readonly transaction: Pick<CommandTransaction, 'heldTriggers'>
  readonly writes: WriteSet
  newId(): string
  readonly nowMs: number
}

/** Instances to be started, and at how many start events it is held until the others have come. */
export interface GatheredStarts {
  readonly starts: StartInstance[]
  readonly held: number
}

/** Start commands of one transaction. What a start event needs beside the occasion is looked up and taken in the same commit. */
export interface Gathering {
  arrive(starts: readonly StartElement[], occasion: Occasion): Promise<GatheredStarts>
}

type Held = StartTriggerRow & { trigger: string; key: string | null }

export const openGathering = ({ transaction, writes, newId, nowMs }: GatherSurroundings): Gathering => {
  /** As this transaction will leave them. */
  const places = new Map<string, Held[]>()
  let count = 0

  const heldAt = async (place: string, needed: readonly string[], key: string | null): Promise<Held[]> => {
    const known = places.get(place)
    if (known !== undefined) return known
    const { isNew, held } = await transaction.heldTriggers(place, needed, key)
    if (isNew) writes.insert('start_triggers', place, emptyRow(place, nowMs))
    const rows = held.map((row) => ({ ...row, trigger: row.triggerName, key: row.correlationKey }))
    places.set(place, rows)
    return rows
  }

  const hold = (row: StartTriggerRow): Held => {
    writes.insert('start_triggers', row.id, { ...row })
    return { ...row, trigger: row.triggerName, key: row.correlationKey }
  }

  const gather = async (start: StartElement, occasion: Occasion): Promise<StartInstance | null> => {
    const place = `${start.definition.key}/${start.at}`
    const key = correlationText(occasion.key)
    const rows = await heldAt(place, start.needed, key)
    if (!isSaidAlready({ trigger: start.trigger, key }, rows)) {
      rows.push(hold({
        id: `${newId()}-${count++}`, place, triggerName: start.trigger, correlationKey: key, businessKey: occasion.businessKey, starter: occasion.starter,
        variables: JSON.stringify(occasion.variables), arrivedAtMs: nowMs,
      }))
    }
    const round = completeRound(start.needed, rows)
    if (round === null) return null
    for (const { id } of round) writes.remove('start_triggers', id, { id })
    places.set(place, rows.filter((row) => !round.includes(row)))
    return startOf(start, {
      variables: Object.assign({}, ...round.map((row) => JSON.parse(row.variables) as Variables)) as Variables,
      businessKey: round.find((row) => row.businessKey !== null)?.businessKey ?? null,
      starter: round.find((row) => row.starter !== null)?.starter ?? null,
      key, ...(occasion.chain !== undefined && { chain: occasion.chain }),
    }, newId())
  }

  return {
    async arrive(starts, occasion) {
      const commands: StartInstance[] = []
      let held = 0
      for (const start of starts) {
        const command = start.needed.length === 0 ? startOf(start, occasion, newId()) : await gather(start, occasion)
        if (command === null) held += 1
        else commands.push(command)
      }
      return { starts: commands, held }
    },
  }
}

const emptyRow = (place: string, nowMs: number) =>
  ({ id: place, place, triggerName: '', correlationKey: null, businessKey: null, starter: null, variables: '{}', arrivedAtMs: nowMs })

const startOf = ({ definition, at }: StartElement, { variables, businessKey, starter, chain }: Occasion, instanceId: string): StartInstance => ({
  type: 'StartInstance', instanceId, definitionId: definition.id, startElementId: at, variables, businessKey, title: null, starter, caller: null,
  ...(chain !== undefined && { chain }),
})
